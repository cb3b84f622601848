"""A level that was raised stands at once; a second person confirms it or sets it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import decisions
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.actions.sheets import opened, put, sheets_of
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Decision, Sheet
from casework.cases.reasons import RiskReason
from casework.cases.scores import Score, scores
from casework.cases.sheets import Document, SheetKind
from casework.cases.states import LIVING, Risk
from casework.vault.keyring import Keyring


def ask(case: Case, *sheet: LoggedRow, by: User, at: datetime) -> None:
    """`sheet` is the one that raised it. A draft's level is decided upon with its opening."""
    if case.state in LIVING:
        about = sheet[0].pk if sheet else None
        decisions.ask(case, DecisionKind.RISK_RAISED, by=by, at=at, about=about)


@transaction.atomic
def set_back(case: Case, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
    """It was not right: the level is again what it was before, by a sheet of its own. What an
    arrest has set since stands: then only the arrest goes back to it, should it not have happened.
    """
    lock_case(case, keys, at=at)
    asked = decisions.waiting(case, DecisionKind.RISK_RAISED)
    before = level_before(asked, keys)
    decisions.settle(case, DecisionKind.RISK_RAISED, by=by, at=at)
    refuse(level_before_is_known(before))
    why = {"reason": RiskReason.ERROR.value}
    if move := _arrest_since(case, asked, keys):
        score = {"version": 0, "level": case.risk, "before": before, "move": move}
        sheet = put(case, SheetKind.RISK, score, by=by, at=at, keys=keys)
    else:
        sheet = _set(case, before or "", why, by=by, at=at, keys=keys)
    told = {"deed": "risk.set_back", "risk": case.risk}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    record("risk.set_back", case, by=by, at=at, rows=[case, sheet, note])
    changed(case, by=by, at=at)


def by_a_move(case: Case, move: UUID, *, by: User, at: datetime, keys: Keyring) -> Sheet:
    """She is held: critical at once, within the act of telling it."""
    sheet = _set(case, Risk.CRITICAL, {"move": str(move)}, by=by, at=at, keys=keys)
    record("risk.raised_in_custody", case, by=by, at=at, rows=[case, sheet])
    changed(case, by=by, at=at)
    return sheet


def take_back(case: Case, score: Score, *, by: User, at: datetime, keys: Keyring) -> None:
    """The move that `score` was written for did not happen: the level is what it was before."""
    decisions.withdraw(case, DecisionKind.RISK_RAISED, by=by, at=at, about=score.id)
    why = {"reason": RiskReason.ERROR.value}
    sheet = _set(case, score.told["before"], why, by=by, at=at, keys=keys)
    record("risk.set_back", case, by=by, at=at, rows=[case, sheet])
    changed(case, by=by, at=at)


def _set(case: Case, level: str, why: Document, *, by: User, at: datetime, keys: Keyring) -> Sheet:
    """Without the aid, by a sheet of its own. What was asked about the other level is over."""
    decisions.withdraw(case, DecisionKind.LOWER_RISK, by=by, at=at)
    before, case.risk = case.risk, level
    save_case(case, "risk")
    score = {"version": 0, "level": case.risk, "before": before, **why}
    return put(case, SheetKind.RISK, score, by=by, at=at, keys=keys)


def _arrest_since(case: Case, asked: Decision | None, keys: Keyring) -> str:
    """The move that raised the level after what is decided now, and was not taken back; or ""."""
    move, is_later = "", False
    for score in scores(sheets_of(case, keys, SheetKind.RISK)):
        if is_later and score.move:
            move = score.move
        elif score.told.get("reason") == RiskReason.ERROR:
            move = ""
        is_later = is_later or (asked is not None and score.id == asked.about)
    return move


def level_before(decision: Decision | None, keys: Keyring) -> str | None:
    """What the level was before it was raised, as the sheet says that raised it; None: unsaid."""
    about = decision.about if decision else None
    row = Sheet.objects.filter(pk=about).first() if about else None
    return opened([row], keys)[0].told.get("before") if row else None


@guard
def level_before_is_known(before: str | None) -> str:
    """A level is set back to what it was; where that is not written, it is lowered by name."""
    return _("What it was before is not written. Set the lower level.") if before is None else ""
