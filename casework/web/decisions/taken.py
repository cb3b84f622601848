"""An arrest, a return or a death that was noted: what was told, and what the two answers do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.actions.deciding import Deeds
from casework.cases.actions.sheets import sheets_of
from casework.cases.decisions import DecisionKind, still_waiting
from casework.cases.models import Case
from casework.cases.scores import scores
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.pathways import actions
from casework.vault.keyring import Keyring
from casework.web.http import SignedInRequest
from casework.web.situation.lines import Row, row_of
from casework.web.situation.reading import read


def deeds(move: UUID) -> Deeds:
    """Upheld or taken back, each by a new row of her path."""

    def yes(case: Case, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
        still_waiting(case, DecisionKind.TAKEN, move)
        actions.confirm(case, move, by=by, at=at, keys=keys, word=words)

    def no(case: Case, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
        still_waiting(case, DecisionKind.TAKEN, move)
        actions.take_back(case, move, by=by, at=at, keys=keys, note=words)

    return Deeds(yes, no)


def tellings(
    request: SignedInRequest, case: Case, moves: Collection[UUID]
) -> dict[UUID, list[tuple[str, str]]]:
    """Each of these moves in words, as the page of her path has it."""
    if not moves:
        return {}
    path = read(request, case)
    levels = _raised(case, request.keys)
    return {
        told.id: _in_words(row_of(path, told)) + levels.get(str(told.id), [])
        for told in path.told
        if told.id in moves
    }


def _raised(case: Case, keys: Keyring) -> dict[str, list[tuple[str, str]]]:
    """The level that a move has raised by itself: the same two answers are about it."""
    found = scores(sheets_of(case, keys, SheetKind.RISK))
    return {
        score.move: [(_("Risk level"), f"{Risk(score.told['before']).label} → {score.level.label}")]
        for score in found
        if score.move
    }


def _in_words(row: Row) -> list[tuple[str, str]]:
    told = (
        (_("What happened"), f"{row.what} → {row.where}" if row.where else row.what),
        (_("When"), row.when),
        (_("Source"), row.source),
        (_("Note"), row.note),
    )
    return [*((label, words) for label, words in told if words), *row.facts]
