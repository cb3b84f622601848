"""Where a task is done: the page that its kind leads to, or "" for the page of the case."""

from __future__ import annotations

from urllib.parse import urlencode

from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.web.addresses import address

_BY_CASE = {
    Kind.RISK_REASSESS: "risk_assess",
    Kind.INTAKE_TO_FINISH: "intake",
    Kind.SAFETY_CHECK: "plan",
    Kind.SUPERVISOR_REVIEW: "plan",
    Kind.CONSENT_EXPIRING: "consents",
    Kind.CONSENT_REVIEW: "consents",
    Kind.BASIS_RENEWAL: "consents",
    Kind.CHILD_DECISION: "consents",
    Kind.IF_TAKEN: "if_taken",
    Kind.SUPERVISOR_ALERT: "situation",
    Kind.LOOK_AGAIN: "children",
    Kind.CONFIRM_PROTECTIVE_ACT: "decide",
    Kind.OPENING_DUE: "decide",
    Kind.DECISION_DUE: "decide",
    Kind.KEY_ROTATION: "case_rekey",
    Kind.ERASURE_DUE: "ending_decide",
    Kind.COPY_DUE: "copy_request",
}
_BY_REFERENCE = {
    Kind.REFERRAL_REVIEW_DUE: "referral_review",
    Kind.PARTNER_NOTICE: "referral",
    Kind.PARTNER_DELETION: "referral",
    Kind.REFERRAL_NO_RESPONSE: "referral",
    Kind.REFERRAL_FEEDBACK: "referral",
    Kind.PARTNER_ANSWER: "referral",
}

# For whoever stands by from another desk.
_DECIDED = {
    Kind.BASIS_RENEWAL: "basis_renew",
    Kind.CONFIRM_PROTECTIVE_ACT: "decide",
    Kind.OPENING_DUE: "decide",
    Kind.DECISION_DUE: "decide",
    Kind.CLOSURE_REVIEW: "decide",
    Kind.RETENTION_DUE: "ending_decide",
    Kind.ERASURE_DUE: "ending_decide",
}
_DECIDED_ELSEWHERE = frozenset(
    {Kind.BREAK_GLASS_ASKED, Kind.BREAK_GLASS_REVIEW, Kind.REFERRAL_REVIEW_DUE}
)


def place_of(task: Due) -> str:
    kind = Kind(task.kind)
    if task.partner:
        return address("partner", task.partner.pk)
    if task.stands_by and kind not in _DECIDED_ELSEWHERE:
        return _standing_by(task)
    if kind is Kind.RETENTION_DUE and task.reference:  # without one it is a draft's
        return address("ending_decide", task.case.code)
    if kind is Kind.ACCESS_REVIEW:
        return address("access_reviews")
    if kind is Kind.SAFE_TIMES:
        return address("intake_section", task.case.code, "safe_contact")
    if kind in _BY_CASE:
        return address(_BY_CASE[kind], task.case.code)
    if kind is Kind.BREAK_GLASS_ASKED:
        return address("break_glass")
    if kind is Kind.BREAK_GLASS_REVIEW:
        return address("break_glass_review", task.reference)
    if kind in _BY_REFERENCE:
        return address(_BY_REFERENCE[kind], task.case.code, task.reference)
    return ""


def _standing_by(task: Due) -> str:
    """Of another desk's case she sees what waits for her decision, and the rest in an emergency."""
    if task.kind == Kind.CHILD_DECISION:
        return address("child_decide", task.case.code, task.reference)
    is_draft = task.kind == Kind.RETENTION_DUE and not task.reference
    if task.kind in _DECIDED and not is_draft:
        return address(_DECIDED[Kind(task.kind)], task.case.code)
    return f"{address('break_glass')}?{urlencode({'code': task.case.code})}"
