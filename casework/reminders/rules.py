"""What falls due, by risk level (reference 3.5). Numbers of the house, not of any standard.

A follow-up is an act on the case. It says that something is due and never tells anyone to call:
contact happens in her windows, by the safe-contact plan. Where contact is blocked, the follow-up
becomes a review of the case without contact, on the same day; it never vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from casework.cases.states import LIVING, Reachability, Risk


class Kind(TextChoices):
    FOLLOW_UP = "follow_up", gettext_lazy("follow-up")
    CASE_REVIEW = "case_review", gettext_lazy("review of the case, without contact")
    ESCALATION = "escalation", gettext_lazy("a follow-up is overdue")
    REFERRAL_REVIEW_DUE = "referral_review_due", gettext_lazy("review of a referral")
    SAFETY_CHECK = "safety_check", gettext_lazy("check of her safety plan")
    RISK_REASSESS = "risk_reassess", gettext_lazy("new risk assessment")
    INTAKE_TO_FINISH = "intake_to_finish", gettext_lazy("intake to finish, when she can talk")
    CONSENT_EXPIRING = "consent_expiring", gettext_lazy("consent to ask for again")
    CONSENT_REVIEW = "consent_review", gettext_lazy("review of what she allows")
    BASIS_RENEWAL = "basis_renewal", gettext_lazy("renewal of help without her consent")
    CHILD_DECISION = "child_decision", gettext_lazy("decision of the focal point for children")
    PARTNER_NOTICE = "partner_notice", gettext_lazy("notice to a partner")
    PARTNER_DELETION = "partner_deletion", gettext_lazy("a partner's answer about deleting")
    PARTNER_ANSWER = "partner_answer", gettext_lazy("answer of a partner")
    IF_TAKEN = "if_taken", gettext_lazy("what she asked for if taken")
    CONFIRM_PROTECTIVE_ACT = "confirm_protective_act", gettext_lazy("act to confirm or reverse")
    REFERRAL_NO_RESPONSE = "referral_no_response", gettext_lazy("referral without an answer")
    REFERRAL_FEEDBACK = "referral_feedback", gettext_lazy("her word on a referral")
    APPOINTMENT = "appointment", gettext_lazy("appointment")
    CONTACT_WINDOW = "contact_window", gettext_lazy("contact window opens")
    POST_ASSAULT_CARE = "post_assault_care", gettext_lazy("care after an assault, urgent")
    HOLD_REVIEW = "hold_review", gettext_lazy("review of a case on hold")
    CLOSURE_REVIEW = "closure_review", gettext_lazy("closing to decide")
    RETENTION_DUE = "retention_due", gettext_lazy("end of the time a record is kept")
    ACCESS_REVIEW = "access_review", gettext_lazy("review of who can open the case")
    BREAK_GLASS_REVIEW = "break_glass_review", gettext_lazy("review of an opening in emergency")
    SUPERVISOR_REVIEW = "supervisor_review", gettext_lazy("look over the case")
    SUPERVISOR_ALERT = "supervisor_alert", gettext_lazy("a case to look at within the hour")
    CASE_CAME = "case_came", gettext_lazy("a case that came from another desk")
    TRANSFER_ANSWER = "transfer_answer", gettext_lazy("answer of the other organisation")
    TRANSFER_ENDED = "transfer_ended", gettext_lazy("handing over ended, the case is open here")
    REOPENING_LAPSED = "reopening_lapsed", gettext_lazy("nobody confirmed it, closed again")
    LOOK_AGAIN = "look_again", gettext_lazy("something told of her path to look after")


# One task in two forms: it turns from one into the other when contact is blocked or freed.
FOLLOW_UPS: Final = frozenset({Kind.FOLLOW_UP, Kind.CASE_REVIEW})
# Those that the rhythm of a case sets, moves and withdraws by itself (`wanted`).
BY_RHYTHM: Final = FOLLOW_UPS | {
    Kind.ESCALATION,
    Kind.REFERRAL_REVIEW_DUE,
    Kind.RISK_REASSESS,
    Kind.SUPERVISOR_REVIEW,
}
# Every other one is set by an act (`cases.dues`) and stays until it is done, dropped, or the case
# closes. These go to every supervisor of the desk who does not own the case; the rest to the owner.
FOR_SUPERVISORS: Final = frozenset(
    {
        Kind.BASIS_RENEWAL,
        Kind.CHILD_DECISION,
        Kind.CONFIRM_PROTECTIVE_ACT,
        Kind.CLOSURE_REVIEW,
        Kind.RETENTION_DUE,
        Kind.ACCESS_REVIEW,
        Kind.BREAK_GLASS_REVIEW,
        Kind.SUPERVISOR_ALERT,
        Kind.CASE_CAME,
    }
)
# What ended by itself is told to both: the owner, and every such supervisor. It outlives the
# closing, and each ticks her own.
TOLD: Final = frozenset({Kind.REOPENING_LAPSED})
# Of those for supervisors: who did it, or asked for it, is not asked to decide it.
BY_ANOTHER: Final = frozenset(
    {Kind.CONFIRM_PROTECTIVE_ACT, Kind.CLOSURE_REVIEW, Kind.BREAK_GLASS_REVIEW}
)
# What ends by a tick in the list of tasks; the others end with the act they ask for.
TICKED: Final = FOLLOW_UPS | {
    Kind.CONSENT_REVIEW,
    Kind.APPOINTMENT,
    Kind.CONTACT_WINDOW,
    Kind.POST_ASSAULT_CARE,
    Kind.ACCESS_REVIEW,
    Kind.SUPERVISOR_REVIEW,
    Kind.SUPERVISOR_ALERT,
    Kind.LOOK_AGAIN,
    Kind.TRANSFER_ENDED,
    Kind.REOPENING_LAPSED,
    Kind.CASE_CAME,
}


class SnoozeReason(TextChoices):
    """Codes only, for they stand in the log in clear: none of them tells anything about her."""

    WINDOW = "waits_for_window", gettext_lazy("her contact window is later")
    ANSWER = "waits_for_answer", gettext_lazy("we wait for an answer")
    DONE_OTHERWISE = "in_hand", gettext_lazy("it is in hand already")
    ABSENT = "worker_absent", gettext_lazy("I am away and have told my supervisor")


@dataclass(frozen=True)
class Rhythm:
    """`first` after opening, then `every` so long; `escalate[n]` late: to the n-th supervisor.

    A supervisor looks the case over once in `review`; the risk is assessed anew once in `reassess`.
    """

    first: timedelta
    every: timedelta
    escalate: tuple[timedelta, ...]
    review: timedelta
    reassess: timedelta | None = None


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_CRITICAL = Rhythm(4 * _HOUR, _DAY, (4 * _HOUR, 12 * _HOUR), review=_DAY, reassess=_DAY)
_HIGH = Rhythm(24 * _HOUR, 3 * _DAY, (24 * _HOUR,), review=7 * _DAY)
_MEDIUM = Rhythm(3 * _DAY, 14 * _DAY, (3 * _DAY,), review=30 * _DAY)
_LOW = Rhythm(7 * _DAY, 30 * _DAY, (7 * _DAY,), review=91 * _DAY)

RHYTHMS: Final[Mapping[str, Rhythm]] = MappingProxyType(
    {
        Risk.CRITICAL: _CRITICAL,
        Risk.HIGH: _HIGH,
        Risk.MEDIUM: _MEDIUM,
        Risk.LOW: _LOW,
        # Nobody has said yet how great the risk is: as if it were high.
        Risk.NOT_SET: _HIGH,
    }
)
# Returned by force, in North Korea, or no news: ask sources only, through agreed channels.
UNREACHABLE: Final = Rhythm(30 * _DAY, 30 * _DAY, (7 * _DAY,), review=30 * _DAY)

# Held where something can still be done for her: as in immediate danger, and without contact.
HELD: Final = _CRITICAL

# A snooze at these levels names its reason.
REASON_NEEDED: Final = frozenset({Risk.CRITICAL, Risk.HIGH})
# How long ahead home shows what is coming.
UPCOMING: Final = 7 * _DAY


@dataclass(frozen=True)
class Turn:
    """Of a task that comes round again: since when it is counted, and when the next is due."""

    counted_from: datetime | None = None
    due_now: datetime | None = None
    # When an act asked for it, whatever the rhythm says.
    promised_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What the rules may know of a case: clear columns alone, for no worker process holds a key."""

    state: str
    risk: str
    reachability: str
    owner: UUID
    # Of its desk, who do not own the case, in a fixed order.
    supervisors: tuple[UUID, ...]
    # Who can review its referrals.
    reviewers: tuple[UUID, ...]
    # Referrals that wait for review, with when that is due.
    to_review: tuple[tuple[UUID, datetime], ...]
    # The last follow-up done, else when the case was opened.
    counted_from: datetime
    # Whether a follow-up was done since the case was opened.
    followed_up: bool
    # When the follow-up that waits now is due.
    due_now: datetime | None
    # When she was promised the next contact.
    promised_at: datetime | None = None
    review: Turn = Turn()
    reassess: Turn = Turn()


@dataclass(frozen=True)
class Wanted:
    """A row that must exist. `counted_from`: of a task that comes round again."""

    kind: Kind
    owner: UUID
    due_at: datetime
    reference: UUID | None = None
    counted_from: datetime | None = None
    promised_at: datetime | None = None


def rhythm(risk: str, reachability: str) -> Rhythm:
    if reachability in (Reachability.RETURNED, Reachability.LOST):
        return UNREACHABLE
    if reachability == Reachability.IN_CUSTODY:
        return HELD
    return RHYTHMS[risk]


def may_contact(reachability: str) -> bool:
    return reachability == Reachability.REACHABLE


def wanted(facts: Facts, at: datetime) -> list[Wanted]:
    """Every row that an open case needs; none for a draft or a closed one."""
    if facts.state not in LIVING:
        return []
    due_at = _follow_up_due(facts, at)
    kind = Kind.FOLLOW_UP if may_contact(facts.reachability) else Kind.CASE_REVIEW
    now = rhythm(facts.risk, facts.reachability)
    return [
        Wanted(kind, facts.owner, due_at),
        *(
            Wanted(Kind.ESCALATION, supervisor, due_at + late)
            for supervisor, late in zip(facts.supervisors, now.escalate, strict=False)
        ),
        *(
            Wanted(Kind.REFERRAL_REVIEW_DUE, reviewer, review_due_at, referral)
            for referral, review_due_at in facts.to_review
            for reviewer in facts.reviewers
        ),
        *_again(Kind.SUPERVISOR_REVIEW, facts.supervisors[:1], now.review, facts.review, at),
        *_again(Kind.RISK_REASSESS, (facts.owner,), now.reassess, facts.reassess, at),
    ]


def _again(
    kind: Kind, owners: tuple[UUID, ...], every: timedelta | None, turn: Turn, at: datetime
) -> Iterator[Wanted]:
    """What comes round again, counted from the last time; what is late already stays late.

    What an act asked for comes at its own time, or with the rhythm, whichever is first.
    """
    asked_at = turn.promised_at
    if every is None:
        if asked_at is not None:
            yield from (Wanted(kind, one, asked_at, promised_at=asked_at) for one in owners)
        return
    counted_from = turn.counted_from or at
    due_at = counted_from + every
    if due_at < at and (turn.due_now is None or turn.due_now > at):
        due_at = at
    elif due_at < at and turn.due_now is not None:
        due_at = turn.due_now
    if asked_at is not None:
        due_at = min(due_at, asked_at)
    for owner in owners:
        yield Wanted(kind, owner, due_at, counted_from=counted_from, promised_at=asked_at)


def _follow_up_due(facts: Facts, at: datetime) -> datetime:
    """Counted from the last one, or when she was promised it, whichever comes first.

    What a raised risk pulls into the past is due within `first`. A follow-up that is late stays
    late: nothing but doing it, or a lower risk, moves it on.
    """
    now = rhythm(facts.risk, facts.reachability)
    counted = facts.counted_from + (now.every if facts.followed_up else now.first)
    if facts.promised_at is not None:
        counted = min(counted, facts.promised_at)
    if counted >= at:
        return counted
    soon = at + now.first
    return min(facts.due_now, soon) if facts.due_now else soon
