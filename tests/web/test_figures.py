"""The desk in figures: counted right, for its own supervisors, and nobody is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from casework.pathways.situations import Path
from casework.web.figures import counted
from casework.web.figures.load import with_cap
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of


def test_a_case_stands_where_it_was_known_to_be_then(house: House) -> None:
    case = make.opened(house)
    entries.sealed()
    cases = counted.counted_cases(house.supervisor.user, NOW)
    assert [one.pk for one in cases] == [case.pk]
    moments = [NOW - timedelta(days=900), NOW + timedelta(days=400)]
    found = counted.situations_at(cases, moments)
    expected = {Path(case.situation[:2]): [0, 1]} if case.situation else {}
    assert found == expected


def test_another_desks_supervisor_counts_none_of_them(house: House) -> None:
    make.opened(house)
    assert counted.counted_cases(house.supervisor3.user, NOW) == []


def test_months_end_with_now_and_go_back_a_year() -> None:
    ends = counted.ends_of_months(NOW)
    assert (len(ends), ends[-1]) == (12, NOW)
    assert all(end.day == 1 for end in ends[:-1])
    assert ends == sorted(ends)


@pytest.mark.parametrize(("days", "step"), [(0, 0), (1, 1), (3, 1), (4, 2), (30, 3), (31, 4)])
def test_a_wait_is_counted_in_its_step(days: int, step: int) -> None:
    assert counted._step(days) == step


def test_a_case_without_a_referral_is_counted_as_such(house: House) -> None:
    make.opened(house)
    cases = counted.counted_cases(house.supervisor.user, NOW)
    assert counted.days_to_first_referral(cases, NOW) == [0, 0, 0, 0, 0, 1]


def test_more_than_one_can_carry_is_said_at_home(house: House, settings: Any) -> None:
    settings.CASES_PER_PERSON = 1
    make.opened(house)
    client = client_of(house.supervisor)
    assert "more than one can carry" not in client.get(reverse("home")).content.decode()
    make.opened(house, label="blue door")
    page = client.get(reverse("home")).content.decode()
    assert "more than one can carry" in page
    assert "Carry more than they can 1" in page


def test_the_cap_is_the_last_number_that_is_not_too_much(settings: Any) -> None:
    settings.CASES_PER_PERSON = 2
    assert with_cap([{"open": 2}, {"open": 3}]).over == 1


def test_the_page_draws_and_names_no_case(house: House) -> None:
    case = make.opened(house)
    page = client_of(house.supervisor).get(reverse("figures")).content.decode()
    assert page.count('role="img"') >= 1
    assert (case.code in page, "grey scarf" in page) == (False, False)
