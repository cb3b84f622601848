"""A referral in words: facts, progress, what was done, and what may be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.purposes import Service
from casework.cases.states import CaseState
from casework.referrals import policies, states
from casework.referrals.models import Referral
from casework.referrals.policies import Document, Question
from casework.referrals.queries import OpenStep
from casework.referrals.states import (
    Act,
    Channel,
    DeclineReason,
    Outcome,
    ReferralState,
    ReturnReason,
    Urgency,
)
from casework.web.cases.steps import Step
from casework.web.referrals.forms import AT_ONCE

Fact = tuple[str | Promise, str | Promise]

_S = ReferralState
# The way most referrals go; a referral that left it shows where it stopped.
_WAY = (
    _S.DRAFT,
    _S.PENDING_REVIEW,
    _S.APPROVED,
    _S.SENT,
    _S.ACCEPTED,
    _S.IN_PROGRESS,
    _S.COMPLETED,
)
URGENCY_TONES = {Urgency.URGENT: "stop", Urgency.HIGH: "warn", Urgency.ROUTINE: "quiet"}
_LEFT_AT = {
    _S.RETURNED: _S.PENDING_REVIEW,
    _S.DECLINED: _S.ACCEPTED,
    _S.HANDED_ON: _S.COMPLETED,
}


@dataclass(frozen=True)
class Done:
    """One act on it, as `_components/timeline_item.html` draws it."""

    at: datetime
    title: str
    by: str
    text: str
    kind: str


def service_label(document: Document) -> str:
    service = document.get("service", "")
    return str(Service(service).label) if service in Service.values else service


def facts(document: Document, question: Question) -> list[Fact]:
    """What the author wrote, in words."""
    return [
        (_("Service"), service_label(document)),
        (_("Partner"), str(question.partner) if question.partner else ""),
        (_("What she needs"), document["need"]),
        (_("What else the partner must know"), document["note"]),
        (_("How the partner may reach her"), document["contact"]),
        (_("Code for the partner"), document["partner_code"]),
    ]


def progress(referral: Referral) -> list[dict[str, Any]]:
    """For `_components/steps.html`: past, current or stopped, and what is to come."""
    state = ReferralState(referral.state)
    here = _WAY.index(_LEFT_AT.get(state, state))
    steps = [
        {"label": one.label, "state": "past" if place < here else "", "meta": ""}
        for place, one in enumerate(_WAY)
    ]
    steps[here] = {
        "label": state.label,
        "state": "stop" if state in _LEFT_AT else "current",
        "meta": "",
    }
    return steps


def done(steps: Sequence[OpenStep]) -> list[Done]:
    """Newest first."""
    return [
        Done(
            at=step.at,
            title=str(ReferralState(step.step.to_state).label),
            by=step.told["name"],
            text=_words(step.told),
            kind="warn" if step.step.to_state in _LEFT_AT else "",
        )
        for step in reversed(steps)
    ]


def _words(told: Document) -> str:
    coded: dict[str, Any] = {
        "reason": dict(ReturnReason.choices) | dict(DeclineReason.choices),
        "channel": dict(Channel.choices),
        "outcome": dict(Outcome.choices),
    }
    parts = [str(coded[name][told[name]]) for name in coded if told.get(name) in coded[name]]
    free = ("recipient", "answered_by", "comment", "feedback")
    return "\n".join([*parts, *(told[name] for name in free if told.get(name))])


def choices(user: User, referral: Referral, question: Question) -> list[Step]:
    """Every next step by the table; beside one that is not possible now stands why."""
    steps = []
    if referral.state == ReferralState.DRAFT and policies.can_write(user, referral.case):
        steps.append(Step(_("Change the draft"), _url("referral_edit", referral)))
    goes_elsewhere = referral.case.state == CaseState.TRANSFER_PENDING
    for edge in states.acts_from(referral.state):
        if edge.act is Act.HAND_ON and not goes_elsewhere:
            continue  # seldom, and then the page of the case leads here
        why = policies.WHO[edge.who](user, question) or policies.refusal(
            edge, question, before_form=True
        )
        steps.append(_choice(edge.act, referral, why, is_first=not steps))
    return steps


def _choice(what: Act, referral: Referral, why: str, *, is_first: bool) -> Step:
    label = str(what.label)
    if why:
        return Step(label, why=why)
    if what in (Act.APPROVE, Act.RETURN):
        return Step(label, _url("referral_review", referral), primary=is_first)
    method = "post" if what in AT_ONCE else "get"
    return Step(label, act_url(referral, what), "", method, primary=is_first)


def act_url(referral: Referral, what: Act) -> str:
    return reverse("referral_act", args=[referral.case.code, referral.pk, what])


def _url(name: str, referral: Referral) -> str:
    return reverse(name, args=[referral.case.code, referral.pk])
