"""What falls due, by risk level (reference 3.5). Numbers of the house, not of any standard.

A follow-up is an act on the case. It says that something is due and never tells anyone to call:
contact happens in her windows, by the safe-contact plan. Where contact is blocked, the follow-up
becomes a review of the case without contact, on the same day; it never vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from casework.cases.safe_times import SafeTimes
from casework.cases.states import LIVING, Reachability, Risk
from casework.reminders.kinds import Kind


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


class Level(TextChoices):
    """What a rhythm is for: a level of risk, or where she is."""

    CRITICAL = Risk.CRITICAL.value, Risk.CRITICAL.label
    HIGH = Risk.HIGH.value, Risk.HIGH.label
    MEDIUM = Risk.MEDIUM.value, Risk.MEDIUM.label
    LOW = Risk.LOW.value, Risk.LOW.label
    # Held where something can still be done for her: without contact.
    HELD = "in_custody", Reachability.IN_CUSTODY.label
    # Returned by force, in North Korea, or no news: ask sources only, through agreed channels.
    UNREACHABLE = "unreachable", gettext_lazy("she cannot be reached safely")


Rhythms = Mapping[Level, Rhythm]
# As the reference has them; an administrator changes them (`intervals`).
RHYTHMS: Final[Rhythms] = MappingProxyType(
    {
        Level.CRITICAL: _CRITICAL,
        Level.HIGH: _HIGH,
        Level.MEDIUM: _MEDIUM,
        Level.LOW: _LOW,
        Level.HELD: _CRITICAL,
        Level.UNREACHABLE: Rhythm(30 * _DAY, 30 * _DAY, (7 * _DAY,), review=30 * _DAY),
    }
)
# So long before the last window that is known she is asked for others.
ASKED_AGAIN_BEFORE: Final = 14 * _DAY
# A case is given a new key once in a year.
YEARLY: Final = 365 * _DAY
# Who holds it is confirmed once in a quarter; so much later the second supervisor is asked.
QUARTERLY: Final = 91 * _DAY
SECOND_ASKED: Final = 7 * _DAY

# So long at most a question about a partner is put off.
PARTNER_WAITS: Final = 14 * _DAY

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
    # Who is told when a task is late, in this order: they, or one more who stands by.
    ladder: tuple[UUID, ...]
    # Where none of them is there to be told: those of the house.
    administrators: tuple[UUID, ...]
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
    # Alerts that wait: what each is about, and since when (`alerts`).
    alerts: tuple[tuple[UUID, datetime], ...] = ()
    review: Turn = Turn()
    reassess: Turn = Turn()
    access: Turn = Turn()
    new_key: Turn = Turn()
    # When her windows open, and until when to stay silent.
    safe_times: SafeTimes = field(default_factory=SafeTimes)
    rhythms: Rhythms = field(default_factory=lambda: RHYTHMS)

    @property
    def rhythm(self) -> Rhythm:
        return rhythm(self.risk, self.reachability, self.rhythms)


@dataclass(frozen=True)
class Wanted:
    """A row that must exist. `counted_from`: of a task that comes round again."""

    kind: Kind
    owner: UUID
    due_at: datetime
    reference: UUID | None = None
    counted_from: datetime | None = None
    promised_at: datetime | None = None


def level(risk: str, reachability: str) -> Level:
    """While nobody has said how great the risk is, as if it were high."""
    if reachability in (Reachability.RETURNED, Reachability.LOST):
        return Level.UNREACHABLE
    if reachability == Reachability.IN_CUSTODY:
        return Level.HELD
    return Level(risk or Risk.HIGH)


def rhythm(risk: str, reachability: str, rhythms: Rhythms = RHYTHMS) -> Rhythm:
    return rhythms[level(risk, reachability)]


def may_contact(facts: Facts, due_at: datetime) -> bool:
    """Nothing stands between us and her, and her days of silence are over by then."""
    silent = facts.safe_times.silent_until
    return facts.reachability == Reachability.REACHABLE and (silent is None or silent <= due_at)


def wanted(facts: Facts, at: datetime) -> list[Wanted]:
    """Every row that an open case needs; none for a draft or a closed one."""
    if facts.state not in LIVING:
        return []
    due_at = _follow_up_due(facts, at)
    kind = Kind.FOLLOW_UP if may_contact(facts, due_at) else Kind.CASE_REVIEW
    first_head, now = facts.supervisors[:1], facts.rhythm
    return [
        Wanted(kind, facts.owner, due_at),
        *_her_times(facts, due_at, at),
        *_if_it_is_late(facts, due_at),
        *_reviews(facts),
        *_again(Kind.SUPERVISOR_REVIEW, first_head, now.review, facts.review, at),
        *_again(Kind.RISK_REASSESS, (facts.owner,), now.reassess, facts.reassess, at),
        *_who_holds_it(facts, at),
        *_again(Kind.KEY_ROTATION, first_head, YEARLY, facts.new_key, at),
    ]


def _her_times(facts: Facts, due_at: datetime, at: datetime) -> Iterator[Wanted]:
    """Her window that serves the follow-up; and when few are left that they be asked for again."""
    openings = facts.safe_times.openings
    if facts.reachability != Reachability.REACHABLE or not openings:
        return
    yield Wanted(Kind.SAFE_TIMES, facts.owner, openings[-1] - ASKED_AGAIN_BEFORE)
    coming = [moment for moment in openings if moment >= at]
    if may_contact(facts, due_at) and coming:
        before = [moment for moment in coming if moment <= due_at]
        yield Wanted(Kind.CONTACT_WINDOW, facts.owner, before[-1] if before else coming[0])


def _if_it_is_late(facts: Facts, due_at: datetime) -> Iterator[Wanted]:
    """Each rung has its supervisor; where none is there to be told, the first is the house's, and
    an alert is told there at once.
    """
    rungs = facts.rhythm.escalate
    for supervisor, late in zip(facts.ladder, rungs, strict=False):
        yield Wanted(Kind.ESCALATION, supervisor, due_at + late)
    for administrator in facts.administrators:
        yield Wanted(Kind.UNATTENDED, administrator, due_at + rungs[0])
        for about, alerted_at in facts.alerts:
            yield Wanted(Kind.UNATTENDED, administrator, alerted_at, about)


def _reviews(facts: Facts) -> Iterator[Wanted]:
    for referral, due_at in facts.to_review:
        for reviewer in facts.reviewers:
            yield Wanted(Kind.REFERRAL_REVIEW_DUE, reviewer, due_at, referral)


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


def _who_holds_it(facts: Facts, at: datetime) -> Iterator[Wanted]:
    """The first supervisor confirms it; a week later, while nobody did, the second one too."""
    heads = facts.supervisors[:2]
    for row in _again(Kind.ACCESS_REVIEW, heads, QUARTERLY, facts.access, at):
        later = timedelta(0) if row.owner == heads[0] else SECOND_ASKED
        yield replace(row, due_at=row.due_at + later)


def _follow_up_due(facts: Facts, at: datetime) -> datetime:
    """Counted from the last one, or when she was promised it, whichever comes first.

    What a raised risk pulls into the past is due within `first`. A follow-up that is late stays
    late: nothing but doing it, or a lower risk, moves it on.
    """
    now = facts.rhythm
    counted = facts.counted_from + (now.every if facts.followed_up else now.first)
    if facts.promised_at is not None:
        counted = min(counted, facts.promised_at)
    if counted >= at:
        return counted
    soon = at + now.first
    return min(facts.due_now, soon) if facts.due_now else soon
