"""A referral in words: what is asked, how far it is, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.cases.purposes import Service
from casework.referrals import packets
from casework.referrals.models import Referral
from casework.referrals.policies import Document, Question
from casework.referrals.queries import OpenStep
from casework.referrals.reasons import (
    FEEDBACK,
    CancelReason,
    Channel,
    DeclineReason,
    Deletion,
    NotAsked,
    NotCompletedReason,
    Outcome,
    RecallReason,
    ReturnReason,
    Said,
    SuspendReason,
)
from casework.referrals.states import TO_DELETE, Act, ReferralState, Urgency
from casework.web.referrals.forms_acts import HerWordForm
from casework.web.referrals.packet_shown import Line, lines
from casework.web.templatetags.ui import when

Fact = tuple[str | Promise, str | Promise]

_S = ReferralState
# The way most referrals go; one that left it shows where it stopped.
_WAY = (
    _S.DRAFT,
    _S.PENDING_REVIEW,
    _S.APPROVED,
    _S.SENT,
    _S.ACCEPTED,
    _S.IN_PROGRESS,
    _S.COMPLETED,
    _S.CLOSED,
)
URGENCY_TONES = {Urgency.URGENT: "stop", Urgency.HIGH: "warn", Urgency.ROUTINE: "quiet"}
# Off the way, and yet it may come back to it.
_GOES_ON = frozenset({_S.RETURNED, _S.NO_RESPONSE, _S.SUSPENDED, _S.PARTLY_COMPLETED})
_WELL = frozenset({*_WAY, _S.PARTLY_COMPLETED, _S.HANDED_ON})


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
        (_("How the partner may reach her"), document["contact"]),
        (_("Code for the partner"), document["partner_code"]),
    ]


def waits_for(state: str, document: Document) -> str:
    """What is due, where something is."""
    if state == _S.PENDING_REVIEW:
        return _("review due")
    if state in TO_DELETE and not document.get("partner_told_at"):
        return _("the partner is to be asked to delete")
    return _("answer due")


def leaving(what: Act, referral: Referral, document: Document) -> list[Line]:
    """What the act lets out of the house; in danger the least."""
    if what is Act.SEND_AT_ONCE:
        return lines(packets.minimum(document, reply_by="")["packet"])
    return lines(packets.content(document, urgency=referral.urgency)) if what is Act.SEND else []


def progress(referral: Referral, steps: Sequence[OpenStep]) -> list[dict[str, Any]]:
    """For `_components/steps.html`: what was reached and when, where it is, what is to come."""
    state = ReferralState(referral.state)
    reached = {
        step.step.to_state: step.at
        for step in steps
        if step.step.from_state not in (_S.SUSPENDED, step.step.to_state)
    }
    furthest = max(_WAY.index(_S(one)) for one in reached if one in _WAY)
    here = _WAY.index(state) if state in _WAY else furthest + 1
    past = [one for one in _WAY[:here] if one in reached]
    is_over = state not in _WAY and state not in _GOES_ON
    rest = () if is_over else _WAY[here + (state in _WAY) :]
    now = "current" if state in _WELL else "stop"
    return [
        *(_step(one, "past", reached) for one in past),
        _step(state, now, reached),
        *(_step(one, "", {}) for one in rest),
    ]


def _step(state: ReferralState, how: str, reached: dict[str, datetime]) -> dict[str, Any]:
    at = reached.get(state)
    return {"label": state.label, "state": how, "meta": when(at, clock=True) if at else ""}


def done(steps: Sequence[OpenStep]) -> list[Done]:
    """Newest first."""
    return [
        Done(
            at=step.at,
            title=_title(step),
            by=step.told.get("name") or _("by itself"),
            text=words(step.told),
            kind="" if step.step.to_state in _WELL else "warn",
        )
        for step in reversed(steps)
    ]


def _title(step: OpenStep) -> str:
    """A word that changed no state is named by what was done, and what goes on is no new answer."""
    state = ReferralState(step.step.to_state)
    if step.step.from_state == state and step.told.get("act") in Act:
        return str(Act(step.told["act"]).label)
    if step.told.get("act") == Act.RESUME:
        return _("It goes on: %(state)s") % {"state": state.label}
    return str(state.label)


_REASONS = {
    code: label
    for reasons in (
        ReturnReason, CancelReason, DeclineReason, RecallReason, SuspendReason, NotCompletedReason
    )
    for code, label in reasons.choices
}  # fmt: skip
_CODED: dict[str, dict[str, Any]] = {
    "reason": _REASONS,
    "channel": dict(Channel.choices),
    "outcome": dict(Outcome.choices),
    "deletion": dict(Deletion.choices),
    "not_asked": dict(NotAsked.choices),
}
_FREE = ("danger", "cannot_wait", "recipient", "answered_by", "comment", "feedback")


def words(told: Document) -> str:
    """What an act brought, a line each."""
    coded = [str(_CODED[name][told[name]]) for name in _CODED if told.get(name) in _CODED[name]]
    said = [
        f"{HerWordForm.base_fields[name].label}: {Said(told[name]).label}"
        for name in FEEDBACK
        if told.get(name) in Said
    ]
    return "\n".join([*coded, *said, *(told[name] for name in _FREE if told.get(name))])
