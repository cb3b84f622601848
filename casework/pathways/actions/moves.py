"""Her path begins, and goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from casework.access.guards import refuse
from casework.accounts.models import User
from casework.cases.models import Case
from casework.pathways import aftermath, line, line_guards, places, policies
from casework.pathways.actions import children, rows
from casework.pathways.line import Telling
from casework.pathways.models import Move
from casework.pathways.situations import Situation

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


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
    rows.begin(case, policies.can_move, by=by, at=at, keys=keys, telling=telling)
    if already := rows.kept(case, form_id):
        return already
    before = rows.told_of(case, keys)
    refuse(line_guards.path_is_not_begun(line.draw(before)))
    told = rows.new(form_id, by=by, at=at, telling=telling, after=state)
    told = replace(told, place=places.at_the_end(before))
    rows.add(case, before, [told], verb="situation.opened", by=by, at=at, keys=keys)
    return Move.objects.get(pk=told.id)


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
    Raises WrongState with the moves that are possible, or with what is still to be told.
    """
    allowed = policies.can_say_lost if to == Situation.UN2 else policies.can_move
    rows.begin(case, allowed, by=by, at=at, keys=keys, telling=telling)
    if already := rows.kept(case, form_id):
        return already
    before = rows.told_of(case, keys)
    rows.refuse_stale(before, since)
    refuse(line_guards.path_is_begun(line.draw(before)))
    told = rows.new(form_id, by=by, at=at, telling=telling, after=to, event=event)
    told = replace(told, place=places.at_the_end(before))
    drawn = rows.add(case, before, [told], verb="situation.moved", by=by, at=at, keys=keys)
    aftermath.of_a_move(case, drawn.steps[-1], by=by, at=at, keys=keys)
    children.left_behind(case, drawn.steps[-1], by=by, at=at, keys=keys)
    return Move.objects.get(pk=told.id)
