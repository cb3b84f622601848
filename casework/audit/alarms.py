"""What is wrong with the log, until the same check finds nothing any more.

Administrators see it on each of their pages, and are told once by mail (`reminders.sealed`).
"""

from __future__ import annotations

from datetime import datetime

from casework.audit.models import AuditAlarm

SIGNING = "signing"  # entries that nobody would sign
VERIFYING = "verifying"  # the whole log, recomputed
WITNESS = "witness "  # and its name: it saw another log


def ring(code: str, *, at: datetime, number: int = 0) -> None:
    """Once for as long as it lasts."""
    AuditAlarm.objects.get_or_create(code=code, defaults={"since": at, "number": number})


def clear(code: str) -> None:
    AuditAlarm.objects.filter(code=code).delete()
