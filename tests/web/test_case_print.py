"""A sheet of a case for paper: no name unless asked, who and when across it, and on record."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casework.cases.actions import sharing
from casework.cases.models import Case
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, documents={"identity": {"alias": "Little crane"}})


def sheet(house: House, case: Case, **told: str) -> str:
    answer = client_of(house.caseworker).post(reverse("case_print", args=[case.code]), told)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_without_asking_no_name_is_on_it(house: House, case: Case) -> None:
    page = sheet(house, case, reason="review")
    assert ("Little crane" in page, case.code in page) == (False, True)
    assert entries.last("case.printed").reason == "review"


def test_with_names_the_log_says_so(house: House, case: Case) -> None:
    assert "Little crane" in sheet(house, case, reason="contact", names="on")
    assert entries.last("case.printed").reason == "contact,names"


def test_who_and_when_stand_across_it(house: House, case: Case) -> None:
    page = sheet(house, case, reason="review")
    mark = page.partition('class="watermark"')[2].partition("</svg>")[0]
    assert house.caseworker.user.name in mark
    assert case.code in mark


def test_without_a_reason_nothing_is_shown_or_recorded(house: House, case: Case) -> None:
    before = entries.count()
    page = sheet(house, case, names="on")
    assert ("Little crane" in page, "watermark" in page) == (False, False)
    assert entries.count() == before


def test_a_reader_makes_none(house: House, case: Case) -> None:
    owner = house.caseworker
    keys = make.keys_for(owner, case)
    sharing.share(case, to=house.caseworker2.user, by=owner.user, at=NOW, keys=keys)
    client = client_of(house.caseworker2)
    answer = client.post(reverse("case_print", args=[case.code]), {"reason": "review"})
    assert answer.status_code == 403
    assert not [one for one in entries.sealed() if one.verb == "case.printed"]
