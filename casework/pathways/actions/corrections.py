"""What was told is put right, taken back, confirmed: always by a new row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions import sheets
from casework.cases.consequences import changed
from casework.cases.models import Case, Sheet
from casework.cases.sheets import SheetKind
from casework.pathways import aftermath, custody, line, line_guards, places, policies
from casework.pathways.actions import rows
from casework.pathways.line import Line, Step, Telling, Told
from casework.pathways.models import Move
from casework.pathways.situations import Situation

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


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
    rows.begin(case, policies.can_move, by=by, at=at, keys=keys, telling=telling)
    if already := rows.kept(case, form_id):
        return already
    before = rows.told_of(case, keys)
    rows.refuse_stale(before, since)
    rows.held(before, corrected)
    told = rows.new(form_id, by=by, at=at, telling=telling, after=to, event=event)
    told = _in_place_of(before, corrected, told)
    act: dict[str, Any] = {"by": by, "at": at}
    drawn = rows.add(case, before, [told], verb="situation.corrected", keys=keys, **act)
    aftermath.replaced(case, corrected, **act)
    custody.struck(case, before, told, drawn, keys=keys, **act)
    _set_off(case, drawn, told, keys=keys, **act)
    return Move.objects.get(pk=told.id)


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
    """Take back a move that did not happen, by a new row. Her path always keeps its beginning.

    A supervisor who is asked to confirm what protects her reverses it by this.
    """
    telling = Telling(note=note)
    step = line.draw(rows.told_of(case, keys)).find(corrected)
    protective = step is not None and aftermath.is_protective(step)
    allowed = policies.can_reverse if protective else policies.can_move
    rows.begin(case, allowed, by=by, at=at, keys=keys, telling=telling)
    if already := rows.kept(case, form_id):
        return already
    before = rows.told_of(case, keys)
    rows.refuse_stale(before, since)
    refuse(line_guards.beginning_stays(rows.held(before, corrected).before))
    told = rows.new(form_id, by=by, at=at, telling=telling, after="")
    told = replace(_in_place_of(before, corrected, told), takes_back=True)
    act: dict[str, Any] = {"by": by, "at": at}
    drawn = rows.add(case, before, [told], verb="situation.taken_back", keys=keys, **act)
    aftermath.replaced(case, corrected, **act)
    custody.struck(case, before, told, drawn, keys=keys, **act)
    if drawn.steps[-1].told != line.draw(before).steps[-1].told:
        custody.raised(case, drawn.steps[-1], keys=keys, **act)
    aftermath.reviews(case, **act)
    return Move.objects.get(pk=told.id)


@transaction.atomic
def confirm(
    case: Case,
    move: UUID,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    word: str = "",
    is_certain: bool = False,
    form_id: UUID | None = None,
    since: int | None = None,
) -> Move:
    """A second pair of eyes upholds what protects her, by a new row that tells the same.

    `is_certain`: what was reported is no longer unconfirmed.
    """
    rows.begin(case, policies.can_confirm, by=by, at=at, keys=keys, telling=Telling())
    if already := rows.kept(case, form_id):
        return already
    before = rows.told_of(case, keys)
    rows.refuse_stale(before, since)
    step = rows.held(before, move)
    refuse(line_guards.waits_for_confirmation(step, aftermath.is_protective(step), str(by.pk)))
    said = step.told.telling
    telling = replace(said, confirmed=said.confirmed or is_certain)
    told = rows.new(form_id, by=by, at=at, telling=telling, after=step.after, event=step.told.event)
    told = replace(_in_place_of(before, move, told), confirms=True, word=word)
    told = replace(told, repatriation=step.told.repatriation)
    rows.add(case, before, [told], verb="situation.confirmed", by=by, at=at, keys=keys)
    aftermath.settled(case, move, by=by, at=at)
    return Move.objects.get(pk=told.id)


@transaction.atomic
def ask_to_undo(
    case: Case, move: UUID, *, by: User, at: datetime, keys: Keyring, word: str = ""
) -> Sheet:
    """The first of two who undo a death: she says why, and a second person does it."""
    rows.begin(case, policies.can_ask_to_undo, by=by, at=at, keys=keys, telling=Telling())
    step = rows.held(rows.told_of(case, keys), move)
    if step.after != Situation.DE1:
        raise WrongState(_("Only a death needs two people. Correct this by yourself."))
    pk = uuid5(move, f"undo {by.pk}")
    already = Sheet.objects.filter(case=case, pk=pk).first()
    if already is not None:
        return already
    told = {"what": "undo_asked", "about": str(move), "note": word}
    sheet = sheets.put(case, SheetKind.EVENT, told, by=by, at=at, keys=keys, pk=pk)
    record("situation.undo_asked", case, by=by, at=at, rows=[sheet])
    changed(case, by=by, at=at)
    aftermath.alert(case, move, by=by, at=at)
    return sheet


def _in_place_of(before: list[Told], corrected: UUID, told: Told) -> Told:
    return replace(told, corrects=corrected, place=places.of(before, corrected))


def _set_off(case: Case, drawn: Line, told: Told, *, by: User, at: datetime, keys: Keyring) -> None:
    """Being where she is now, a correction sets off what the move itself would have."""
    last: Step = drawn.steps[-1]
    if last.told.id == told.id and last.before:
        aftermath.of_a_move(case, last, by=by, at=at, keys=keys)
    else:
        aftermath.reviews(case, by=by, at=at)
