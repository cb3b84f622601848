"""Counts of the house that name no case: sealed, and padded so that their length tells little."""

from __future__ import annotations

import uuid

from django.db import models

from casework.accounts.rows import LoggedRow, Subject
from casework.accounts.sealed import HouseSealedField


class Tally(LoggedRow):
    """One sheet of counts (`referrals.tallies`). Which line of it an act has changed is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40, unique=True)
    counts = HouseSealedField()

    def __str__(self) -> str:
        return self.name

    @property
    def audit_subject(self) -> Subject:
        return Subject("tally", str(self.pk), self.name)
