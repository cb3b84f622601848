"""Her first page: what is due now stands apart, and each post adds its part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders.models import Due
from casework.reminders.rules import FOLLOW_UPS
from tests import make
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db

LATE = make.NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(LATE, tick=False):
        yield


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def late(house: make.House) -> Case:
    """Its first follow-up was due a day after it was opened."""
    return make.opened(house, label="grey scarf", risk=Risk.HIGH)


def test_what_is_due_now_stands_apart_from_what_comes(house: make.House, late: Case) -> None:
    coming = make.opened(house, label="blue cup", risk=Risk.MEDIUM)
    parts = _parts(house, "caseworker")
    assert list(parts) == ["Due now 1", "This week"]
    assert (late.code in parts["Due now 1"], coming.code in parts["Due now 1"]) == (True, False)
    assert coming.code in parts["This week"]


def test_only_what_is_due_now_has_buttons(house: make.House, late: Case) -> None:
    make.opened(house, label="blue cup", risk=Risk.MEDIUM)
    parts = _parts(house, "caseworker")
    assert "/done/" in parts["Due now 1"]
    assert "/done/" not in parts["This week"]


def test_nothing_due_is_said(house: make.House) -> None:
    assert "Nothing is due now." in _parts(house, "caseworker")["Due now"]


def test_a_supervisor_reviews_first_and_sees_who_carries_how_much(
    house: make.House, late: Case
) -> None:
    parts = _parts(house, "supervisor")
    titles = ["Referrals to review", "Due now", "Openings to decide", "Who carries how much"]
    assert [re.sub(r" \d+$", "", title) for title in parts] == titles
    numbers = re.findall(r"<span[^>]*>(\d+)</span>", parts["Who carries how much"])
    assert numbers == ["1", "1", "1"]


def test_an_administrator_sees_the_seal_and_no_case(house: make.House, late: Case) -> None:
    parts = _parts(house, "administrator")
    assert list(parts) == ["The log", "People who are not in yet"]
    assert late.code not in "".join(parts.values())


def test_a_task_done_on_the_page_of_its_case_leads_back_to_it(
    house: make.House, late: Case
) -> None:
    client = client_of(house.caseworker)
    due = Due.objects.pending().get(case=late, kind__in=FOLLOW_UPS)
    done = reverse("task_done", args=[due.pk])
    assert done in client.get(reverse("case", args=[late.code])).content.decode()
    answer = client.post(done, {"on": "case"})
    assert answer["Location"] == reverse("case", args=[late.code])
    assert client.post(done)["Location"] == reverse("home")


def test_a_page_within_a_part_of_the_desk_marks_it(house: make.House, late: Case) -> None:
    page = client_of(house.caseworker).get(reverse("case", args=[late.code])).content.decode()
    assert f'href="{reverse("case_list")}" aria-current="true"' in page


def _parts(house: make.House, name: str) -> dict[str, str]:
    """Head of each card and what stands in it, in their order."""
    page = client_of(house.staff[name]).get(reverse("home")).content.decode()
    cards = re.findall(r'<section class="card.*?</section>', page, re.DOTALL)
    heads = [re.search(r"<h2[^>]*>(.*?)</h2>", card, re.DOTALL) for card in cards]
    titles = [" ".join(re.sub(r"<[^>]+>", "", head[1]).split()) for head in heads if head]
    return dict(zip(titles, cards, strict=True))
