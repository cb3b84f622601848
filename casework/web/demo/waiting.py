"""A case on hold and one that is asked to be closed, each of which waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from casework.cases.actions import closing, holding
from casework.cases.closing import Checklist, ClosingReason
from casework.cases.reasons import HoldReason
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment

_REVIEW_IN = timedelta(days=14)


def moments(lives: Sequence[Life]) -> Iterator[Moment]:
    """The first two that are open and have no referral."""
    quiet = [life for life in lives if life.story.stays == "open" and not life.story.referrals]
    held, ending = quiet[:2]
    yield held.by_owner(1, 172, _hold, held)
    yield ending.by_owner(1, 174, _ask_closing, ending)


def _hold(life: Life, *, at: datetime, **act: Any) -> None:
    review_on = at.date() + _REVIEW_IN
    reason = HoldReason.SURVIVOR_REQUEST
    holding.hold(life.case, reason=reason, review_on=review_on, at=at, **act)


def _ask_closing(life: Life, **act: Any) -> None:
    answers = dict.fromkeys(Checklist.values, "yes") | {"funding": "no", "no_contact": "no"}
    closing.ask(life.case, reason=ClosingReason.SURVIVOR_REQUEST, checklist=answers, **act)
