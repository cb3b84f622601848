"""Find: by code, label, name or alias. What she types is in no URL, no log and no entry."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from casework.cases.actions import record
from casework.cases.models import Case
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    made = make.draft(house, label="grey scarf")
    owner = house.caseworker
    told = make.complete("identity") | {"alias": "Little crane", "names": [{"hangul": "김은설"}]}
    keys = make.keys_for(owner, made)
    record.save_section(made, "identity", told, revision=0, by=owner.user, at=NOW, keys=keys)
    return made


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house.caseworker)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_a_code_leads_straight_to_the_case(typed: str, client: Client, case: Case) -> None:
    answer = client.post("/find/", {"words": typed.format(case.code)})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.code}/")


def test_a_code_may_be_typed_as_it_was_heard(client: Client, case: Case) -> None:
    heard = case.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    answer = client.post("/find/", {"words": heard})
    assert answer["Location"] == f"/cases/{case.code}/"


def test_a_strangers_code_finds_nothing(house: House, case: Case) -> None:
    answer = client_of(house.caseworker2).post("/find/", {"words": case.code})
    assert answer.status_code == 200
    assert "No case fits" in answer.content.decode()


@pytest.mark.parametrize("typed", ["grey", "little crane", "김은설", "은설"])
def test_words_find_by_label_name_or_alias(typed: str, client: Client, case: Case) -> None:
    page = client.post("/find/", {"words": typed}).content.decode()
    assert f"/cases/{case.code}/" in page
    assert "grey scarf" in page


def test_what_is_shown_of_a_hit_is_its_label_alone(client: Client, case: Case) -> None:
    page = client.post("/find/", {"words": "grey"}).content.decode()
    assert "Little crane" not in page
    assert "김은설" not in page


def test_get_never_searches(client: Client, case: Case) -> None:
    before = entries.count()
    page = client.get("/find/", {"words": "grey"}).content.decode()
    assert case.code not in page
    assert entries.count() == before


def test_a_search_is_on_record_by_its_hits_and_not_its_words(
    client: Client, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    before = entries.count()
    with caplog.at_level(logging.DEBUG):
        client.post("/find/", {"words": "Little crane"})
    (entry,) = entries.sealed()[before:]
    assert (entry.verb, entry.count) == ("cases.searched", 1)
    told = " ".join(str(getattr(entry, field.attname)) for field in entry._meta.concrete_fields)
    assert "crane" not in told.lower()
    assert "crane" not in caplog.text.lower()


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "\x00", "grey\x07", "x" * 5000, "💥", "'; DROP TABLE", "\ud7a4", "ᄀ" * 200],
)
def test_odd_words_get_a_sentence(typed: str, client: Client, case: Case) -> None:
    answer = client.post("/find/", {"words": typed})
    assert answer.status_code == 200


def test_an_administrator_does_not_search(house: House, case: Case) -> None:
    assert client_of(house.administrator).post("/find/", {"words": "grey"}).status_code == 403
