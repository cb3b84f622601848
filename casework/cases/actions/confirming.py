"""What was done at once, to protect her, is confirmed by a second person (reference 3.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import decisions
from casework.cases.actions.record import lock_case, write_reason
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.vault.keyring import Keyring


@transaction.atomic
def confirm(
    case: Case, kind: DecisionKind, *, by: User, at: datetime, keys: Keyring, words: str = ""
) -> None:
    """It was right. Words are sealed in a note."""
    lock_case(case, keys, at=at)
    decisions.settle(case, kind, by=by, at=at)
    told = {"deed": "decision.confirmed", "reason": kind.value}
    rows = [write_reason(case, told, words, by=by, at=at, keys=keys)] if words else []
    record("decision.confirmed", case, by=by, at=at, rows=rows, reason=kind)
    changed(case, by=by, at=at)


@transaction.atomic
def question(
    case: Case, kind: DecisionKind, *, by: User, at: datetime, keys: Keyring, words: str
) -> None:
    """It was not right, and what follows is a new act; the words tell her worker which."""
    lock_case(case, keys, at=at)
    decisions.settle(case, kind, by=by, at=at)
    told = {"deed": "decision.questioned", "reason": kind.value}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    record("decision.questioned", case, by=by, at=at, rows=[note], reason=kind)
    changed(case, by=by, at=at)
