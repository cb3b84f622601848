"""What is due after an act on a referral, and who is asked to look at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from casework.accounts.models import User
from casework.cases import decisions, dues
from casework.cases.decisions import DecisionKind
from casework.referrals.models import Referral
from casework.referrals.policies import Document
from casework.referrals.reasons import NotAsked
from casework.referrals.states import TO_DELETE, Act, Edge, ReferralState

NOTICE = "partner_notice"
"""Her caseworker tells the partner within a day, and asks it to delete."""
DELETION = "partner_deletion"
NO_ANSWER = "referral_no_response"
FEEDBACK = "referral_feedback"
ASK_HER_WITHIN: Final = timedelta(days=14)

# What was done at once, by the act; a second person looks at it within a day.
ASKS: Final = {
    Act.SEND_AT_ONCE: DecisionKind.REFERRAL_SENT,
    Act.SUSPEND: DecisionKind.REFERRAL_SUSPENDED,
}
_DECIDES: Final = {
    Act.UPHOLD: DecisionKind.REFERRAL_SENT,
    Act.NOT_UPHOLD: DecisionKind.REFERRAL_SENT,
    Act.CONFIRM_SUSPENSION: DecisionKind.REFERRAL_SUSPENDED,
    Act.RESUME: DecisionKind.REFERRAL_SUSPENDED,
}
# Nobody needs to decide about a suspension that has become something else.
_OVERTAKES: Final = frozenset({Act.RECALL, Act.WITHDRAW})


def set_tasks(
    referral: Referral, edge: Edge, document: Document, *, by: User, at: datetime
) -> None:
    """Set and settle; the caller holds the case."""
    _let_decide(referral, edge, by=by, at=at)
    case, about = referral.case, referral.pk
    if edge.before == ReferralState.NO_RESPONSE != edge.after:
        dues.settle(case, NO_ANSWER, by=by, at=at, reference=about)
    if edge.after in TO_DELETE and referral.due_at is not None:
        _ask_to_delete(referral, edge, document, by=by, at=at)
    if edge.act == Act.CLOSE:
        for kind in (NOTICE, DELETION, FEEDBACK):
            dues.settle(case, kind, by=by, at=at, reference=about)
    elif document.get("feedback", {}).get("not_asked") == NotAsked.NOT_YET:
        dues.set_due(case, FEEDBACK, due_at=at + ASK_HER_WITHIN, by=by, at=at, reference=about)


def _ask_to_delete(
    referral: Referral, edge: Edge, document: Document, *, by: User, at: datetime
) -> None:
    assert referral.due_at is not None
    case, about, was_told = referral.case, referral.pk, bool(document.get("partner_told_at"))
    if edge.act == Act.TELL_PARTNER:
        dues.settle(case, NOTICE, by=by, at=at, reference=about)
    if edge.before != edge.after or edge.act == Act.TELL_PARTNER:
        kind = DELETION if was_told else NOTICE
        dues.set_due(case, kind, due_at=referral.due_at, by=by, at=at, reference=about)


def _let_decide(referral: Referral, edge: Edge, *, by: User, at: datetime) -> None:
    case, about = referral.case, referral.pk
    if kind := ASKS.get(edge.act):
        decisions.ask(case, kind, by=by, at=at, about=about)
    elif (kind := _DECIDES.get(edge.act)) and decisions.waiting(case, kind, about):
        decisions.settle(case, kind, by=by, at=at, about=about)
    elif edge.act in _OVERTAKES:
        kind = DecisionKind.REFERRAL_SUSPENDED
        decisions.withdraw(case, kind, by=by, at=at, about=about)
