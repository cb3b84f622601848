"""She came back: her case is open at once, for 48 hours; a second person confirms or reverses it.

What nobody confirms lapses by itself (`cases.lapses`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import decisions, dues, guards, policies, states
from casework.cases.actions import closing, confirming, emergency, plan
from casework.cases.actions.consent import consent_documents
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.actions.sheets import sheets_of
from casework.cases.consequences import changed
from casework.cases.decisions import CONFIRM_WITHIN, DecisionKind
from casework.cases.guards import Asked
from casework.cases.lapses import LAPSED
from casework.cases.models import Case
from casework.cases.reasons import ReopeningReason
from casework.cases.sheets import SheetKind
from casework.cases.states import Act, CaseState
from casework.vault.keyring import Keyring

# Asked for before it is confirmed.
_REVIEWS = ("risk_reassess", "consent_review")


@transaction.atomic
def reopen(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """Open it at once, and ask for her consent and her risk anew."""
    lock_case(case, keys, at=at)
    require(policies.can_reopen(by, case), "can_reopen")
    _open_again(case, by=by, at=at, keys=keys, reason=reason, words=words)


@transaction.atomic
def reopen_in_emergency(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """The same by one who stands by, as a part of asking for it (`break_glass.ask`): she called at
    night, and nobody of the desk could be reached."""
    lock_case(case, keys, at=at)
    require(policies.can_reopen_in_emergency(by, case), "can_reopen_in_emergency")
    _open_again(case, by=by, at=at, keys=keys, reason=reason, words=words)


def _open_again(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str
) -> None:
    guards.require(Act.REOPEN, Asked(case, at))
    case.state, case.closed_at = CaseState.OPEN, None
    case.reopened_at, case.reopenings = at, case.reopenings + 1
    save_case(case, "state", "closed_at", "reopened_at", "reopenings")
    emergency.renew(case, at=at, keys=keys)
    told = {"deed": "case.reopened", "reason": ReopeningReason(reason).value}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    decisions.ask(case, DecisionKind.REOPENED, by=by, at=at, note=note)
    record("case.reopened", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)
    dues.drop(case, LAPSED, by=by, at=at)
    for kind in _REVIEWS:
        dues.bring_forward(case, kind, due_at=at + CONFIRM_WITHIN, by=by, at=at)
    plan.remind_anew(case, by=by, at=at, keys=keys)


@transaction.atomic
def uphold(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """A second person lets the work go on."""
    lock_case(case, keys, at=at)
    confirming.confirm(case, DecisionKind.REOPENED, by=by, at=at, keys=keys, words=words)
    guards.require(Act.UPHOLD_REOPENING, _asked(case, at, keys))


@transaction.atomic
def close_again(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """A second person reverses the reopening."""
    lock_case(case, keys, at=at)
    guards.require(Act.REVERSE_REOPENING, Asked(case, at))
    decisions.settle(case, DecisionKind.REOPENED, by=by, at=at)
    told = {"deed": "case.closed_again"}
    closing.end(case, told, words, "case.closed_again", by=by, at=at, keys=keys)


def still_missing(case: Case, at: datetime, keys: Keyring) -> list[str]:
    """What is to be done before it can be confirmed."""
    edge = states.require(case.state, Act.UPHOLD_REOPENING)
    return guards.in_the_way(edge, _asked(case, at, keys))


def _asked(case: Case, at: datetime, keys: Keyring) -> Asked:
    """What confirming it stands on: her answers and her scores."""
    told = {"consents": consent_documents(case, keys)}
    return Asked(case, at, told, sheets_of(case, keys, SheetKind.RISK))
