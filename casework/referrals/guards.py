"""What must hold before an act on a referral, by the names that `TRANSITIONS` gives.

A thing that cannot be done now is refused with a sentence, the same that the page shows beside the
step that is not available.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from casework.access.guards import GUARDS, guard
from casework.cases import consents
from casework.cases.purposes import Purpose
from casework.cases.states import LIVING, CaseState, Risk
from casework.referrals import appeals, packing
from casework.referrals.guards_told import feedback_in
from casework.referrals.policies import Document, Question
from casework.referrals.reasons import Deletion, NotAsked
from casework.referrals.states import APPROVAL_HOLDS, Edge


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
def _packed(question: Question) -> str:
    """It was chosen what the partner is told, even if that is nothing beyond what always goes."""
    if "items" in question.document:
        return ""
    return _("Choose first what the partner is told.")


@guard
def _packet_fits(question: Question) -> str:
    """The packet holds only what this partner may know for this service (reference 6.3)."""
    items, service = question.document.get("items", {}), question.document.get("service", "")
    return packing.unfit(items, service, packing.receives(question.partner))


@guard
def _tells_not_who(question: Question) -> str:
    """No words of a packet lead to her record, or name her to whoever need not or may not know."""
    may_know = packing.receives(question.partner)
    return packing.gives_away(question.document, question.names, question.case.code, may_know)


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
def _answer_late(question: Question) -> str:
    """No answer is noted only once the time for it is over."""
    if question.due_at is not None and question.due_at <= question.at:
        return ""
    return _("The partner still has time to answer.")


# In danger ---------------------------------------------------------------------


@guard
def _in_danger(question: Question) -> str:
    """Without a review it goes only in immediate danger: at the highest level of risk."""
    if question.case.risk == Risk.CRITICAL:
        return ""
    return _("Only in immediate danger: raise the risk level first, if that is so.")


@guard
def _not_refused(question: Question) -> str:
    """Her no, to our help or to this partner, stands above any danger."""
    newest, document = consents.latest(question.consents), question.document
    share = (Purpose.SHARE.value, document["service"], document["partner"])
    if any(
        consents.is_no(newest[scope]) for scope in (consents.SERVICES, share) if scope in newest
    ):
        return _("She said no to this, or took her yes back. Nothing is sent against her word.")
    return ""


@guard
def _emergency_waits(question: Question) -> str:
    """Only what was sent at once, and not looked at yet, is upheld or not."""
    if question.document.get("emergency") == "waits":
        return ""
    return _("Nothing was sent at once that waits for a second person.")


@guard
def _emergency_reviewed(question: Question) -> str:
    """What was sent at once is closed only after a second person looked at it."""
    if question.document.get("emergency") != "waits":
        return ""
    return _("It was sent at once, and a second person has not looked at that yet.")


# Stopped -----------------------------------------------------------------------


@guard
def _suspension_waits(question: Question) -> str:
    """A suspension is confirmed once."""
    if question.document.get("suspension") == "waits":
        return ""
    return _("A second person has confirmed it already.")


@guard
def still_covered(question: Question) -> str:
    """What was suspended goes on, and what was sent is given, upon her consent; or as what was
    rightly sent in danger, and then never against her no.
    """
    rightly = question.document.get("emergency") in ("waits", "upheld")
    if covering(question) or (rightly and not _not_refused(question)):
        return ""
    return _("Her consent to this service by this partner is not on record, or no longer holds.")


def has_something(document: Document) -> bool:
    """The partner was sent something of hers."""
    return bool(document.get("packet"))


@guard
def _to_be_told(question: Question) -> str:
    """A partner is asked once to delete, and only if it has something."""
    if not has_something(question.document):
        return _("Nothing was sent to the partner: there is nothing to delete.")
    if question.document.get("partner_told_at"):
        return _("The partner was asked already. Write down its answer when you close this.")
    return ""


@guard
def _partner_told(question: Question) -> str:
    """What a partner has is closed only once the partner was asked to delete it."""
    if has_something(question.document) and not question.document.get("partner_told_at"):
        return _("First ask the partner to delete what it has.")
    return ""


@guard
def _deletion_answered(question: Question) -> str:
    """That the partner deleted what it has, or that it refused, is written down."""
    if not has_something(question.document) or question.told.get("deletion") in Deletion:
        return ""
    return _("Say whether the partner has deleted what it had.")


@guard
def _her_word(question: Question) -> str:
    """No service is closed before she was asked what she thinks of it, or it is said why not."""
    said = feedback_in(question.told) or question.document.get("feedback") or {}
    if said and said.get("not_asked") != NotAsked.NOT_YET:
        return ""
    return _("Ask her what she thinks of it, or say why she cannot be asked.")


# These ask about the act itself: a page cannot know their answer before the form is filled in.
ASKED_IN_FORM = frozenset(
    {
        "return_reason", "decline_reason", "cancel_reason", "recall_reason", "suspend_reason",
        "not_completed_reason", "comment", "channel", "outcome", "answered", "two_lines",
        "told_how", "deletion_answered", "what_is_left", "feedback", "her_word",
    }
)  # fmt: skip


def refusal(edge: Edge, question: Question, *, before_form: bool = False) -> str:
    """The first sentence that stands against this act now; "" when nothing does."""
    for name in edge.guards:
        if before_form and name in ASKED_IN_FORM:
            continue
        if sentence := GUARDS[f"referrals.{name}"](question):
            return sentence
    return ""
