"""Tasks that an act sets and another act ends: the diary behind `cases.dues`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from casework.accounts.models import Desk, User
from casework.accounts.questions import Question
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.safe_times import SafeTimes
from casework.cases.states import READ_ONLY
from casework.reminders import safe_times
from casework.reminders.asked import administrators, asked, is_unattended, supervisors
from casework.reminders.kinds import (
    BY_ANOTHER,
    FOR_ADMINISTRATORS,
    FOR_SUPERVISORS,
    OF_THE_RECORD,
    TOLD,
    Kind,
)
from casework.reminders.models import Due, DueState
from casework.reminders.upkeep import (
    follow_the_desk,
    note_next_due,
    recompute,
    stand_down,
    tell_anew,
    withdraw,
)

_ABOUT = Question(
    lambda case, kind, reference: (
        Due.objects.held().filter(case=case, kind=kind, reference=reference).order_by("id")
    )
)
_ABOUT_NOTHING = Question(
    lambda case, kind: (
        Due.objects.held().filter(case=case, kind=kind, reference__isnull=True).order_by("id")
    )
)
_ALL = Question(lambda case: Due.objects.pending().filter(case=case))


def set_due(
    case: Case,
    kind: str,
    *,
    due_at: datetime,
    by: User | None,
    at: datetime,
    reference: UUID | None,
    also: UUID | None = None,
) -> None:
    """One row for each person it goes to. A closed case takes none but that it was closed, and
    those about its record. An alert that nobody is there for goes to administrators (`alerts`)."""
    if case.state in READ_ONLY and kind not in TOLD | OF_THE_RECORD:
        return
    standing = {row.owner_id: row for row in _pending(case, kind, reference)}
    written = []
    for owner in _owners(case, kind, by, also):
        row = standing.get(owner)
        if row is None:
            row = Due(case=case, kind=Kind(kind), reference=reference, due_at=due_at)
            row.owner_id = owner
            row.save(force_insert=True)
        elif row.due_at != due_at:
            row.due_at = due_at
            tell_anew(row, "due_at")
        else:
            continue
        written.append(row)
    _record(case, written, by=by, at=at)
    if kind == Kind.SUPERVISOR_ALERT and reference and is_unattended(case, at):
        set_due(case, Kind.UNATTENDED, due_at=due_at, by=by, at=at, reference=reference)


def _owners(case: Case, kind: str, by: User | None, also: UUID | None) -> tuple[UUID, ...]:
    """Whoever did what is to be confirmed does not confirm it."""
    if kind in TOLD:
        told = (case.owner_id, *asked(case, kind), *([also] if also else []))
        return tuple(dict.fromkeys(told))
    if kind in FOR_ADMINISTRATORS:
        return administrators()
    if kind not in FOR_SUPERVISORS:
        return (case.owner_id,)
    return asked(case, kind, but=(by.pk,) if by and kind in BY_ANOTHER else ())


def follow_focal_point(desk: Desk, by: User, at: datetime) -> None:
    """What waits for the focal point for children waits for the one that is named now."""
    waiting = Due.objects.pending().filter(kind=Kind.CHILD_DECISION, case__desk=desk)
    held = Case.objects.select_for_update(of=("self",), no_key=True).select_related("desk")
    for case in held.filter(pk__in=waiting.values("case")).order_by("pk"):
        rows = list(Due.objects.held().filter(case=case))
        _record(case, follow_the_desk(case, rows, supervisors(case)), by=by, at=at)


def key_renewed(case: Case, by: User, at: datetime) -> None:
    """She who gave the case a new key did what is due once a year; the year begins anew."""
    settle(case, Kind.KEY_ROTATION, by=by, at=at, reference=None)
    recompute(case, by, at)


def bring_forward(
    case: Case, kind: str, *, due_at: datetime, by: User, at: datetime, reference: UUID | None
) -> None:
    """A second move within three days must not put off what the first one asked for now.

    It stays asked for when the rhythm of her risk level would not ask for it.
    """
    if case.state in READ_ONLY:
        return
    rows = _pending(case, kind, reference)
    if not rows:
        row = Due(case=case, kind=Kind(kind), reference=reference, due_at=due_at)
        row.owner_id, row.promised_at = case.owner_id, due_at
        row.save(force_insert=True)
        rows = [row]
    elif not (rows := [row for row in rows if _is_later(row, due_at)]):
        return
    else:
        for row in rows:
            row.due_at = min(row.due_at, due_at)
            row.promised_at = min(row.promised_at or due_at, due_at)
            tell_anew(row, "due_at", "promised_at")
    _record(case, rows, by=by, at=at)


def _is_later(row: Due, due_at: datetime) -> bool:
    return row.promised_at is None or row.promised_at > due_at


def settle(case: Case, kind: str, *, by: User, at: datetime, reference: UUID | None) -> None:
    """Done for whoever did it, else for all who were asked; the others need not do it again."""
    rows = [row for row in _told_all(case, kind, reference) if not _is_told_another(row, by)]
    mine = [row for row in rows if row.owner_id == by.pk] or rows
    for row in rows:
        if row in mine:
            row.state, row.done_at, row.climbs_at = DueState.DONE, at, None
            row.raise_revision().save(update_fields=["state", "done_at", "climbs_at", "revision"])
        else:
            withdraw(row)
    _record(case, rows, by=by, at=at, verb="reminder.done")


def _is_told_another(row: Due, by: User) -> bool:
    return row.kind in TOLD and row.owner_id != by.pk


def keep_safe_times(case: Case, told: SafeTimes, *, by: User, at: datetime) -> None:
    safe_times.keep(case, told, by=by, at=at)


def drop(case: Case, kind: str, *, by: User | None, at: datetime, reference: UUID | None) -> None:
    rows = [withdraw(row) for row in _told_all(case, kind, reference)]
    _record(case, rows, by=by, at=at)


def _told_all(case: Case, kind: str, reference: UUID | None) -> list[Due]:
    """An alert ends for the administrators too, who had it while nobody was there."""
    rows = _pending(case, kind, reference)
    if kind == Kind.SUPERVISOR_ALERT and reference:
        rows += _pending(case, Kind.UNATTENDED, reference)
    return rows


def _pending(case: Case, kind: str, reference: UUID | None) -> list[Due]:
    asked_for: dict[str, Any] = {"case": case.pk, "kind": str(kind)}
    return _ABOUT(**asked_for, reference=reference) if reference else _ABOUT_NOTHING(**asked_for)


def _record(
    case: Case, rows: list[Due], *, by: User | None, at: datetime, verb: str = "reminders.set"
) -> None:
    if not rows:
        return
    rows = [*rows, *stand_down(rows)]
    record(verb, case, by=by, at=at, rows=rows, count=len(rows))
    note_next_due(case, _ALL(case=case.pk))
