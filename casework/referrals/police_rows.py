"""In which countries a partner may be asked for the police or security."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField
from casework.cases.places import Country


class PoliceCountry(LoggedRow):
    """One row for each country for which it was ever switched on; the log holds what came before.

    Where there is no row it is off.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=10, unique=True, choices=Country)
    is_on = models.BooleanField()
    words = HouseSealedField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.country

    @property
    def audit_subject(self) -> Subject:
        return Subject("police", str(self.pk), self.country)
