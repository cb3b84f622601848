"""What the rules of reminders want to know of a case (`rules.Facts`), gathered in few questions."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from casework.access.models import StandIn
from casework.access.stand_ins import in_force
from casework.accounts.questions import Question
from casework.cases.models import Case
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.reminders import intervals, rules, safe_times
from casework.reminders.asked import administrators, asked, ladder, nobody_is_there, supervisors
from casework.reminders.kinds import FOLLOW_UPS, Kind
from casework.reminders.models import Due, DueState, Interval
from casework.reminders.rules import Facts, Turn

_TO_REVIEW = Referral.objects.filter(state=ReferralState.PENDING_REVIEW)
_SELDOM = Question(
    lambda case, at: Case.objects.filter(pk=case).values_list(
        "safe_times__openings",
        "safe_times__silent_until",
        Exists(_TO_REVIEW.filter(case=OuterRef("pk"))),
        Exists(StandIn.objects.in_force(at)),
        Exists(Interval.objects.all()),
    )
)


def facts_of(case: Case, pending: dict[Hashable, Due], at: datetime) -> Facts:
    """`pending`: what waits in it by the rhythm, by its place (`upkeep`)."""
    waiting = pending.get("follow-up")
    there = _there(case, at)
    to_review = _TO_REVIEW.filter(case=case).values_list("pk", "due_at") if there.to_review else ()
    counted_from, followed_up = _counted(case, waiting, at)
    heads, away = supervisors(case), in_force(at) if there.away else []
    rhythms = intervals.current() if there.intervals else rules.RHYTHMS
    return Facts(
        state=case.state,
        risk=case.risk,
        reachability=case.reachability,
        owner=case.owner_id,
        supervisors=heads,
        ladder=ladder(case, heads, rhythms),
        administrators=administrators() if nobody_is_there(heads, away) else (),
        reviewers=asked(case, Kind.REFERRAL_REVIEW_DUE) if there.to_review else (),
        to_review=tuple((pk, due_at) for pk, due_at in to_review if due_at),
        counted_from=counted_from,
        followed_up=followed_up,
        due_now=waiting.due_at if waiting else None,
        promised_at=waiting.promised_at if waiting else None,
        review=_turn(pending, Kind.SUPERVISOR_REVIEW),
        reassess=_turn(pending, Kind.RISK_REASSESS),
        access=_turn(pending, Kind.ACCESS_REVIEW),
        new_key=_turn(pending, Kind.KEY_ROTATION),
        safe_times=safe_times.kept(there.openings, there.silent_until),
        rhythms=rhythms,
    )


class _There(NamedTuple):
    openings: list[str] | None
    silent_until: datetime | None
    to_review: bool
    away: bool
    intervals: bool


def _there(case: Case, at: datetime) -> _There:
    """What is seldom there, asked for in one: each saved note computes its case anew."""
    (found,) = _SELDOM(case=case.pk, at=at)
    return _There(*found)


def _turn(pending: dict[Hashable, Due], kind: Kind) -> Turn:
    """Whoever it waits for first; one that was done just now is counted anew."""
    rows = [row for row in pending.values() if row.kind == kind]
    row = min(rows, key=lambda row: row.due_at, default=None)
    return Turn(row.counted_from, row.due_at, row.promised_at) if row else Turn()


def _counted(case: Case, waiting: Due | None, at: datetime) -> tuple[datetime, bool]:
    if waiting is not None and waiting.counted_from is not None:
        return waiting.counted_from, waiting.followed_up
    done = Due.objects.filter(case=case, state=DueState.DONE, kind__in=FOLLOW_UPS)
    last = done.order_by("-done_at").values_list("done_at", flat=True).first()
    if last is not None:
        return last, True
    return case.opened_at or at, False
