"""What every act of telling shares: what it asks first, and how its rows are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.access.errors import NotAllowed, Stale, WrongState, require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.questions import Question
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases.actions import sheets
from casework.cases.actions.record import lock_case, save_case
from casework.cases.codes import Reliability, Source
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.cases.sheets import SheetKind
from casework.cases.states import READ_ONLY
from casework.pathways import counters, facts, guards, line, line_guards, moments, reach
from casework.pathways.guards import Passage
from casework.pathways.line import Line, Step, Telling, Told
from casework.pathways.models import Move
from casework.pathways.situations import Situation

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

_MOVES = Question(lambda case: Move.objects.filter(case=case).order_by("number"))


def told_of(case: Case, keys: Keyring) -> list[Told]:
    """Every row of her path as told, oldest first, opened. The caller records the reading."""
    return [
        Told.opened(row.pk, row.number, row.to_state, keys.open_document(row), place=row.place)
        for row in _MOVES(case=case.pk)
    ]


def begin(
    case: Case,
    allowed: Callable[[User, Case], bool],
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    telling: Telling,
) -> None:
    """Hold the case; then whether this person may, and whether anything can be told now."""
    lock_case(case, keys, at=at)
    require(allowed(by, case), allowed.__name__)
    refuse(line_guards.case_is_not_closed(case.state in READ_ONLY))
    check(telling, by=by, at=at)


def new(
    form_id: UUID | None,
    *,
    by: User,
    at: datetime,
    telling: Telling,
    after: str,
    event: str = "",
) -> Told:
    """The row to be, still without a number and a place."""
    return Told(
        id=form_id or uuid4(),
        number=0,
        after=after,
        event=event,
        telling=replace(telling, facts=facts.told(telling.facts)),
        recorded_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        recorded_by=str(by.pk),
    )


def add(
    case: Case,
    rows: Sequence[Told],
    told: Sequence[Told],
    *,
    verb: str,
    by: User,
    at: datetime,
    keys: Keyring,
) -> Line:
    """Write these rows if the whole line still follows with them; the case follows the line.

    A forced return is written first, and the move names it. Returns the line as it is now.
    """
    new_rows = [replace(row, number=len(rows) + n) for n, row in enumerate(told, start=1)]
    before, after = line.draw(rows), line.draw([*rows, *new_rows])
    _refuse(case, before, after, new_rows, by=by, at=at, keys=keys)
    written: list[LoggedRow] = []
    for row in new_rows:
        written += _write(case, row, before, after, by=by, at=at, keys=keys)
    case.situation = after.state
    case.reachability = reach.reachability(after.state, case.reachability)
    save_case(case, "situation", "reachability")
    record(verb, case, by=by, at=at, rows=[*written, case])
    changed(case, by=by, at=at)
    return after


def kept(case: Case, row_id: UUID | None) -> Move | None:
    """The row that this very form wrote already: a doubled submit is kept once."""
    row = Move.objects.filter(pk=row_id).first() if row_id else None
    if row is not None and row.case_id != case.pk:
        raise NotAllowed("form_of_this_case")
    return row


def held(rows: Sequence[Told], told_id: UUID) -> Step:
    step = line.draw(rows).find(told_id)
    if step is None:
        raise WrongState(_("This was corrected already. Correct the newer telling."))
    return step


def refuse_stale(rows: Sequence[Told], since: int | None) -> None:
    if since is not None and since != len(rows):
        raise Stale


def check(telling: Telling, *, by: User, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    wrong = moments.refusal(telling.happened, telling.precision, today=today)
    wrong = wrong or facts.refusal(telling.facts)
    if wrong:
        raise WrongState(wrong)
    if telling.source not in Source or telling.reliability not in Reliability:
        raise WrongState(_("Pick who told us, and how reliable it is, from the lists."))


def _refuse(
    case: Case,
    before: Line,
    after: Line,
    told: Sequence[Told],
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """Raise WrongState with every sentence that stands in the way of one of these rows."""
    windows = counters.windows_agreed(before, guards.MISSED_WINDOWS)
    for row in told:
        step = after.find(row.id)
        if step is not None and not row.confirms:
            passage = Passage(row, step.before, at.date(), windows)
            refuse(*(asked(passage) for asked in guards.OF_A_MOVE))
    dead = {str(step.told.id) for step in before.steps if step.after == Situation.DE1}
    if dead:
        asked_by = list(_who_asked(case, dead, keys))
        refuse(line_guards.second_person_agrees(before, after, asked_by, str(by.pk)))


def _who_asked(case: Case, dead: set[str], keys: Keyring) -> Iterator[str]:
    """Who asked to undo the death that stands now."""
    for sheet in sheets.sheets_of(case, keys, SheetKind.EVENT):
        if sheet.told.get("what") == "undo_asked" and sheet.told.get("about") in dead:
            yield sheet.author


def _write(
    case: Case, told: Told, before: Line, after: Line, *, by: User, at: datetime, keys: Keyring
) -> list[LoggedRow]:
    written: list[LoggedRow] = []
    step = after.find(told.id)
    if told.after == Situation.CU3 and not (told.takes_back or told.repatriation):
        told, written = _with_its_return(case, told, step, after, by=by, at=at, keys=keys)
    row = Move(
        id=told.id,
        case=case,
        number=told.number,
        place=told.place,
        episode=after.steps[-1].episode if step is None else step.episode,
        from_state=before.state if step is None else step.before,
        to_state=told.after,
    )
    keys.seal_document(row, told.document())
    row.save(force_insert=True)
    return [row, *written]


def _with_its_return(
    case: Case,
    told: Told,
    step: Step | None,
    drawn: Line,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> tuple[Told, list[LoggedRow]]:
    """The event is written first; heard of again where a return brought her, it is that one."""
    if step is not None and step.resumes:
        so_far = drawn.steps[: drawn.steps.index(step)]
        goes_on = next(one.told.repatriation for one in reversed(so_far) if one.after == step.after)
        return replace(told, repatriation=goes_on), []
    told = replace(told, repatriation=uuid5(told.id, "repatriation"))
    return told, [_forced_return(case, told, by=by, at=at, keys=keys)]


def _forced_return(case: Case, told: Told, *, by: User, at: datetime, keys: Keyring) -> LoggedRow:
    """The event of the return itself; what was not asked stays so."""
    telling = told.telling
    document = {
        "move": str(told.id),
        "happened": telling.happened,
        "precision": telling.precision,
        "source": telling.source,
        "reliability": telling.reliability,
        "confirmed": telling.confirmed,
        **{
            name: telling.facts.get(name, "not_asked")
            for name in ("corridor", "company", "custody_place", "pregnant", "children_china")
        },
    }
    kind, pk = SheetKind.REPATRIATION, told.repatriation
    return sheets.put(case, kind, document, by=by, at=at, keys=keys, pk=pk)
