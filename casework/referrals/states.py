"""A referral: its states, and what may follow what (reference 3.3).

`TRANSITIONS` is the whole truth and meant to be read; `manage.py states referral` prints it. Each
row says: by this act, from this state, to that one; who may do it (`policies.WHO`), and what must
hold (a guard of `guards`), by name. A row that leads to where it came from is a word that is
written down and changes no state.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    NO_RESPONSE = "no_response", pgettext_lazy("referral", "no answer in time")
    ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
    DECLINED = "declined", pgettext_lazy("referral", "declined")
    IN_PROGRESS = "in_progress", pgettext_lazy("referral", "in progress")
    COMPLETED = "completed", pgettext_lazy("referral", "completed")
    PARTLY_COMPLETED = "partly_completed", pgettext_lazy("referral", "completed in part")
    NOT_COMPLETED = "not_completed", pgettext_lazy("referral", "not completed")
    SUSPENDED = "suspended", pgettext_lazy("referral", "suspended, for her safety")
    RECALLED = "recalled", pgettext_lazy("referral", "recalled")
    CONSENT_WITHDRAWN = "consent_withdrawn", pgettext_lazy("referral", "she took her yes back")
    CANCELLED = "cancelled", pgettext_lazy("referral", "cancelled")
    CLOSED = "closed", pgettext_lazy("referral", "closed")
    HANDED_ON = "handed_on", pgettext_lazy("referral", "handed over with the case")


class Urgency(TextChoices):
    URGENT = "urgent", pgettext_lazy("urgency", "urgent")
    HIGH = "high", pgettext_lazy("urgency", "high")
    ROUTINE = "routine", pgettext_lazy("urgency", "routine")


class Act(TextChoices):
    """What is done with a referral; the code is in the log as `referral.<code>`."""

    ASK_REVIEW = "ask_review", gettext_lazy("Ask for review")
    APPROVE = "approve", gettext_lazy("Approve")
    RETURN = "return", gettext_lazy("Return to its author")
    TAKE_UP = "take_up", gettext_lazy("Work on it again")
    ASK_AGAIN = "ask_again", gettext_lazy("Ask for review again")
    SEND = "send", gettext_lazy("Send to the partner")
    SEND_AT_ONCE = "send_at_once", gettext_lazy("Send at once, in danger")
    ACCEPT = "accept", gettext_lazy("The partner accepted")
    DECLINE = "decline", gettext_lazy("The partner declined")
    NO_ANSWER = "no_answer", gettext_lazy("No answer in time")
    BEGIN = "begin", gettext_lazy("It has begun")
    COMPLETE = "complete", gettext_lazy("It is completed")
    COMPLETE_IN_PART = "complete_in_part", gettext_lazy("It is completed in part")
    NOT_COMPLETE = "not_complete", gettext_lazy("It was not completed")
    CLOSE = "close", gettext_lazy("Close it")
    SUSPEND = "suspend", gettext_lazy("Suspend it, for her safety")
    RESUME = "resume", gettext_lazy("Go on with it")
    RECALL = "recall", gettext_lazy("Recall it")
    CANCEL = "cancel", gettext_lazy("Cancel it")
    WITHDRAW = "withdraw", gettext_lazy("She took her yes back")
    TELL_PARTNER = "tell_partner", gettext_lazy("The partner was asked to delete")
    UPHOLD = "uphold", gettext_lazy("It was right to send it at once")
    NOT_UPHOLD = "not_uphold", gettext_lazy("It was not right to send it at once")
    CONFIRM_SUSPENSION = "confirm_suspension", gettext_lazy("Confirm that it is suspended")
    HAND_ON = "hand_on", gettext_lazy("Hand it over with the case")


class Who(TextChoices):
    """On whose side of the desk an act lies."""

    WORKER = "worker", gettext_lazy("the case's worker")
    REVIEWER = "reviewer", gettext_lazy("a supervisor of the desk who did not write it")
    SECOND = "second", gettext_lazy("the same, who did not stop it either")
    EITHER = "either", gettext_lazy("the case's worker or a supervisor of the desk")
    SYSTEM = "system", gettext_lazy("by itself")


class Edge(NamedTuple):
    act: Act
    before: ReferralState
    after: ReferralState
    who: Who
    guards: tuple[str, ...]


_S = ReferralState


def _from(
    before: Iterable[ReferralState], act: Act, after: ReferralState, who: Who, *guards: str
) -> tuple[Edge, ...]:
    return tuple(Edge(act, one, after, who, guards) for one in before)


def _within(places: Iterable[ReferralState], act: Act, who: Who, *guards: str) -> tuple[Edge, ...]:
    """A word that changes no state."""
    return tuple(Edge(act, one, one, who, guards) for one in places)


# Somebody still waits for something: a case may not close over it.
_UNDER_WAY = (
    _S.PENDING_REVIEW,
    _S.APPROVED,
    _S.SENT,
    _S.NO_RESPONSE,
    _S.ACCEPTED,
    _S.IN_PROGRESS,
)
LIVE = frozenset({*_UNDER_WAY, _S.SUSPENDED})
_ENDED = (_S.COMPLETED, _S.PARTLY_COMPLETED, _S.NOT_COMPLETED)
# The partner has what was sent, or may have.
_AFTER_SENDING = (
    _S.SENT,
    _S.NO_RESPONSE,
    _S.ACCEPTED,
    _S.DECLINED,
    _S.IN_PROGRESS,
    *_ENDED,
    _S.SUSPENDED,
    _S.RECALLED,
    _S.CONSENT_WITHDRAWN,
)
# The partner is asked to delete what it has.
_TO_DELETE = (_S.RECALLED, _S.CONSENT_WITHDRAWN)
TO_DELETE = frozenset(_TO_DELETE)
# From here her yes can be taken back.
WITHDRAWABLE = frozenset({_S.DRAFT, _S.RETURNED, *LIVE, _S.DECLINED, *_ENDED, _S.RECALLED})
# With one of these she may say what she thinks of it.
SHE_SAYS = frozenset({Act.COMPLETE, Act.COMPLETE_IN_PART, Act.NOT_COMPLETE, Act.CLOSE})
# In the place of one of these a new one may be written.
REPLACEABLE = frozenset(
    {_S.NO_RESPONSE, _S.DECLINED, _S.NOT_COMPLETED, _S.RECALLED, _S.CANCELLED, _S.CLOSED}
)

_PACKET = ("packed", "packet_fits", "tells_not_who")
_WRITTEN = ("case_open", "written", "partner_can", "asked_again", "consent", *_PACKET)
_AT_ONCE = (
    "case_open", "written", "tells_not_who", "partner_can", "in_danger", "not_refused", "two_lines",
)  # fmt: skip
_LIVES = "case_lives"
_FEEDBACK = (_LIVES, "emergency_reviewed", "her_word")
_DELETED = (_LIVES, "emergency_reviewed", "partner_told", "deletion_answered")

TRANSITIONS: tuple[Edge, ...] = (
    # Two people see it before it leaves the house.
    Edge(Act.ASK_REVIEW, _S.DRAFT, _S.PENDING_REVIEW, Who.WORKER, _WRITTEN),
    Edge(Act.APPROVE, _S.PENDING_REVIEW, _S.APPROVED, Who.REVIEWER, _WRITTEN),
    Edge(Act.RETURN, _S.PENDING_REVIEW, _S.RETURNED, Who.REVIEWER, ("return_reason", "comment")),
    Edge(Act.TAKE_UP, _S.RETURNED, _S.DRAFT, Who.WORKER, ("case_open",)),
    Edge(Act.ASK_AGAIN, _S.APPROVED, _S.PENDING_REVIEW, Who.WORKER, (*_WRITTEN, "approval_old")),
    Edge(Act.SEND, _S.APPROVED, _S.SENT, Who.WORKER, (*_WRITTEN, "approval_fresh", "channel")),
    # In danger the minimum goes at once, and a second person looks at it within a day.
    Edge(Act.SEND_AT_ONCE, _S.DRAFT, _S.SENT, Who.WORKER, (*_AT_ONCE, "channel")),
    *_within(_AFTER_SENDING, Act.UPHOLD, Who.SECOND, "emergency_waits"),
    *_within(_AFTER_SENDING, Act.NOT_UPHOLD, Who.SECOND, "emergency_waits", "comment"),
    # What the partner answers, and what comes of it; a late answer counts.
    *_from((_S.SENT, _S.NO_RESPONSE), Act.ACCEPT, _S.ACCEPTED, Who.WORKER, _LIVES, "answered"),
    *_from(
        (_S.SENT, _S.NO_RESPONSE), Act.DECLINE, _S.DECLINED, Who.WORKER,
        _LIVES, "answered", "decline_reason",
    ),
    Edge(Act.NO_ANSWER, _S.SENT, _S.NO_RESPONSE, Who.SYSTEM, ("answer_late",)),
    Edge(Act.BEGIN, _S.ACCEPTED, _S.IN_PROGRESS, Who.WORKER, (_LIVES,)),
    Edge(Act.COMPLETE, _S.IN_PROGRESS, _S.COMPLETED, Who.WORKER, (_LIVES, "outcome", "feedback")),
    Edge(
        Act.COMPLETE_IN_PART, _S.IN_PROGRESS, _S.PARTLY_COMPLETED, Who.WORKER,
        (_LIVES, "what_is_left", "feedback"),
    ),
    Edge(
        Act.NOT_COMPLETE, _S.IN_PROGRESS, _S.NOT_COMPLETED, Who.WORKER,
        (_LIVES, "not_completed_reason", "feedback"),
    ),
    Edge(
        Act.NOT_COMPLETE, _S.ACCEPTED, _S.NOT_COMPLETED, Who.WORKER,
        (_LIVES, "not_completed_reason"),
    ),
    *_from(_ENDED, Act.CLOSE, _S.CLOSED, Who.WORKER, *_FEEDBACK),
    Edge(Act.CLOSE, _S.DECLINED, _S.CLOSED, Who.WORKER, (_LIVES, "emergency_reviewed")),
    *_from(_TO_DELETE, Act.CLOSE, _S.CLOSED, Who.WORKER, *_DELETED),
    # What protects her takes effect at once; what exposes her again waits for a second person.
    *_from(_UNDER_WAY, Act.SUSPEND, _S.SUSPENDED, Who.EITHER, _LIVES, "suspend_reason"),
    *_within((_S.SUSPENDED,), Act.CONFIRM_SUSPENSION, Who.SECOND, "suspension_waits"),
    *(
        Edge(Act.RESUME, _S.SUSPENDED, one, Who.SECOND, (_LIVES, "still_covered"))
        for one in _UNDER_WAY
    ),
    *_from(
        (_S.SENT, _S.NO_RESPONSE, _S.SUSPENDED), Act.RECALL, _S.RECALLED, Who.EITHER,
        _LIVES, "recall_reason",
    ),
    *_from(
        (_S.DRAFT, _S.PENDING_REVIEW, _S.RETURNED, _S.APPROVED), Act.CANCEL, _S.CANCELLED,
        Who.WORKER, _LIVES, "cancel_reason",
    ),
    # She takes her yes back: nothing further is sent, and the partner is asked to delete.
    *_from(
        (one for one in _S if one in WITHDRAWABLE), Act.WITHDRAW, _S.CONSENT_WITHDRAWN, Who.SYSTEM
    ),
    *_within(
        _TO_DELETE, Act.TELL_PARTNER, Who.WORKER,
        _LIVES, "to_be_told", "told_how",
    ),
    # The case goes to another organisation, and this goes along.
    *_from(
        _UNDER_WAY, Act.HAND_ON, _S.HANDED_ON, Who.WORKER,
        "case_goes_elsewhere", "emergency_reviewed",
    ),
)  # fmt: skip

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
REVIEW_WITHIN = {Urgency.URGENT: 4 * _HOUR, Urgency.HIGH: _DAY, Urgency.ROUTINE: 3 * _DAY}
ANSWER_WITHIN = {Urgency.URGENT: 24 * _HOUR, Urgency.HIGH: 72 * _HOUR, Urgency.ROUTINE: 7 * _DAY}
# Older than this, an approval is asked for again.
APPROVAL_HOLDS = 7 * _DAY


def acts_from(state: str) -> list[Edge]:
    return [edge for edge in TRANSITIONS if edge.before == state]


def require(state: str, act: Act, *, back_to: str = "") -> Edge:
    """The row of `TRANSITIONS` for `act` from `state`. Raises WrongState with what is possible.

    `back_to`: where a suspended one came from, which decides among several rows.
    """
    for edge in acts_from(state):
        if edge.act == act and (act != Act.RESUME or edge.after == back_to):
            return edge
    by_people = dict.fromkeys(e.act.label for e in acts_from(state) if e.who != Who.SYSTEM)
    possible = ", ".join(f"“{label}”" for label in by_people) or _("nothing more")
    raise WrongState(
        _("The referral is “%(state)s”. From here is possible: %(possible)s.")
        % {"state": ReferralState(state).label, "possible": possible}
    )


def due_after(state: str, urgency: str) -> timedelta | None:
    """How long a referral may wait in `state`; None where nobody waits."""
    waits = {_S.PENDING_REVIEW: REVIEW_WITHIN, _S.SENT: ANSWER_WITHIN}.get(ReferralState(state))
    return waits[Urgency(urgency)] if waits else None
