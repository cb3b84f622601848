"""What may be done with a referral next, by the table; beside what may not, the reason."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access.guards import GUARDS
from casework.accounts.models import User
from casework.referrals import guards, policies, states
from casework.referrals.models import Referral
from casework.referrals.policies import Question
from casework.referrals.states import REPLACEABLE, Act, Edge, ReferralState, Who
from casework.web.cases.steps import Step
from casework.web.referrals.forms_acts import AT_ONCE

# Where one of these refuses, the act is not named at all: it is seldom what anybody looks for.
_SELDOM = frozenset(
    {"case_goes_elsewhere", "in_danger", "emergency_waits", "suspension_waits", "to_be_told"}
)
# Decided by a second person, on the page of decisions.
_DECIDED = frozenset({Act.UPHOLD, Act.NOT_UPHOLD, Act.CONFIRM_SUSPENSION})
_REVIEWED = frozenset({Act.APPROVE, Act.RETURN})


def choices(user: User, referral: Referral, question: Question) -> list[Step]:
    """Every next step; the first that is possible is the main one."""
    return [*_changing(user, referral), *_acts(user, referral, question)]


def _changing(user: User, referral: Referral) -> Iterator[Step]:
    may = policies.can_write(user, referral.case)
    if may and referral.state == ReferralState.DRAFT:
        yield Step(_("Change the draft"), _url("referral_edit", referral))
        yield Step(_("Choose what the partner is told"), _url("referral_packet", referral))
    if may and referral.state in REPLACEABLE:
        new = reverse("referral_new", args=[referral.case.code])
        yield Step(_("Write another in its place"), f"{new}?{urlencode({'replaces': referral.pk})}")


def _acts(user: User, referral: Referral, question: Question) -> Iterator[Step]:
    is_first = True
    for edge in _named(referral, question):
        why = policies.WHO[edge.who](user, question)
        why = why or guards.refusal(edge, question, before_form=True)
        yield _choice(edge.act, referral, why, is_first=is_first)
        is_first = is_first and bool(why)


def _named(referral: Referral, question: Question) -> Iterator[Edge]:
    """Each act once, without what happens by itself or is out of place here."""
    seen: set[str] = set()
    for edge in states.acts_from(referral.state):
        is_elsewhere = edge.act is Act.RESUME and edge.after != question.document.get("came_from")
        seldom = _SELDOM & set(edge.guards)
        if edge.who is Who.SYSTEM or is_elsewhere or _refuses(seldom, question):
            continue
        place = "decided" if edge.act in _DECIDED else edge.act
        if place not in seen:
            seen.add(place)
            yield edge


def _refuses(names: frozenset[str] | set[str], question: Question) -> bool:
    return any(GUARDS[f"referrals.{name}"](question) for name in names)


def _choice(what: Act, referral: Referral, why: str, *, is_first: bool) -> Step:
    label = str(_("Look at what was done at once")) if what in _DECIDED else str(what.label)
    if why:
        return Step(label, why=why)
    if what in _DECIDED:
        return Step(label, reverse("decide", args=[referral.case.code]), primary=is_first)
    if what in _REVIEWED:
        return Step(label, _url("referral_review", referral), primary=is_first)
    method = "post" if what in AT_ONCE else "get"
    return Step(label, act_url(referral, what), "", method, primary=is_first)


def act_url(referral: Referral, what: Act) -> str:
    return reverse("referral_act", args=[referral.case.code, referral.pk, what])


def _url(name: str, referral: Referral) -> str:
    return reverse(name, args=[referral.case.code, referral.pk])
