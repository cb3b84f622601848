"""The command box: to a code, a page or an act; what she types is in no URL and opens nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from casework.cases.models import Case
from casework.web.go.places import places
from tests import entries, make
from tests.make import House
from tests.security.matrix import cells
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, label="grey scarf")


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


def go(client: Client, typed: str, **more: Any) -> Any:
    return client.post(reverse("go"), {"to": typed}, **more)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("{}", "case"), ("{} note", "note_new"), ("{} on the line", "line_case")],
)
def test_a_code_and_words_lead_straight_there(
    typed: str, name: str, client: Client, case: Case
) -> None:
    heard = case.code.lower().replace("-", " ")
    answer = go(client, typed.format(heard))
    assert [answer.status_code, answer["Location"]] == [302, reverse(name, args=[case.code])]


def test_part_of_a_pages_name_is_enough(client: Client, case: Case) -> None:
    assert go(client, "danger")["Location"] == reverse("short_intake")
    assert go(client, "cases")["Location"] == reverse("case_list")
    several = go(client, "a").content.decode()
    assert reverse("account") in several
    assert reverse("audit") not in several


def test_a_word_that_is_no_page_is_looked_for_in_her_cases(
    client: Client, case: Case, house: House
) -> None:
    assert go(client, "grey scarf")["Location"] == reverse("case", args=[case.code])
    assert entries.last("cases.searched").by == str(house.caseworker.user.pk)
    stranger = go(client_of(house.caseworker2), "grey scarf")
    assert (stranger.status_code, "Nothing fits" in stranger.content.decode()) == (200, True)


def test_while_she_types_nothing_is_opened(client: Client, case: Case) -> None:
    before = entries.count()
    part = go(client, "grey", headers={"HX-Request": "true"}).content.decode()
    assert case.code not in part
    found = go(client, case.code, headers={"HX-Request": "true"}).content.decode()
    assert reverse("note_new", args=[case.code]) in found
    assert entries.count() == before


def test_a_strangers_code_is_as_one_that_is_not_there(house: House, case: Case) -> None:
    part = go(client_of(house.caseworker3), case.code, headers={"HX-Request": "true"})
    assert case.code not in part.content.decode()


def test_each_place_that_is_offered_opens(house: House) -> None:
    tried: set[str] = set()
    for who in ("caseworker", "supervisor", "administrator"):
        client = client_of(house.staff[who])
        for place in places(house.staff[who].user):
            if place.url not in tried:
                assert client.get(place.url).status_code in {200, 302}, (who, place.url)
                tried.add(place.url)


@pytest.mark.parametrize(
    ("kind", "who"), [("owner", "caseworker"), ("head", "supervisor"), ("admin", "administrator")]
)
def test_each_page_of_hers_is_offered(house: House, kind: str, who: str) -> None:
    """What stands alone, and is not only a step of another page."""
    seen = {cell.route for cell in cells() if cell[1:] == ("GET", kind, "200")} - STEPS
    hers = {address for route in seen if (address := _alone(route))}
    assert hers - {place.url for place in places(house.staff[who].user)} == set()


# At the door, of a partner, or behind a button of a page that is offered; and for developers.
STEPS = {
    "health", "recovery_sheet", "recover", "neutral", "packet_door", "fewer_mails",
    "account_reauthenticate", "go", "components", "mail_folder", "term_set", "conduct_versions",
}  # fmt: skip


def _alone(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:  # of a case, a person, a desk
        return ""
