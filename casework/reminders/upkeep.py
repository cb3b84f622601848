"""Keeps the rows of a case as the rules want them, in the transaction of whatever changed it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from casework.accounts.models import User
from casework.accounts.questions import Question, any_of
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.states import LIVING, NEVER, CaseState
from casework.reminders import alerts, rules
from casework.reminders.asked import asked, has_strayed
from casework.reminders.facts import facts_of
from casework.reminders.kinds import (
    BY_RHYTHM,
    CLIMBING,
    FOLLOW_UPS,
    FOR_ADMINISTRATORS,
    LOOKED_AFTER,
    NOT_THE_OWNERS,
    OF_THE_RECORD,
    TOLD,
    Kind,
)
from casework.reminders.models import Delivery, Due, DueState
from casework.reminders.rules import Facts, Wanted

_WAITING = Question(lambda case: Due.objects.held().filter(case=case).exclude(kind__in=TOLD))
_ABOVE = Question(
    lambda moved, ended: (
        Due.objects.held()
        .filter(
            Q(kind=Kind.ESCALATION, reference=any_of(moved))
            | Q(kind=Kind.CANNOT_DO, reference=any_of(ended))
        )
        .exclude(pk=any_of(ended))
        .order_by("id")
    )
)
# That nobody was late, and that all is well looked after, is no task of the case's own list.
_NOT_HER_CASEWORKERS = TOLD | LOOKED_AFTER | FOR_ADMINISTRATORS
# Being due at another time, to another person or as another task, the notice is given anew.
_NOTICE_ANEW = (
    "snoozed_until", "delivery", "claimed_at", "delivered_at", "tries", "notice_at", "climbs_at"
)  # fmt: skip


def recompute(
    case: Case, by: User | None, at: datetime, *, promised_at: datetime | None = None
) -> None:
    """Set, move and withdraw the rows of `case`, and write when it is next due.

    A draft has no rhythm; what an act set in it goes along with its owner all the same. What was
    only told stays with whom it was told.
    """
    rows = _WAITING(case=case.pk)
    if case.state == CaseState.DRAFT:
        _record([row for row in rows if _follows_the_owner(row, case)], case, by, at)
        return
    pending = {
        _place(row.kind, row.reference, row.owner_id): row
        for row in rows
        if _has_ended(row, case) or _is_set_anew(row, case)
    }
    standing = [row for row in rows if row not in pending.values()]
    changed = [row for row in standing if _follows_the_owner(row, case)]
    facts = replace(facts_of(case, pending, at), alerts=alerts.waiting(case, rows))
    if promised_at is not None:
        facts = replace(facts, promised_at=promised_at)
    changed += _follow_the_rules(case, facts, pending, standing, at)
    changed += follow_the_desk(case, standing, facts.supervisors)
    changed += alerts.take_up(case, facts.alerts, standing)
    changed += _climb_anew(standing, facts.ladder, at)
    _record(changed, case, by, at)
    note_next_due(case, [row for row in standing if row.state == DueState.PENDING])


def _follow_the_rules(
    case: Case, facts: Facts, pending: dict[Hashable, Due], standing: list[Due], at: datetime
) -> list[Due]:
    """What they want is set, or moved where it is `pending`; what of that they want no more falls
    away. What is left stands in `standing` too. Returns whatever was written.
    """
    written = []
    for want in rules.wanted(facts, at):
        row = pending.pop(_place(want.kind, want.reference, want.owner), None)
        kept, is_changed = _set(case, row, want, facts)
        standing.append(kept)
        written += [kept] if is_changed else []
    return written + [withdraw(row) for row in pending.values()]


@transaction.atomic
def anew(pk: UUID, at: datetime) -> bool:
    """The same by the clock alone. Whoever is at work on the case is not waited for."""
    held = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    case = held.select_related("desk__deputy", "owner").filter(pk=pk).first()
    if case is None:
        return False
    recompute(case, None, at)
    return True


def _record(changed: list[Due], case: Case, by: User | None, at: datetime) -> None:
    changed = [*changed, *stand_down(changed)]
    if changed:
        record("reminders.set", case, by=by, at=at, rows=changed, count=len(changed))


def _has_ended(row: Due, case: Case) -> bool:
    """The work on it has; what is asked about the record itself goes on, and climbs."""
    return case.state not in LIVING and not (row.kind in OF_THE_RECORD or _is_rung(row))


def _is_set_anew(row: Due, case: Case) -> bool:
    """By the rhythm, but for a rung above another task; whatever ended a hold ends its review."""
    if row.kind == Kind.HOLD_REVIEW:
        return case.state != CaseState.ON_HOLD
    return row.kind in BY_RHYTHM and not _is_rung(row)


def _is_rung(row: Due) -> bool:
    return row.kind == Kind.ESCALATION and row.reference is not None


def _climb_anew(standing: list[Due], own: tuple[UUID, ...], at: datetime) -> list[Due]:
    """A rung of somebody who is asked no more falls away; the sweep sets it for whoever is."""
    gone = [row for row in standing if _is_rung(row) and row.owner_id not in own]
    Due.objects.filter(pk__in=[row.reference for row in gone]).update(climbs_at=at)
    return [withdraw(row) for row in gone]


def stand_down(changed: list[Due]) -> list[Due]:
    """With a task that has ended, or is due at another time, the rungs above it fall away; and with
    one that has ended, that somebody could not do it.
    """
    moved = [row.pk for row in changed if row.kind in CLIMBING and row.climbs_at is None]
    ended = [row.pk for row in changed if row.state != DueState.PENDING]
    if not moved and not ended:
        return []
    return [withdraw(row) for row in _ABOVE(moved=moved, ended=ended)]


def follow_the_desk(case: Case, standing: list[Due], own: tuple[UUID, ...]) -> list[Due]:
    """What an act set for the supervisors waits for those who can do it now: of the desk that has
    the case, or of the one that stands by. The new rows are put into `standing` too.
    """
    strays = [row for row in standing if has_strayed(row, case, own)]
    staying = {(row.kind, row.reference, row.owner_id) for row in standing if row not in strays}
    written = [withdraw(row) for row in strays]
    for kind, reference, due_at in {(row.kind, row.reference, row.due_at) for row in strays}:
        waits = {owner for *about, owner in staying if about == [kind, reference]}
        goes_to = asked(case, kind) if kind == Kind.CHILD_DECISION or not waits else ()
        for one in set(goes_to) - waits:
            row = Due(case=case, kind=kind, reference=reference, owner_id=one, due_at=due_at)
            row.save(force_insert=True)
            written.append(row)
    standing += written
    return written


def _follows_the_owner(row: Due, case: Case) -> bool:
    """What an act set for the owner goes along with the case. True when it was moved."""
    if row.kind in NOT_THE_OWNERS or row.owner_id == case.owner_id:
        return False
    row.owner_id = case.owner_id
    tell_anew(row, "owner_id")
    return True


def note_next_due(case: Case, pending: list[Due]) -> None:
    """Keep on the case when it is next due, so that lists can sort by it. A mark of use."""
    due = [row.falls_due for row in pending if row.kind not in _NOT_HER_CASEWORKERS]
    next_due_at = min(due, default=NEVER)
    if case.next_due_at != next_due_at:
        Case.objects.filter(pk=case.pk).update(next_due_at=next_due_at)
        case.next_due_at = next_due_at


def _place(kind: str, reference: UUID | None, owner: UUID) -> Hashable:
    """Rows in the same place are one task: a follow-up moves along with the case."""
    return "follow-up" if kind in FOLLOW_UPS else (kind, reference, owner)


def _set(case: Case, row: Due | None, want: Wanted, facts: Facts) -> tuple[Due, bool]:
    is_follow_up = want.kind in FOLLOW_UPS
    columns = {
        "kind": want.kind,
        "owner_id": want.owner,  # by id: nobody is loaded for it
        "due_at": want.due_at,
        "counted_from": facts.counted_from if is_follow_up else want.counted_from,
        "followed_up": facts.followed_up and is_follow_up,
        "promised_at": facts.promised_at if is_follow_up else want.promised_at,
    }
    if row is None:
        row = Due(case=case, reference=want.reference, **columns)
        row.save(force_insert=True)
        return row, True
    if all(getattr(row, name) == value for name, value in columns.items()):
        return row, False
    for name, value in columns.items():
        setattr(row, name, value)
    tell_anew(row, *columns)
    return row, True


def tell_anew(row: Due, *changed: str) -> None:
    """Save what changed of a task, and begin its notice from the start."""
    row.snoozed_until = row.claimed_at = row.delivered_at = None
    row.notice_at = row.climbs_at = None
    row.delivery, row.tries = Delivery.WAITING, 0
    row.raise_revision().save(update_fields=[*changed, *_NOTICE_ANEW, "revision"])


def withdraw(row: Due) -> Due:
    row.state, row.climbs_at = DueState.WITHDRAWN, None
    row.raise_revision().save(update_fields=["state", "climbs_at", "revision"])
    return row
