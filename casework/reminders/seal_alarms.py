"""What is wrong with the log is told to every administrator, once, as a task that is due.

The mail says no more than any other: what it is stands on each of her pages.
"""

from __future__ import annotations

from datetime import datetime

from casework.accounts.models import User
from casework.audit import sweeps
from casework.audit.models import AuditAlarm
from casework.reminders import mails
from casework.reminders.asked import administrators


def sweep(at: datetime) -> int:
    """Returns of how many alarms somebody was told; where nobody could be, it is tried again."""
    return sweeps.each(AuditAlarm.objects.filter(told_at=None), lambda alarm: _tell(alarm, at))


def _tell(alarm: AuditAlarm, at: datetime) -> int:
    people = User.objects.in_bulk(administrators()).values()
    about = ("alarm", alarm.pk)
    if not sum(mails.sent_alone(person, about=about, at=at) for person in people):
        return 0
    return AuditAlarm.objects.filter(pk=alarm.pk, told_at=None).update(told_at=at)
