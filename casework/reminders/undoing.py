"""Undoing a slip: a task that was ticked, put off or passed on is as it was before.

By who did it, within a few minutes, and only while nothing else has come of it. The act stays in
the log, and the undoing stands there beside it. Of a mail that has gone nothing is taken back: it
said that something is due, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.audit.models import AuditEntry, AuditWritten
from casework.cases.models import Case
from casework.cases.states import LIVING
from casework.reminders.actions import hold, is_asked, note_next
from casework.reminders.kinds import BY_RHYTHM, CLIMBING, FOLLOW_UPS, TOLD, Kind
from casework.reminders.models import Due, DueState
from casework.reminders.upkeep import recompute, withdraw

WITHIN: Final = timedelta(minutes=10)
_TABLE: Final = Due._meta.db_table


@transaction.atomic
def undo(due: Due, *, by: User, at: datetime) -> None:
    """That it was done, put off or passed on, whichever was last. Raises NotAllowed, WrongState."""
    require(is_asked(by, due, at), "is_asked")
    hold(due)
    act, passed = _last_act(due), _passed_on(due)
    if passed and (act is None or passed.number > act.number):
        refuse(was_just_now(passed, by, at))
        _keep_to_herself(due, by=by, at=at)
        return
    if due.state == DueState.PENDING and due.snoozed_until is None:
        return  # a doubled submit is kept once
    refuse(was_just_now(act, by, at))
    assert act is not None
    if due.state == DueState.PENDING:
        _put_off_no_more(due, by=by, at=at)
        return
    refuse(is_still_asked_for(due), nothing_came_of_it(due))
    _ask_again(due, act, by=by, at=at)


def _keep_to_herself(due: Due, *, by: User, at: datetime) -> None:
    """The supervisors have it no longer: she can do it after all."""
    rows = [withdraw(row) for row in _with_supervisors(due).select_for_update(no_key=True)]
    record("reminder.not_passed_on", due.case, by=by, at=at, rows=rows, count=len(rows))


def _put_off_no_more(due: Due, *, by: User, at: datetime) -> None:
    due.snoozed_until = None
    due.raise_revision().save(update_fields=["snoozed_until", "revision"])
    record("reminder.not_put_off", due, by=by, at=at, rows=[due])
    note_next(due)


def _ask_again(due: Due, act: AuditEntry, *, by: User, at: datetime) -> None:
    """Whatever the tick ended stands again: for the others too, who were asked the same."""
    rows = [withdraw(row) for row in _in_its_place(due).select_for_update(no_key=True)]
    for row in _ended_by(act, due.case):
        row.state, row.done_at = DueState.PENDING, None
        row.climbs_at = at if row.kind in CLIMBING else None  # the sweep looks whether it is late
        row.raise_revision().save(update_fields=["state", "done_at", "climbs_at", "revision"])
        rows.append(row)
    record("reminder.undone", due, by=by, at=at, rows=rows, count=len(rows))
    recompute(due.case, by, at)


def _last_act(due: Due) -> AuditEntry | None:
    """By which the row is as it is now."""
    written = AuditWritten.objects.filter(table=_TABLE, row=str(due.pk), revision=due.revision)
    return AuditEntry.objects.filter(number__in=written.values("number")).first()


def _passed_on(due: Due) -> AuditEntry | None:
    """By which the supervisors have it too, for as long as it waits for them."""
    row = _with_supervisors(due).first()
    act = _last_act(row) if row else None
    return act if act and act.verb == "reminder.passed_on" else None


def _with_supervisors(due: Due) -> QuerySet[Due]:
    return Due.objects.pending().filter(case=due.case, kind=Kind.CANNOT_DO, reference=due.pk)


def _ended_by(act: AuditEntry, case: Case) -> Iterator[Due]:
    """What nobody has touched since."""
    written = AuditWritten.objects.filter(table=_TABLE, number=act.number)
    revisions = dict(written.values_list("row", "revision"))
    rows = Due.objects.select_for_update(no_key=True).filter(case=case, pk__in=list(revisions))
    for row in rows.exclude(state=DueState.PENDING).order_by("pk"):
        if row.revision == revisions[str(row.pk)]:
            yield row


def _in_its_place(due: Due) -> QuerySet[Due]:
    """What is asked for now in place of what was done."""
    kinds = FOLLOW_UPS if due.kind in FOLLOW_UPS else {due.kind}
    return Due.objects.pending().filter(case=due.case, kind__in=kinds, reference=due.reference)


@guard
def was_just_now(act: AuditEntry | None, by: User, at: datetime) -> str:
    """A tick, a putting off and a passing on are undone by who did it, within ten minutes."""
    if act and act.by == str(by.pk) and at - act.at <= WITHIN and act.verb in _UNDONE:
        return ""
    return _("This can no longer be undone. Write a note into the case if something is not so.")


_UNDONE: Final = frozenset({"reminder.done", "reminder.snoozed", "reminder.passed_on"})


@guard
def is_still_asked_for(due: Due) -> str:
    """A task of a case that has closed meanwhile stays done."""
    if due.case.state in LIVING or due.kind in TOLD:
        return ""
    return _("The case has closed since; this task does not come back.")


@guard
def nothing_came_of_it(due: Due) -> str:
    """A tick stays when she was promised a contact since, or the same was asked for anew."""
    since = _in_its_place(due)
    kept = since.exclude(promised_at=None) if due.kind in BY_RHYTHM else since
    if not kept.exists():
        return ""
    return _("Something was written down since that the next one goes by. Nothing is undone.")
