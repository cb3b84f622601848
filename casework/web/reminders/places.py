"""Where a task is done: the page that its kind leads to, or "" for the page of the case."""

from __future__ import annotations

from django.urls import reverse

from casework.reminders.models import Due
from casework.reminders.rules import Kind

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
}
_BY_REFERENCE = {
    Kind.REFERRAL_REVIEW_DUE: "referral_review",
    Kind.PARTNER_NOTICE: "referral",
}


def place_of(task: Due) -> str:
    kind = Kind(task.kind)
    if kind in _BY_CASE:
        return reverse(_BY_CASE[kind], args=[task.case.code])
    if kind is Kind.BREAK_GLASS_REVIEW:
        return reverse("break_glass_review", args=[task.reference])
    if kind in _BY_REFERENCE:
        return reverse(_BY_REFERENCE[kind], args=[task.case.code, task.reference])
    return ""
