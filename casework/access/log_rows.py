"""What administrators keep of their work with the log: views that they come back to, exports."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from casework.accounts.models import User
from casework.accounts.rows import LoggedRow, Subject

LONGEST: Final = 500
FETCHED_WITHIN: Final = timedelta(days=7)


class LogView(LoggedRow):
    """Conditions on the log that one administrator keeps: codes and days, as in an address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    query = models.CharField(max_length=LONGEST)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "query"], name="a_view_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("log_view", str(self.pk))


class LogExport(LoggedRow):
    """A part of the log to be carried away: one administrator asks, another agrees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    query = models.CharField(max_length=LONGEST, blank=True)
    upto = models.BigIntegerField()  # how far the log had come: no later entry is in it
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="an_export_takes_two",
            )
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return Subject("log_export", str(self.pk))

    def is_ready(self, at: datetime) -> bool:
        """Agreed to, and not too long ago."""
        return self.agreed_at is not None and at < self.agreed_at + FETCHED_WITHIN
