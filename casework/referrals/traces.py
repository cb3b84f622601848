"""What an act leaves in the referral's own document, beside the step that tells of it."""

from __future__ import annotations

from casework.accounts.models import User
from casework.referrals import guards, packets
from casework.referrals.guards_told import feedback_in
from casework.referrals.models import Referral
from casework.referrals.policies import Document, Question
from casework.referrals.states import Act, Edge, ReferralState

_FOUND = {Act.UPHOLD: "upheld", Act.NOT_UPHOLD: "not_upheld"}


def with_author(document: Document, by: User) -> Document:
    """Whoever wrote on it, asked for its review or sent it at once is no reviewer of it."""
    return {"authors": sorted({*document["authors"], str(by.pk)})}


def trace_of(edge: Edge, referral: Referral, question: Question, by: User) -> Document:
    """The columns are passed on already: `due_at` is when an answer is waited for."""
    document = question.document
    match edge.act:
        case Act.ASK_REVIEW | Act.ASK_AGAIN:
            return with_author(document, by)
        case Act.APPROVE:
            return {"approved_at": question.at.isoformat(), "reviewer": str(by.pk)} | _basis(
                question
            )
        case Act.SEND:
            return _basis(question) | _packet(referral, question)
        case Act.SEND_AT_ONCE:
            return with_author(document, by) | _at_once(referral, question)
        case Act.SUSPEND:
            return _suspended(edge, by)
        case Act.TELL_PARTNER:
            return {"partner_told_at": question.at.isoformat()}
        case Act.COMPLETE | Act.COMPLETE_IN_PART | Act.NOT_COMPLETE | Act.CLOSE:
            return _what_came(question.told)
    return _decided(edge, document)


def _suspended(edge: Edge, by: User) -> Document:
    return {"came_from": edge.before.value, "suspended_by": str(by.pk), "suspension": "waits"}


def _decided(edge: Edge, document: Document) -> Document:
    """What was done at once waits for nobody any more."""
    if edge.act in _FOUND:
        return {"emergency": _FOUND[edge.act]}
    return {"suspension": "decided"} if edge.before == ReferralState.SUSPENDED else {}


def _basis(question: Question) -> Document:
    """The answer of hers that it rests on, as it is now."""
    consent = guards.covering(question) or {}
    return {"consent": consent.get("id", ""), "wish": consent.get("wish", "")}


def _packet(referral: Referral, question: Question) -> Document:
    document = question.document | _basis(question)
    return packets.frozen(document, urgency=referral.urgency, reply_by=_reply_by(referral))


def _at_once(referral: Referral, question: Question) -> Document:
    packet = packets.minimum(question.document, reply_by=_reply_by(referral))
    return packet | {"basis": "vital_interests", "emergency": "waits"}


def _reply_by(referral: Referral) -> str:
    return referral.due_at.isoformat() if referral.due_at else ""


def _what_came(told: Document) -> Document:
    said, deletion = feedback_in(told), told.get("deletion")
    return ({"feedback": said} if said else {}) | ({"deletion": deletion} if deletion else {})
