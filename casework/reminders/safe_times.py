"""Her safe times as plain moments, one row a case: written with her plan, read by the rules."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from casework.accounts.models import User
from casework.accounts.rows import LoggedRow, Subject
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.safe_times import SafeTimes


class SafeTimesRow(LoggedRow):
    """When her windows open, and until when to stay silent. Why and how lie sealed in her plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="safe_times")
    openings = models.JSONField(default=list)
    silent_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "reminders_safetimes"

    def __str__(self) -> str:
        return f"safe times {self.pk}"

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject


def kept(openings: list[str] | None, silent_until: datetime | None) -> SafeTimes:
    """Of the columns of a row, or of None where a case has none."""
    return SafeTimes(tuple(map(datetime.fromisoformat, openings or ())), silent_until)


def keep(case: Case, told: SafeTimes, *, by: User, at: datetime) -> None:
    """The case is locked; writes nothing where nothing is new."""
    row = SafeTimesRow.objects.select_for_update().filter(case=case).first()
    openings = [moment.isoformat(timespec="minutes") for moment in told.openings]
    if row is None and told == SafeTimes():
        return
    if row is not None and (row.openings, row.silent_until) == (openings, told.silent_until):
        return
    if row is None:
        row = SafeTimesRow(case=case)
    else:
        row.raise_revision()
    row.openings, row.silent_until = openings, told.silent_until
    row.save()
    record("reminders.set", case, by=by, at=at, rows=[row])
