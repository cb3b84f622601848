"""What is told later of an earlier time: it stands before what was told already, never over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction

from casework.access.guards import refuse
from casework.accounts.models import User
from casework.cases.models import Case
from casework.pathways import aftermath, line, line_guards, places, policies
from casework.pathways.actions import rows
from casework.pathways.line import Telling, Told
from casework.pathways.models import Move

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


@dataclass(frozen=True)
class Earlier:
    """One move of the testimony; the first has no event when her path is to begin with it."""

    to: str
    event: str
    telling: Telling


@transaction.atomic
def insert_before(
    case: Case,
    step: UUID,
    earlier: Sequence[Earlier],
    *,
    then: Earlier | None = None,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
    since: int | None = None,
) -> Move:
    """Put these moves, in their order, before `step`; where she is now stays as it is.

    `then` tells anew how `step` followed, when another event leads to it from there (what was
    "first sale" becomes "sold on"); without it the step stands as it was told.
    """
    rows.begin(case, policies.can_move, by=by, at=at, keys=keys, telling=earlier[0].telling)
    for one in (*earlier[1:], *([then] if then else [])):
        rows.check(one.telling, by=by, at=at)
    told = _told(form_id, earlier, step, by=by, at=at)
    if already := rows.kept(case, told[0].id):
        return already
    before = rows.told_of(case, keys)
    rows.refuse_stale(before, since)
    rows.held(before, step)
    between = places.before(before, step, len(told))
    told = [replace(row, place=place) for row, place in zip(told, between, strict=True)]
    if then is not None:
        told.append(_told_anew(before, step, then, told[0].id, by=by, at=at))
    numbered = [replace(row, number=len(before) + n) for n, row in enumerate(told, start=1)]
    refuse(line_guards.present_stays(line.draw(before), line.draw([*before, *numbered])))
    rows.add(case, before, told, verb="situation.inserted", by=by, at=at, keys=keys)
    aftermath.reviews(case, by=by, at=at)
    return Move.objects.get(pk=told[0].id)


def _told(
    form_id: UUID | None, earlier: Sequence[Earlier], step: UUID, *, by: User, at: datetime
) -> list[Told]:
    """The first row is named by the form, the others after it: sent twice, they are kept once."""
    told: list[Told] = []
    for number, one in enumerate(earlier):
        name = form_id if not told else uuid5(told[0].id, str(number))
        row = rows.new(name, by=by, at=at, telling=one.telling, after=one.to, event=one.event)
        told.append(replace(row, stands_before=step))
    return told


def _told_anew(
    before: Sequence[Told], step: UUID, then: Earlier, first: UUID, *, by: User, at: datetime
) -> Told:
    name = uuid5(first, "then")
    row = rows.new(name, by=by, at=at, telling=then.telling, after=then.to, event=then.event)
    standing = next(held for held in before if held.id == step)
    return replace(row, corrects=step, place=standing.place, repatriation=standing.repatriation)
