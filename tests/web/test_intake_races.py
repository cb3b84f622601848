"""Two requests at the same moment, each on a connection of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from casework.cases.models import Case, Section
from tests import make
from tests.make import House
from tests.web.signed_in import client_of


@pytest.fixture
def house(transactional_db: None) -> House:
    return make.house()


def at_once(house: House, url: str, *forms: dict[str, Any]) -> list[Any]:
    """The answers to two forms, or to one sent twice."""
    start = Barrier(2)

    def send(client: Client, typed: dict[str, Any]) -> Any:
        try:
            start.wait(timeout=10)
            return client.post(url, typed)
        finally:
            connections.close_all()

    clients = [client_of(house.caseworker) for _twice in range(2)]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, clients, (forms * 2)[:2]))


@pytest.mark.parametrize(
    ("url", "typed"),
    [
        ("/intake/", {"immediate_danger": "no", "sheet": "a line"}),
        ("/intake/now/", {"immediate_danger": "yes", "help_and_keep": "given", "alias": "은하"}),
    ],
)
def test_a_beginning_sent_twice_at_once_is_one_case(
    house: House, url: str, typed: dict[str, str]
) -> None:
    answers = at_once(house, url, typed | {"case_id": str(uuid4())})
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Case.objects.count() == 1
    assert set(Section.objects.values_list("revision", flat=True)) == {1}


def test_a_section_sent_twice_at_once_is_saved_once(house: House) -> None:
    case = make.opened(house)
    url = f"/cases/{case.code}/intake/identity/"
    answers = at_once(house, url, {"alias": "은하", "revision": "1", "sheet": "a line"})
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Section.objects.get(case=case, kind="identity").revision == 2


def test_of_two_texts_at_once_one_is_saved_and_both_are_shown(house: House) -> None:
    case = make.opened(house)
    url = f"/cases/{case.code}/intake/needs/"
    typed = [{"goals": goal, "revision": "1"} for goal in ("to see her son", "to work")]
    answers = sorted(at_once(house, url, *typed), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [302, 409]
    page = answers[1].content.decode()
    assert all(goal in page for goal in ("to see her son", "to work"))
    assert Section.objects.get(case=case, kind="needs").revision == 2
