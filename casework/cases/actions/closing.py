"""The work ends: asked for with a checklist, decided by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import decisions, guards, policies, states
from casework.cases.actions import emergency, heard
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.actions.sheets import put, sheets_of
from casework.cases.closing import ClosingReason
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case
from casework.cases.sheets import SheetKind
from casework.cases.states import Act, CaseState
from casework.vault.keyring import Keyring


@transaction.atomic
def ask(
    case: Case,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    reason: str,
    checklist: Mapping[str, str],
    why: Mapping[str, str] | None = None,
    words: str = "",
) -> None:
    """Ask a second person to close it; `checklist` answers each line of `Checklist`: yes or no, and
    `why` says of a line what there is to say.
    """
    lock_case(case, keys, at=at)
    require(policies.can_ask_closing(by, case), "can_ask_closing")
    told: dict[str, Any] = {"reason": ClosingReason(reason).value, "checklist": dict(checklist)}
    told["why"] = {item: said for item, said in (why or {}).items() if said}
    asked = Asked(case, at, told, sheets_of(case, keys), heard=heard.of_her(case, keys))
    guards.require(Act.ASK_CLOSING, asked)
    sheet = put(case, SheetKind.CLOSING, told, by=by, at=at, keys=keys)
    deed = {"deed": "case.closing_asked", "reason": told["reason"], "sheet": str(sheet.pk)}
    note = write_reason(case, deed, words, by=by, at=at, keys=keys)
    case.state = CaseState.CLOSURE_REQUESTED
    save_case(case, "state")
    decisions.ask(case, DecisionKind.CLOSING, by=by, at=at, note=note)
    record("case.closing_asked", case, by=by, at=at, rows=[case, sheet, note])
    changed(case, by=by, at=at)


@transaction.atomic
def close(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """End the work; from here on the record is read and no longer written."""
    lock_case(case, keys, at=at)
    asked = _asked(case, at, keys)
    guards.require(Act.CLOSE, asked)
    decisions.settle(case, DecisionKind.CLOSING, by=by, at=at)
    told = {"deed": "case.closed", "reason": asked.told["reason"]}
    end(case, told, words, "case.closed", by=by, at=at, keys=keys)


@transaction.atomic
def give_back(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """The work goes on; the words say what is still to be done."""
    lock_case(case, keys, at=at)
    guards.require(Act.RETURN_CLOSING, Asked(case, at, {"words": words}))
    decisions.settle(case, DecisionKind.CLOSING, by=by, at=at)
    case.state = CaseState.OPEN
    save_case(case, "state")
    note = write_reason(case, {"deed": "case.goes_on"}, words, by=by, at=at, keys=keys)
    record("case.goes_on", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)


def end(
    case: Case,
    told: dict[str, Any],
    words: str,
    verb: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """However it came. The note is first: once the case is closed, its record takes nothing."""
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    decisions.withdraw(case, by=by, at=at)
    emergency.drop(case)
    case.state, case.closed_at = CaseState.CLOSED, at
    save_case(case, "state", "closed_at")
    rows: list[LoggedRow] = [case, note]
    record(verb, case, by=by, at=at, rows=rows)
    changed(case, by=by, at=at)


def still_missing(case: Case, at: datetime, keys: Keyring) -> list[str]:
    """What is to be done before it can be closed."""
    return guards.in_the_way(states.require(case.state, Act.CLOSE), _asked(case, at, keys))


def _asked(case: Case, at: datetime, keys: Keyring) -> Asked:
    """What was said when it was asked for, with the record's sheets."""
    sheets = sheets_of(case, keys)
    told = [sheet.told for sheet in sheets if sheet.kind == SheetKind.CLOSING]
    asked = dict(told[-1]) if told else {"reason": ""}
    return Asked(case, at, asked, sheets, calls=list(heard.calls(case, keys)))


def sheet_of(case: Case, keys: Keyring) -> dict[str, Any]:
    """The newest checklist with its reason; empty when nobody has asked yet."""
    told = [sheet.told for sheet in sheets_of(case, keys, SheetKind.CLOSING)]
    return dict(told[-1]) if told else {}
