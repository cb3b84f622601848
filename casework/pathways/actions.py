"""Telling where she is: the path begins, goes on, and is corrected. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import NotAllowed, Stale, WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions.record import lock_case, save_case
from casework.cases.codes import NOT_ASKED, Reliability, Source
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.cases.states import CaseState
from casework.pathways import line, moments, policies, reach
from casework.pathways.line import Line, Step, Telling, Told
from casework.pathways.models import Move
from casework.pathways.states import Event

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


def told_of(case: Case, keys: Keyring) -> list[Told]:
    """Every row of her path as told, oldest first, opened. The caller records the reading."""
    rows = Move.objects.filter(case=case).order_by("number")
    return [Told.opened(row.pk, row.number, row.to_state, keys.open_document(row)) for row in rows]


@transaction.atomic
def open_situation(
    case: Case,
    state: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    telling: Telling = Telling(),  # noqa: B008  # frozen
    form_id: UUID | None = None,
) -> Move:
    """Her path begins where she is, as she or her source tells it."""
    told = _begin(case, by, at, form_id, telling=telling, after=state)
    if already := _kept(case, told):
        return already
    rows = told_of(case, keys)
    if line.in_force(rows):
        raise WrongState(_("Where she is has been told already. Record a move, or correct it."))
    return _add(case, rows, told, verb="situation.opened", by=by, at=at, keys=keys)


@transaction.atomic
def move(
    case: Case,
    to: str,
    *,
    event: str,
    by: User,
    at: datetime,
    keys: Keyring,
    telling: Telling = Telling(),  # noqa: B008  # frozen
    form_id: UUID | None = None,
    since: int | None = None,
) -> Move:
    """Tell the next move; `event` is `inside` while the episode goes on.

    `since` is the number of the newest row that its teller saw: Stale when there is a newer one.
    Raises WrongState with the moves that are possible, NotAllowed, Stale.
    """
    told = _begin(case, by, at, form_id, telling=telling, after=to, event=event)
    if already := _kept(case, told):
        return already
    rows = told_of(case, keys)
    _refuse_stale(rows, since)
    if not line.in_force(rows):
        raise WrongState(_("First say where she is now."))
    if event != Event.INSIDE:
        _require_a_source(telling)
    return _add(case, rows, told, verb="situation.moved", by=by, at=at, keys=keys)


@transaction.atomic
def correct(
    case: Case,
    corrected: UUID,
    to: str,
    *,
    event: str,
    by: User,
    at: datetime,
    keys: Keyring,
    telling: Telling,
    form_id: UUID | None = None,
    since: int | None = None,
) -> Move:
    """Put right what row `corrected` told, by a new row; what came after must still follow."""
    told = _begin(case, by, at, form_id, telling=telling, after=to, event=event, corrects=corrected)
    if already := _kept(case, told):
        return already
    rows = told_of(case, keys)
    _refuse_stale(rows, since)
    _held(rows, corrected)
    if event not in ("", Event.INSIDE):
        _require_a_source(telling)
    return _add(case, rows, told, verb="situation.corrected", by=by, at=at, keys=keys)


@transaction.atomic
def take_back(
    case: Case,
    corrected: UUID,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    note: str = "",
    form_id: UUID | None = None,
    since: int | None = None,
) -> Move:
    """Take back a move that did not happen, by a new row. Her path always keeps its beginning."""
    told = _begin(case, by, at, form_id, telling=Telling(note=note), after="", corrects=corrected)
    told = replace(told, takes_back=True)
    if already := _kept(case, told):
        return already
    rows = told_of(case, keys)
    _refuse_stale(rows, since)
    step = _held(rows, corrected)
    if not step.before:
        raise WrongState(_("Her path begins here. Correct it instead of taking it back."))
    return _add(case, rows, told, verb="situation.taken_back", by=by, at=at, keys=keys)


def _begin(
    case: Case,
    by: User,
    at: datetime,
    form_id: UUID | None,
    *,
    telling: Telling,
    after: str,
    event: str = "",
    corrects: UUID | None = None,
) -> Told:
    """What every act of telling asks first, and the row to be, still without a number."""
    lock_case(case)
    require(policies.can_move(by, case), "can_move")
    if case.state == CaseState.CLOSED:
        raise WrongState(_("This case is closed; reopen it first."))
    _check(telling, by=by, at=at)
    return Told(
        id=form_id or uuid4(),
        number=0,
        after=after,
        event=event,
        telling=telling,
        recorded_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        recorded_by=str(by.pk),
        corrects=corrects,
    )


def _add(
    case: Case,
    rows: Sequence[Told],
    told: Told,
    *,
    verb: str,
    by: User,
    at: datetime,
    keys: Keyring,
) -> Move:
    """Write the row if the whole line still follows with it, and let the case follow the line."""
    told = replace(told, number=len(rows) + 1)
    before, after = line.draw(rows), line.draw([*rows, told])
    row = Move(
        id=told.id,
        case=case,
        number=told.number,
        episode=after.steps[-1].episode,
        from_state=_leads_from(before, after, told),
        to_state=told.after or after.state,
    )
    keys.seal_document(row, told.document())
    row.save(force_insert=True)
    case.situation = after.state
    case.reachability = reach.reachability(after.state, case.reachability)
    save_case(case, "situation", "reachability")
    record(verb, case, by=by, at=at, rows=[row, case])
    changed(case, by=by, at=at)
    return row


def _leads_from(before: Line, after: Line, told: Told) -> str:
    """The state that the row leaves: of its own step, or of the line when it takes a move back."""
    step = after.find(told.id)
    return before.state if step is None else step.before


def _kept(case: Case, told: Told) -> Move | None:
    """The row that this very form wrote already: a doubled submit is kept once."""
    row = Move.objects.filter(pk=told.id).first()
    if row is not None and row.case_id != case.pk:
        raise NotAllowed("form_of_this_case")
    return row


def _held(rows: Sequence[Told], corrected: UUID) -> Step:
    step = line.draw(rows).find(corrected)
    if step is None:
        raise WrongState(_("This was corrected already. Correct the newer telling."))
    return step


def _refuse_stale(rows: Sequence[Told], since: int | None) -> None:
    if since is not None and since != len(rows):
        raise Stale


def _check(telling: Telling, *, by: User, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    wrong = moments.refusal(telling.happened, telling.precision, today=today)
    if wrong:
        raise WrongState(wrong)
    if telling.source not in Source or telling.reliability not in Reliability:
        raise WrongState(_("Pick who told us, and how reliable it is, from the lists."))


def _require_a_source(telling: Telling) -> None:
    """An episode opens with its month or day, its source, its reliability; unknown will do."""
    if NOT_ASKED in (telling.precision, telling.source, telling.reliability):
        raise WrongState(
            _("Say when it happened, who told us and how reliable that is; not known is an answer.")
        )
