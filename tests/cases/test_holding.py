"""A case on hold is reviewed on a named day; a draft that nobody opens is told to supervisors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from casework.access.errors import WrongState
from casework.cases import decisions
from casework.cases.actions import closing, holding, opening
from casework.cases.closing import ClosingReason
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case
from casework.cases.states import CaseState
from casework.reminders.models import Due, DueState
from tests import entries, make
from tests.make import NOW, House, Staff

DAY = timedelta(days=1)


def _of(who: Staff, case: Case, at: datetime = NOW) -> dict[str, Any]:
    return {"by": who.user, "at": at, "keys": make.keys_for(who, case)}


def _hold(house: House, case: Case, at: datetime = NOW, days: int = 9) -> date:
    review_on = (at + days * DAY).date()
    hands = _of(house.caseworker, case, at)
    holding.hold(case, reason="survivor_request", review_on=review_on, **hands)
    return review_on


def _reviews(case: Case) -> list[tuple[str, str, datetime]]:
    rows = Due.objects.filter(case=case, kind="hold_review").order_by("due_at")
    return [(row.state, row.owner.username, row.due_at) for row in rows]


def _at_nine(house: House, day: date) -> datetime:
    zone = ZoneInfo(house.caseworker.user.time_zone)
    return datetime(day.year, day.month, day.day, 9, tzinfo=zone)


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def test_its_review_falls_due_on_the_day_that_was_named(house: House, case: Case) -> None:
    due_at = _at_nine(house, _hold(house, case))
    assert _reviews(case) == [(DueState.PENDING, "caseworker", due_at)]


def test_kept_on_hold_it_is_reviewed_again_and_looked_at_again(house: House, case: Case) -> None:
    first = _at_nine(house, _hold(house, case))
    hands = _of(house.supervisor, case)
    decisions.settle(case, DecisionKind.HELD, by=hands["by"], at=hands["at"])
    then = _at_nine(house, _hold(house, case, NOW + 9 * DAY, days=30))
    assert _reviews(case) == [
        (DueState.DONE, "caseworker", first),
        (DueState.PENDING, "caseworker", then),
    ]
    assert (case.state, bool(decisions.waiting(case, DecisionKind.HELD))) == ("on_hold", True)


def test_a_form_sent_twice_is_no_review(house: House, case: Case) -> None:
    told = {"reason": "survivor_request", "review_on": (NOW + DAY).date(), "once": uuid4()}
    for _time in range(2):
        holding.hold(case, **told, **_of(house.caseworker, case))
    assert [state for state, _who, _at in _reviews(case)] == [DueState.PENDING]


def test_it_is_kept_on_hold_for_30_days_at_most(house: House, case: Case) -> None:
    _hold(house, case)
    before = entries.count()
    with pytest.raises(WrongState, match="within the next 30 days"):
        _hold(house, case, days=31)
    assert entries.count() == before


def test_going_on_is_its_review(house: House, case: Case) -> None:
    due_at = _at_nine(house, _hold(house, case))
    holding.resume(case, reason="review", **_of(house.caseworker, case))
    assert _reviews(case) == [(DueState.DONE, "caseworker", due_at)]


def test_however_the_hold_ends_nobody_is_asked_to_review_it(house: House, case: Case) -> None:
    _hold(house, case)
    make.ask_closing(house, case, ClosingReason.SURVIVOR_REQUEST)
    closing.give_back(case, words="Ring her.", **_of(house.supervisor, case))
    assert [state for state, _who, _at in _reviews(case)] == [DueState.WITHDRAWN]
    assert case.state == CaseState.OPEN


# Drafts ------------------------------------------------------------------------------------


def _unopened() -> list[tuple[str, str, datetime]]:
    rows = Due.objects.filter(kind="retention_due").order_by("owner__username")
    return [(row.state, row.owner.username, row.due_at) for row in rows]


def test_a_draft_that_nobody_opens_is_told_to_its_supervisors_a_week_before_its_end(
    house: House,
) -> None:
    make.draft(house)
    assert _unopened() == [
        (DueState.PENDING, "supervisor", NOW + 23 * DAY),
        (DueState.PENDING, "supervisor2", NOW + 23 * DAY),
    ]


def test_opening_it_ends_that(house: House) -> None:
    case = make.submitted(house)
    opening.accept(case, **_of(house.supervisor, case))
    assert {state for state, _who, _at in _unopened()} == {DueState.WITHDRAWN}


def test_ending_it_ends_that(house: House) -> None:
    case = make.draft(house)
    holding.void(case, reason="mistake", **_of(house.caseworker, case))
    assert {state for state, _who, _at in _unopened()} == {DueState.WITHDRAWN}
