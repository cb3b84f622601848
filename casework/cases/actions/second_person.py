"""What leaves a note and an entry of its own, and nothing else: asking, and being told no.

The caller has locked the case. `told["deed"]` names the entry too; the words lie sealed in the
note.
"""

from __future__ import annotations

from datetime import datetime

from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import decisions
from casework.cases.actions.record import Document, write_reason
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.vault.keyring import Keyring


def ask(
    case: Case,
    kind: DecisionKind,
    told: Document,
    words: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """It waits for somebody else; whoever decides reads the note."""
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    decisions.ask(case, kind, by=by, at=at, note=note)
    record(told["deed"], case, by=by, at=at, rows=[note])
    changed(case, by=by, at=at)


def decline(
    case: Case,
    kind: DecisionKind,
    told: Document,
    words: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """Somebody else says no: all stays as it was, and the words say why."""
    decisions.settle(case, kind, by=by, at=at)
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    record(told["deed"], case, by=by, at=at, rows=[note])
    changed(case, by=by, at=at)
