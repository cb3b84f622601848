"""A score is kept with the level it made; what it sets off follows in the same act."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.access.errors import NotAllowed, Stale
from casework.cases import risk_aid
from casework.cases.actions import assessment
from casework.cases.actions.assessment import Assessed
from casework.cases.models import Case, Sheet
from casework.cases.states import Risk
from casework.reminders import actions as reminders
from casework.reminders.models import Due
from tests import make
from tests.make import NOW, House

HOUR = timedelta(hours=1)


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, risk=Risk.LOW)


def assess(
    house: House,
    case: Case,
    *yes: str,
    at: datetime = NOW,
    assault_at: datetime | None = None,
    who: str = "caseworker",
    seen: Risk | None = None,
) -> Sheet:
    answers = dict.fromkeys((item.code for item in risk_aid.current().items), "no")
    told = Assessed(risk_aid.CURRENT, answers | dict.fromkeys(yes, "yes"), assault_at=assault_at)
    staff = house.staff[who]
    keys = make.keys_for(staff, case)
    return assessment.assess(case, told, by=staff.user, at=at, keys=keys, seen=seen)


def care(case: Case) -> list[datetime]:
    rows = Due.objects.pending().filter(case=case, kind="post_assault_care").order_by("due_at")
    assert all(row.owner == case.owner for row in rows)
    return [row.due_at for row in rows]


def test_the_level_follows_the_score_in_the_same_act(house: House, case: Case) -> None:
    assess(house, case, "V7")
    assert Case.objects.get(pk=case.pk).risk == Risk.CRITICAL


@pytest.mark.parametrize("who", ["caseworker2", "supervisor", "administrator"])
def test_nobody_else_assesses(house: House, case: Case, who: str) -> None:
    with pytest.raises(NotAllowed, match="can_edit"):
        assess(house, case, "V7", who=who)
    assert (Sheet.objects.count(), Case.objects.get(pk=case.pk).risk) == (0, Risk.LOW)


def test_a_level_set_meanwhile_refuses_the_score(house: House, case: Case) -> None:
    with pytest.raises(Stale):
        assess(house, case, "V7", seen=Risk.MEDIUM)
    assert (Sheet.objects.count(), Case.objects.get(pk=case.pk).risk) == (0, Risk.LOW)


def test_care_is_due_twice_counted_from_the_hour_of_the_assault(house: House, case: Case) -> None:
    hour = NOW - 10 * HOUR
    assess(house, case, "H1", "H1r", assault_at=hour)
    assert care(case) == [hour + 72 * HOUR, hour + 120 * HOUR]


def test_care_whose_time_has_passed_is_not_due(house: House, case: Case) -> None:
    hour = NOW - 80 * HOUR
    assess(house, case, "H1", assault_at=hour)
    assert care(case) == [hour + 120 * HOUR]


def test_care_that_was_given_is_not_asked_for_again_by_the_next_score(
    house: House, case: Case
) -> None:
    hour = NOW - 10 * HOUR
    assess(house, case, "H1", assault_at=hour)
    first = Due.objects.pending().filter(kind="post_assault_care").earliest("due_at")
    reminders.done(first, by=house.caseworker.user, at=NOW + HOUR)
    assess(house, case, "H1", at=NOW + 2 * HOUR, assault_at=hour)
    assert care(case) == [hour + 120 * HOUR]


def test_another_hour_moves_it_and_a_no_takes_it_away(house: House, case: Case) -> None:
    assess(house, case, "H1", assault_at=NOW - 10 * HOUR)
    assess(house, case, "H1", at=NOW + HOUR, assault_at=NOW - 20 * HOUR)
    assert care(case) == [NOW + 52 * HOUR, NOW + 100 * HOUR]
    assess(house, case, at=NOW + 2 * HOUR)
    assert care(case) == []


def test_an_injury_without_an_assault_sets_no_hours(house: House, case: Case) -> None:
    assess(house, case, "H1", "H1r")
    assert care(case) == []
