"""Help: a first day that marks itself, and feedback that cannot carry a case."""

from __future__ import annotations

from django.urls import reverse

from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of


def test_a_first_day_marks_what_she_did(house: House) -> None:
    case = make.opened(house)
    client, address = client_of(house.caseworker2), reverse("first_steps")
    assert client.get(address).content.decode().count('class="past"') == 0
    hers = client_of(house.caseworker)
    hers.get(reverse("case", args=[case.code]))
    entries.sealed()
    page = hers.get(address).content.decode()
    assert page.count('class="past"') >= 1
    assert case.code not in page


def test_each_role_has_its_own_day(house: House) -> None:
    pages = {
        who: client_of(house.staff[who]).get(reverse("first_steps")).content.decode()
        for who in ("caseworker", "supervisor", "administrator")
    }
    mine = {
        "caseworker": f'href="{reverse("intake_begin")}"',
        "supervisor": f'href="{reverse("figures")}"',
        "administrator": f'href="{reverse("person_invite")}"',
    }
    found = {who: [one for one in pages if mine[who] in pages[one]] for who in pages}
    assert found == {who: [who] for who in pages}


def test_feedback_keeps_three_codes_and_nothing_that_was_typed(house: House) -> None:
    told = {"part": "intake", "what": "slow", "device": "phone", "words": "Kim Un-ha"}
    client_of(house.caseworker).post(reverse("feedback"), told)
    assert entries.last("feedback.given").reason == "intake,slow,phone"
    page = client_of(house.administrator).get(reverse("feedback")).content.decode()
    assert "The intake: it is slow" in page
    assert house.caseworker.user.name not in page.partition("<main")[2]


def test_feedback_that_is_no_pick_is_refused_and_writes_nothing(house: House) -> None:
    client, before = client_of(house.caseworker), entries.count()
    for wrong in ({"part": "Kim Un-ha"}, {}):
        told = {"part": "home", "what": "good", "device": "desk"} | wrong if wrong else {}
        assert client.post(reverse("feedback"), told).status_code == 200
    assert entries.count() == before
