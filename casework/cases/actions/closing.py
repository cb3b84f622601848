"""The work ends, and goes on when she comes back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import decisions, policies, states
from casework.cases.actions import emergency
from casework.cases.actions.record import lock_case, save_case, write_reason
from casework.cases.closing import ENDS_WITHOUT_LOW_RISK, ClosingReason
from casework.cases.consequences import changed, obstacles
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.cases.reasons import ReopeningReason
from casework.cases.states import CaseState, Risk
from casework.vault.keyring import Keyring


@transaction.atomic
def close(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """End the work; the record becomes read-only. What exposes her or ends care needs a reason."""
    lock_case(case, keys, at=at)
    require(policies.can_close(by, case), "can_close")
    states.require(CaseState(case.state), CaseState.CLOSED)
    in_the_way = [sentence for obstacle in obstacles if (sentence := obstacle(case))]
    if case.risk in {Risk.HIGH, Risk.CRITICAL} and reason not in ENDS_WITHOUT_LOW_RISK:
        in_the_way.append(_("Her risk is too high to end the work for this reason."))
    if in_the_way:
        raise WrongState(" ".join(in_the_way))
    decisions.withdraw(case, by=by, at=at)
    case.state, case.closed_at = CaseState.CLOSED, at
    save_case(case, "state", "closed_at")
    emergency.drop(case)
    told = {"deed": "case.closed", "reason": ClosingReason(reason)}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    record("case.closed", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)


@transaction.atomic
def reopen(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """She came back: open at once, and a supervisor confirms."""
    lock_case(case, keys, at=at)
    require(policies.can_reopen(by, case), "can_reopen")
    if case.state != CaseState.CLOSED:
        raise WrongState(_("This case is not closed."))
    case.state, case.closed_at = CaseState.OPEN, None
    save_case(case, "state", "closed_at")
    emergency.renew(case, at=at, keys=keys)
    told = {"deed": "case.reopened", "reason": ReopeningReason(reason)}
    note = write_reason(case, told, words, by=by, at=at, keys=keys)
    decisions.ask(case, DecisionKind.REOPENED, by=by, at=at, note=note)
    record("case.reopened", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)
