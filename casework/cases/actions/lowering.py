"""A lower level of risk waits for a second person, who agrees or keeps it as it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import WrongState, require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.cases import decisions, policies, risk_levels
from casework.cases.actions import second_person
from casework.cases.actions.assessment import lowering_has_a_reason, refuse_stale, set_risk
from casework.cases.actions.record import Document, lock_case
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.cases.reasons import RiskReason
from casework.cases.states import Risk
from casework.vault.keyring import Keyring

ASKED = "risk.lower_asked"


@transaction.atomic
def ask(
    case: Case,
    risk: Risk,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    reason: str,
    words: str = "",
    seen: Risk | None = None,
) -> None:
    """Let a lower level wait for a second person; to which level, and why, is sealed in a note."""
    lock_case(case)
    refuse_stale(case, seen)
    require(policies.can_edit(by, case), "can_edit")
    refuse(request_is_for_less(case, risk), lowering_has_a_reason(True, reason))
    told = {"deed": ASKED, "reason": RiskReason(reason), "risk": risk}
    second_person.ask(case, DecisionKind.LOWER_RISK, told, words, by=by, at=at, keys=keys)


@transaction.atomic
def agree(case: Case, *, by: User, at: datetime, keys: Keyring, words: str = "") -> None:
    """A second person agrees. Raises WrongState when nobody asks any more."""
    lock_case(case)
    told = asked_for(case, keys)
    if told is None:
        raise WrongState(_("This was decided already, or nobody has asked for it."))
    level, reason = Risk(told["risk"]), told["reason"]
    set_risk(case, level, by=by, at=at, keys=keys, reason=reason, words=words)


@transaction.atomic
def keep(case: Case, *, by: User, at: datetime, keys: Keyring, words: str) -> None:
    """A second person does not agree, and says why."""
    lock_case(case)
    told = {"deed": "risk.kept", "risk": case.risk}
    second_person.decline(case, DecisionKind.LOWER_RISK, told, words, by=by, at=at, keys=keys)


def asked_for(case: Case, keys: Keyring) -> Document | None:
    """What the note of the waiting request says: level, reason, words and who asks."""
    waits = decisions.waiting(case, DecisionKind.LOWER_RISK)
    if waits is None or waits.note is None:
        return None
    return keys.open_document(waits.note) | {"words": keys.open(waits.note, "body")}


@guard
def request_is_for_less(case: Case, risk: Risk) -> str:
    """A request to lower the level names a lower one."""
    if risk and risk_levels.is_lower(risk, case.risk):
        return ""
    return _("Pick a level that is lower than the one she has now.")
