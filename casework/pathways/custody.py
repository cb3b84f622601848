"""In custody in China a case is critical (reference 3.2): what is told raises its level at once.

A supervisor confirms it together with the arrest. Release lowers nothing; when the move turns out
not to have happened, the level is what it was before, unless somebody has set it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from casework.accounts.models import User
from casework.cases import decisions
from casework.cases.actions import raising
from casework.cases.actions.sheets import sheets_of
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.cases.scores import scores
from casework.cases.sheets import SheetKind
from casework.cases.states import LIVING, Risk
from casework.pathways.line import Line, Step, Told
from casework.pathways.situations import Situation

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

HELD: Final = frozenset({Situation.CU1, Situation.CU2})


def raised(case: Case, step: Step, *, by: User, at: datetime, keys: Keyring) -> None:
    """`step` is her newest. Where no arrest waits for a second person, the level itself does."""
    is_moved_there = step.after in HELD and bool(step.before)
    if not is_moved_there or case.risk == Risk.CRITICAL or case.state not in LIVING:
        return
    sheet = raising.by_a_move(case, step.told.id, by=by, at=at, keys=keys)
    if decisions.waiting(case, DecisionKind.TAKEN, step.told.id) is None:
        raising.ask(case, sheet, by=by, at=at)


def struck(
    case: Case,
    before: Sequence[Told],
    told: Told,
    drawn: Line,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """`told` has taken the place of a move, which may have raised the level."""
    if {told.after, drawn.state} & HELD or case.risk != Risk.CRITICAL:
        return
    newest = scores(sheets_of(case, keys, SheetKind.RISK))[-1:]
    if newest and newest[0].move in tellings(before, told.corrects):
        raising.take_back(case, newest[0], by=by, at=at, keys=keys)


def tellings(rows: Sequence[Told], newest: UUID | None) -> set[str]:
    """Every row that told this one move: put right, or confirmed, it is a row anew."""
    corrected = {row.id: row.corrects for row in rows}
    found: set[str] = set()
    while newest is not None:
        found.add(str(newest))
        newest = corrected[newest]
    return found
