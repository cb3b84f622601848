"""One question about one alert: an administrator asks, somebody who knows the work answers by a
code, and the administrator ends it. Nobody answers or ends her own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import Post, Role, User
from casework.audit.log import record
from casework.cases import quorum
from casework.reports import policies
from casework.reports.alert_rows import Alert, Expected
from casework.reports.codes import Answer, Outcome, Reason

# Unanswered for so long it goes to the second administrator.
PATIENCE: Final = timedelta(hours=48)
# What is expected is looked at anew after so long at most.
LONGEST: Final = timedelta(days=92)


def begin(alert: Alert, at: datetime) -> None:
    """Whose it is to ask. Where there is no other administrator, who can answer is asked now."""
    admins = [one for one in quorum.administrators() if one.pk != alert.person_id]
    alert.for_admin = admins[0] if admins else None
    if not admins:
        alert.asked_of = next(iter(can_be_asked(alert.person)), None)
        alert.asked_at = at if alert.asked_of else None


def can_be_asked(person: User) -> list[User]:
    """Supervisors of her desks; about one who is alone there, or works on none, administrators;
    else any supervisor. Never herself.
    """
    hers = Post.objects.current().filter(person=person, desk__isnull=False).values("desk")
    keyed = Post.objects.keyed().of_admitted().exclude(person=person)
    heads = User.objects.admitted().filter(pk__in=keyed.filter(desk__in=hers).values("person"))
    others = User.objects.admitted().in_post(Role.ADMINISTRATOR).exclude(pk=person.pk)
    anybody = User.objects.admitted().filter(pk__in=keyed.values("person"))
    for found in (heads, others, anybody):
        if people := list(found.order_by("username")):
            return people
    return []


@transaction.atomic
def ask(alert: Alert, of: User, *, by: User, at: datetime) -> None:
    """Ask `of`; another one, as long as nobody answered. Raises NotAllowed, WrongState."""
    require(policies.can_handle_alert(by, alert), "can_handle_alert")
    alert = _held(alert)
    if alert.asked_of_id == of.pk:
        return  # a doubled submit is kept once
    refuse(alert_waits(alert), answerer_is_another(alert, of))
    alert.asked_by, alert.asked_of, alert.asked_at = by, of, at
    _save(alert, "asked_by", "asked_of", "asked_at")
    record("alert.asked", alert, by=by, at=at, rows=[alert], reason=alert.rule)


@transaction.atomic
def answer(alert: Alert, said: Answer, *, by: User, at: datetime) -> None:
    """By a code, once. Raises NotAllowed, WrongState."""
    require(policies.can_answer_alert(by, alert), "can_answer_alert")
    alert = _held(alert)
    require(policies.can_answer_alert(by, alert), "can_answer_alert")
    if alert.answer == said:
        return
    refuse(alert_waits(alert))
    alert.answer, alert.answered_at = said, at
    _save(alert, "answer", "answered_at")
    record("alert.answered", alert, by=by, at=at, rows=[alert], reason=said)


@transaction.atomic
def settle(alert: Alert, outcome: Outcome, *, by: User, at: datetime) -> None:
    """An administrator ends it, once it was answered. Raises NotAllowed, WrongState."""
    require(policies.can_handle_alert(by, alert), "can_handle_alert")
    alert = _held(alert)
    if alert.settled_at is not None:
        return
    refuse(alert_is_answered(alert))
    _settle(alert, outcome, by, at)
    record("alert.settled", alert, by=by, at=at, rows=[alert], reason=outcome)


@transaction.atomic
def expect(alert: Alert, reason: Reason, until: datetime, *, by: User, at: datetime) -> None:
    """As much of this as now is expected of her until then; more of it, or anything else, is asked
    about as ever. Raises NotAllowed, WrongState.
    """
    require(policies.can_handle_alert(by, alert), "can_handle_alert")
    alert = _held(alert)
    if alert.settled_at is not None:
        return
    refuse(alert_is_answered(alert), expected_has_an_end(until, at))
    row = Expected(person=alert.person, rule=alert.rule, reason=reason, up_to=alert.count)
    row.until, row.set_by, row.set_at = until, by, at
    row.save(force_insert=True)
    _settle(alert, Outcome.EXPECTED, by, at)
    record("alert.expected", alert, by=by, at=at, rows=[row, alert], reason=reason)


@transaction.atomic
def end_expected(row: Expected, *, by: User, at: datetime) -> None:
    """Before its time: from now on it is asked about again. Raises NotAllowed."""
    require(policies.can_handle_alert(by, row), "can_handle_alert")
    row = Expected.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
    if row.ended_at is not None:
        return
    row.ended_at = at
    row.raise_revision().save(update_fields=["ended_at", "revision"])
    record("alert.expected_ended", row, by=by, at=at, rows=[row], reason=row.rule)


@guard
def alert_waits(alert: Alert) -> str:
    """An alert is asked about and answered once."""
    if alert.answer == "" and alert.settled_at is None:
        return ""
    return _("This was answered already. Load the page again to see what was said.")


@guard
def answerer_is_another(alert: Alert, of: User) -> str:
    """Who is asked knows the work and is not the person whom it is about."""
    if of in can_be_asked(alert.person):
        return ""
    return _("She cannot be asked about this. Pick somebody from the list.")


@guard
def alert_is_answered(alert: Alert) -> str:
    """An alert ends once somebody has answered."""
    if alert.is_answered:
        return ""
    return _("Nobody has answered yet. Ask somebody first.")


@guard
def expected_has_an_end(until: datetime, at: datetime) -> str:
    """What is expected is so for 92 days at most."""
    if at < until <= at + LONGEST:
        return ""
    return _("Pick a day that is still to come, within 92 days. Mark it anew then, if it goes on.")


def _settle(alert: Alert, outcome: Outcome, by: User, at: datetime) -> None:
    alert.outcome, alert.settled_by, alert.settled_at = outcome, by, at
    _save(alert, "outcome", "settled_by", "settled_at")


def _held(alert: Alert) -> Alert:
    rows = Alert.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person").get(pk=alert.pk)


def _save(alert: Alert, *columns: str) -> None:
    alert.raise_revision().save(update_fields=[*columns, "revision"])
