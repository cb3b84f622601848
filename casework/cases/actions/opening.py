"""A draft is opened: asked for, opened by a second person or given back; in danger at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import decisions, dues, guards, policies
from casework.cases.actions import second_person
from casework.cases.actions.files import UNOPENED, told_before_its_end
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.guards import Asked
from casework.cases.models import Case
from casework.cases.opening import missing_to_open
from casework.cases.reasons import GivingBackReason
from casework.cases.states import Act, CaseState, Risk
from casework.vault.keyring import Keyring


@transaction.atomic
def submit(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Ask a supervisor to open the case; in immediate danger it opens at once, to be confirmed."""
    lock_case(case, keys, at=at)
    require(policies.can_submit(by, case), "can_submit")
    is_danger = case.risk == Risk.CRITICAL
    guards.require(Act.OPEN_AT_ONCE if is_danger else Act.OPEN, _asked(case, at, keys))
    if not is_danger:
        decisions.ask(case, DecisionKind.OPENING, by=by, at=at)
        record("case.submitted", case, by=by, at=at)
    else:
        decisions.withdraw(case, DecisionKind.OPENING, by=by, at=at)
        _open(case, by, at)
        decisions.ask(case, DecisionKind.OPENED, by=by, at=at)
        record("case.opened_in_danger", case, by=by, at=at, rows=[case])
    changed(case, by=by, at=at)


@transaction.atomic
def accept(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """Open a submitted draft. Words are sealed in a note."""
    lock_case(case, keys, at=at)
    decisions.settle(case, DecisionKind.OPENING, by=by, at=at)
    guards.require(Act.OPEN, _asked(case, at, keys))
    _open(case, by, at)
    told = {"deed": "case.opened"}
    notes = [write_reason(case, told, words, by=by, at=at, keys=keys)] if words else []
    record("case.opened", case, by=by, at=at, rows=[case, *notes])
    changed(case, by=by, at=at)


@transaction.atomic
def give_back(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """Send a submitted draft back to its author, with words for her that are sealed in a note."""
    lock_case(case, keys, at=at)
    told = {"deed": "case.given_back", "reason": GivingBackReason(reason)}
    second_person.decline(case, DecisionKind.OPENING, told, words, by=by, at=at, keys=keys)
    dues.set_due(case, UNOPENED, due_at=told_before_its_end(at), by=None, at=at)


def _asked(case: Case, at: datetime, keys: Keyring) -> Asked:
    return Asked(case, at, {"missing": missing_to_open(case, keys, on=at.date())})


def _open(case: Case, by: User, at: datetime) -> None:
    case.state, case.opened_at = CaseState.OPEN, at
    save_case(case, "state", "opened_at")
    dues.drop(case, UNOPENED, by=by, at=at)
