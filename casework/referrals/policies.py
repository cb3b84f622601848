"""Who may do what with a referral, and what must hold. Two tables, read by name from `TRANSITIONS`.

A person who may not act is `NotAllowed`. A thing that cannot be done now is refused with a
sentence, the same that the page shows beside the step that is not available.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from casework.access.guards import GUARDS, guard, rule
from casework.accounts.models import User
from casework.cases import consents, policies, quorum
from casework.cases.models import Case
from casework.cases.states import LIVING, CaseState
from casework.referrals import appeals
from casework.referrals.partners import OpenPartner
from casework.referrals.states import (
    APPROVAL_HOLDS,
    Channel,
    DeclineReason,
    Edge,
    Outcome,
    ReturnReason,
    Who,
)

Document = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """All that a guard may look at. `told` is what the act itself brings: a reason, a channel.

    `consents` come oldest first, each with the `id` of its row; `on` is the day where she works.
    """

    case: Case
    document: Document
    partner: OpenPartner | None
    consents: Sequence[Document]
    at: datetime
    on: date
    told: Document = field(default_factory=dict)
    wish: appeals.Wish | None = None


@rule
def can_keep_partners(user: User) -> bool:
    """A supervisor keeps the directory of partners."""
    return user.is_admitted and user.is_supervisor


@rule
def can_write(user: User, case: Case) -> bool:
    """The owner writes a referral; a supervisor while the case waits for a new owner."""
    return policies.acts_as_owner(user, case)


@guard
def is_worker(user: User, question: Question) -> str:
    """Whoever writes the case does this step of its referral."""
    if can_write(user, question.case):
        return ""
    return _("The case's worker does this.")


@guard
def is_reviewer(user: User, question: Question) -> str:
    """A second person who wrote none of it: two people see what leaves the house."""
    authors = {UUID(author) for author in question.document["authors"]}
    if user.pk in authors:
        return _("You wrote it; somebody else reviews it.")
    desk, act = question.case.desk, quorum.Act.REVIEW
    for but in (authors, authors | policies.may_have_written(question.case)):
        if quorum.may_be_second(user, desk, act, but):
            return ""
    return _("A supervisor of the desk reviews it.")


WHO: dict[str, Callable[[User, Question], str]] = {
    Who.WORKER: is_worker,
    Who.REVIEWER: is_reviewer,
}


@guard
def _case_open(question: Question) -> str:
    """A referral goes on only while the case is open."""
    return "" if question.case.state == CaseState.OPEN else _("The case is not open.")


@guard
def _case_lives(question: Question) -> str:
    """What a partner answers is written down while the case lives: on hold too, or going away."""
    return "" if question.case.state in LIVING else _("The case is not open.")


@guard
def _case_goes_elsewhere(question: Question) -> str:
    """A referral is handed over only with its case, once a supervisor has agreed to that."""
    if question.case.state == CaseState.TRANSFER_PENDING:
        return ""
    return _("The case is not being handed to another organisation.")


@guard
def _written(question: Question) -> str:
    """A referral says service, partner, need and the way to reach her before it is reviewed."""
    needed = ("service", "partner", "need", "contact")
    if all(question.document.get(name) for name in needed):
        return ""
    return _("Service, partner, need and how the partner may reach her must be filled in.")


@guard
def _partner_can(question: Question) -> str:
    """The partner is active, its agreement holds and it offers the service."""
    if question.partner is None:
        return _("This partner is not in the directory.")
    return question.partner.refusal(question.document.get("service", ""), question.on)


def covering(question: Question) -> Document | None:
    """Her newest answer on this service and this partner, if it is a yes that holds today; or what
    she asked for in case she is taken, where it allows this appeal.
    """
    service, partner = question.document["service"], question.document["partner"]
    if not consents.covers(question.consents, service=service, partner=partner, on=question.on):
        return _wished(question)
    named = (
        answer
        for answer in reversed(question.consents)
        if (answer.get("service"), answer.get("partner")) == (service, partner)
    )
    return next(named)


def _wished(question: Question) -> Document | None:
    wish = question.wish
    place = question.partner.details.appeal_to if question.partner else ""
    if appeals.appeal_is_wished(wish, question.document, place, question.consents, on=question.on):
        return None
    return {"id": str(wish.id), "wish": wish.wishes.told.get(place)} if wish else None


@guard
def _consent(question: Question) -> str:
    """Her consent covers this service and partner today, or it is the appeal she wished for."""
    if covering(question):
        return ""
    return _("Her consent to this service by this partner is not on record, or no longer holds.")


@guard
def _asked_again(question: Question) -> str:
    """In a case that was reopened, nothing goes out upon what she said before it was closed."""
    since = question.case.reopened_at
    if since is None or consents.asked_since(question.consents, since):
        return ""
    return _("The case was reopened: ask her again first whether we may help.")


@guard
def _return_reason(question: Question) -> str:
    """A referral that is sent back names a reason from its list."""
    return "" if question.told.get("reason") in ReturnReason else _("Pick a reason.")


@guard
def _decline_reason(question: Question) -> str:
    """A partner's no names a reason from its list."""
    return "" if question.told.get("reason") in DeclineReason else _("Pick a reason.")


@guard
def _comment(question: Question) -> str:
    """A referral that is sent back says what has to change."""
    return "" if question.told.get("comment") else _("Say in a few words what has to change.")


@guard
def _approval_fresh(question: Question) -> str:
    """A referral is sent while its approval is at most 7 days old."""
    if _approved_for(question) <= APPROVAL_HOLDS:
        return ""
    return _("The approval is older than 7 days. Ask for review again.")


@guard
def _approval_old(question: Question) -> str:
    """An approval is asked for again once it is older than 7 days."""
    if _approved_for(question) > APPROVAL_HOLDS:
        return ""
    return _("The approval still holds.")


def _approved_for(question: Question) -> timedelta:
    return question.at - datetime.fromisoformat(question.document["approved_at"])


@guard
def _channel(question: Question) -> str:
    """A referral that is sent names the way it reaches the partner."""
    return "" if question.told.get("channel") in Channel else _("Say how it reaches the partner.")


@guard
def _outcome(question: Question) -> str:
    """A referral that is completed says what came of it."""
    return "" if question.told.get("outcome") in Outcome else _("Say what came of it.")


# These ask about the act itself: a page cannot know their answer before the form is filled in.
ASKED_IN_FORM = frozenset({"return_reason", "decline_reason", "comment", "channel", "outcome"})


def refusal(edge: Edge, question: Question, *, before_form: bool = False) -> str:
    """The first sentence that stands against this act now; "" when nothing does."""
    for name in edge.guards:
        if before_form and name in ASKED_IN_FORM:
            continue
        if sentence := GUARDS[f"referrals.{name}"](question):
            return sentence
    return ""
