"""What is wrong with the log is told to every administrator, once, as a task that is due.

The mail says no more than any other: what it is stands on each of her pages.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.mail import get_connection

from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.audit import sweeps
from casework.audit.models import AuditAlarm
from casework.crypto.errors import CryptoError
from casework.reminders import mails
from casework.reminders.asked import administrators

logger = logging.getLogger(__name__)


def sweep(at: datetime) -> int:
    """Returns of how many alarms somebody was told; where nobody could be, it is tried again."""
    return sweeps.each(AuditAlarm.objects.filter(told_at=None), lambda alarm: _tell(alarm, at))


def _tell(alarm: AuditAlarm, at: datetime) -> int:
    people = User.objects.in_bulk(administrators()).values()
    if not sum(_mail(person, alarm, at) for person in people):
        return 0
    return AuditAlarm.objects.filter(pk=alarm.pk, told_at=None).update(told_at=at)


def _mail(person: User, alarm: AuditAlarm, at: datetime) -> bool:
    try:
        address = open_for_house(person, "email")
        if not address:
            return False
        mail = mails.task_due(address, to=person, about=("alarm", alarm.pk), at=at)
        return bool(get_connection().send_messages([mail]))
    except CryptoError:
        logger.warning("alarm %s: the address of an administrator cannot be opened", alarm.pk)
    except OSError as error:
        logger.warning("alarm %s: mail server: %s", alarm.pk, type(error).__name__)
    return False
