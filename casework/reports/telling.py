"""Whose it is to act on an alert is told so by mail, once, as of any task that is due.

The mail says no more than any other; home shows the question. Whoever is told, at what hour, is as
she set it for herself (`reminders.ways`).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from casework.accounts.models import User
from casework.audit import sweeps
from casework.reminders import mails, ways
from casework.reports.alert_rows import Alert


class Turn(NamedTuple):
    """Whose turn it is, and since when."""

    person: UUID | None
    since: datetime


def sweep(at: datetime) -> int:
    """Returns of how many alerts somebody was told. Safe to run twice: a mail that was cut off
    before its mark goes again under the same Message-ID.
    """
    return sweeps.each(Alert.objects.waiting().order_by("found_at"), lambda one: _tell(one, at))


def turn(alert: Alert) -> Turn:
    """Who was asked, until she answers or it is passed on; else the administrator whose it is."""
    passed_on = alert.passed_on_at or alert.found_at
    if alert.answered_at is not None:
        return Turn(alert.for_admin_id, alert.answered_at)
    if alert.asked_at is not None and alert.asked_at >= passed_on:
        return Turn(alert.asked_of_id, alert.asked_at)
    return Turn(alert.for_admin_id, passed_on)


def _tell(alert: Alert, at: datetime) -> int:
    hers = turn(alert)
    if hers.person in (None, alert.told_id):
        return 0
    person = User.objects.admitted().filter(pk=hers.person).first()
    moment = ways.goes_at(ways.of(person), "", "", hers.since) if person else None
    if person is None or moment is None or at < moment:
        return 0
    if not mails.sent_alone(person, about=("alert", alert.pk, hers.since.isoformat()), at=at):
        return 0
    return Alert.objects.filter(pk=alert.pk).update(told=person)
