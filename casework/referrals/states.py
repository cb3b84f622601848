"""A referral: its states, and what may follow what (reference 3.3, as far as it is built).

`TRANSITIONS` is the whole truth and meant to be read. Each row says: by this act, from this state,
to that one; who may do it (`policies.WHO`), and what must hold (a guard of `policies`), by name.
The full machine (cancelled, recalled, suspended, no response, consent withdrawn, ...) is more rows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casework.access.errors import WrongState


class ReferralState(TextChoices):
    DRAFT = "draft", pgettext_lazy("referral", "draft")
    PENDING_REVIEW = "pending_review", pgettext_lazy("referral", "waits for review")
    RETURNED = "returned", pgettext_lazy("referral", "returned to its author")
    APPROVED = "approved", pgettext_lazy("referral", "approved")
    SENT = "sent", pgettext_lazy("referral", "sent")
    ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
    DECLINED = "declined", pgettext_lazy("referral", "declined")
    IN_PROGRESS = "in_progress", pgettext_lazy("referral", "in progress")
    COMPLETED = "completed", pgettext_lazy("referral", "completed")
    HANDED_ON = "handed_on", pgettext_lazy("referral", "handed over with the case")


class Urgency(TextChoices):
    URGENT = "urgent", pgettext_lazy("urgency", "urgent")
    HIGH = "high", pgettext_lazy("urgency", "high")
    ROUTINE = "routine", pgettext_lazy("urgency", "routine")


class Act(TextChoices):
    """What a person does with a referral; the code is in the log as `referral.<code>`."""

    ASK_REVIEW = "ask_review", gettext_lazy("Ask for review")
    APPROVE = "approve", gettext_lazy("Approve")
    RETURN = "return", gettext_lazy("Return to its author")
    TAKE_UP = "take_up", gettext_lazy("Work on it again")
    ASK_AGAIN = "ask_again", gettext_lazy("Ask for review again")
    SEND = "send", gettext_lazy("Send to the partner")
    ACCEPT = "accept", gettext_lazy("The partner accepted")
    DECLINE = "decline", gettext_lazy("The partner declined")
    BEGIN = "begin", gettext_lazy("It has begun")
    COMPLETE = "complete", gettext_lazy("It is completed")
    HAND_ON = "hand_on", gettext_lazy("Hand it over with the case")


class Who(TextChoices):
    """On whose side of the desk an act lies."""

    WORKER = "worker", gettext_lazy("the case's worker")
    REVIEWER = "reviewer", gettext_lazy("a supervisor of the desk who did not write it")


class Edge(NamedTuple):
    act: Act
    before: ReferralState
    after: ReferralState
    who: Who
    guards: tuple[str, ...]


_S = ReferralState
_WRITTEN = ("case_open", "written", "partner_can", "asked_again", "consent")

TRANSITIONS: tuple[Edge, ...] = (
    Edge(Act.ASK_REVIEW, _S.DRAFT, _S.PENDING_REVIEW, Who.WORKER, _WRITTEN),
    Edge(Act.APPROVE, _S.PENDING_REVIEW, _S.APPROVED, Who.REVIEWER, _WRITTEN),
    Edge(Act.RETURN, _S.PENDING_REVIEW, _S.RETURNED, Who.REVIEWER, ("return_reason", "comment")),
    Edge(Act.TAKE_UP, _S.RETURNED, _S.DRAFT, Who.WORKER, ("case_open",)),
    Edge(Act.ASK_AGAIN, _S.APPROVED, _S.PENDING_REVIEW, Who.WORKER, (*_WRITTEN, "approval_old")),
    Edge(Act.SEND, _S.APPROVED, _S.SENT, Who.WORKER, (*_WRITTEN, "approval_fresh", "channel")),
    Edge(Act.ACCEPT, _S.SENT, _S.ACCEPTED, Who.WORKER, ("case_lives",)),
    Edge(Act.DECLINE, _S.SENT, _S.DECLINED, Who.WORKER, ("case_lives", "decline_reason")),
    Edge(Act.BEGIN, _S.ACCEPTED, _S.IN_PROGRESS, Who.WORKER, ("case_lives",)),
    Edge(Act.COMPLETE, _S.IN_PROGRESS, _S.COMPLETED, Who.WORKER, ("case_lives", "outcome")),
    Edge(Act.HAND_ON, _S.PENDING_REVIEW, _S.HANDED_ON, Who.WORKER, ("case_goes_elsewhere",)),
    Edge(Act.HAND_ON, _S.APPROVED, _S.HANDED_ON, Who.WORKER, ("case_goes_elsewhere",)),
    Edge(Act.HAND_ON, _S.SENT, _S.HANDED_ON, Who.WORKER, ("case_goes_elsewhere",)),
    Edge(Act.HAND_ON, _S.ACCEPTED, _S.HANDED_ON, Who.WORKER, ("case_goes_elsewhere",)),
    Edge(Act.HAND_ON, _S.IN_PROGRESS, _S.HANDED_ON, Who.WORKER, ("case_goes_elsewhere",)),
)

# Somebody still waits for something: a case may not close over it.
LIVE = frozenset({_S.PENDING_REVIEW, _S.APPROVED, _S.SENT, _S.ACCEPTED, _S.IN_PROGRESS})

REVIEW_WITHIN = {
    Urgency.URGENT: timedelta(hours=4),
    Urgency.HIGH: timedelta(days=1),
    Urgency.ROUTINE: timedelta(days=3),
}
ANSWER_WITHIN = {
    Urgency.URGENT: timedelta(hours=24),
    Urgency.HIGH: timedelta(hours=72),
    Urgency.ROUTINE: timedelta(days=7),
}
# Older than this, an approval is asked for again.
APPROVAL_HOLDS = timedelta(days=7)


class ReturnReason(TextChoices):
    CONSENT_UNCLEAR = "consent_unclear", gettext_lazy("her consent is not clear")
    TOO_MUCH = "too_much_data", gettext_lazy("it tells more than the partner needs")
    WRONG_PARTNER = "wrong_partner", gettext_lazy("another partner fits better")
    RISK = "risk_too_high", gettext_lazy("the risk for her is too high")
    MISSING = "missing_data", gettext_lazy("something needed is missing")
    NOT_INFORMED = "survivor_not_informed", gettext_lazy("she was not told of it")
    OTHER = "other", gettext_lazy("another reason")


class DeclineReason(TextChoices):
    NO_CAPACITY = "no_capacity", gettext_lazy("no place free")
    NOT_ELIGIBLE = "not_eligible", gettext_lazy("not among those they can help")
    UNSAFE = "unsafe", gettext_lazy("not safe")
    OUTSIDE = "outside_area", gettext_lazy("outside their area")
    NO_REPLY = "no_reply_to_client", gettext_lazy("they did not reply to her")
    OTHER = "other", gettext_lazy("another reason")


class Channel(TextChoices):
    """How the packet reaches the partner."""

    IN_PERSON = "in_person", gettext_lazy("in person")
    PHONE = "phone_secure", gettext_lazy("by secure phone")
    FILE = "encrypted_file", gettext_lazy("as an encrypted file")


class Outcome(TextChoices):
    GIVEN = "service_given", gettext_lazy("the service was given")
    GIVEN_IN_PART = "given_in_part", gettext_lazy("the service was given in part")
    REFERRED_ON = "referred_on", gettext_lazy("the partner found her another place")


def acts_from(state: str) -> list[Edge]:
    return [edge for edge in TRANSITIONS if edge.before == state]


def require(state: str, act: Act) -> Edge:
    """The row of `TRANSITIONS` for `act` from `state`. Raises WrongState with what is possible."""
    for edge in acts_from(state):
        if edge.act == act:
            return edge
    possible = ", ".join(f"“{edge.act.label}”" for edge in acts_from(state)) or _("nothing more")
    raise WrongState(
        _("The referral is “%(state)s”. From here is possible: %(possible)s.")
        % {"state": ReferralState(state).label, "possible": possible}
    )


def due_after(state: str, urgency: str) -> timedelta | None:
    """How long a referral may wait in `state`; None where nobody waits."""
    waits = {_S.PENDING_REVIEW: REVIEW_WITHIN, _S.SENT: ANSWER_WITHIN}.get(ReferralState(state))
    return waits[Urgency(urgency)] if waits else None
