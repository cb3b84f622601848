"""A case goes elsewhere, on its pages: asked for, decided with everything at hand, and gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from casework.cases.actions import changing_desk
from casework.cases.models import Case, Decision
from tests import make
from tests.make import NOW, House
from tests.web.signed_in import client_of

YES = {"kind": "desk_transfer", "answer": "yes", "words": "Agreed."}


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def _to(house: House, name: str = "") -> str:
    return f"{house.other_desk.pk}:{house.staff[name].user.pk if name else ''}"


def test_another_desk_is_asked_for_and_decided_on_one_page(house: House, case: Case) -> None:
    owner = client_of(house.caseworker)
    assert f"/cases/{case.code}/desk/" in owner.get(f"/cases/{case.code}/").content.decode()
    told = {"to": _to(house, "caseworker3"), "reason": "language", "summary": "Call on Sundays."}
    page = owner.post(f"/cases/{case.code}/desk/", told, follow=True).content.decode()
    assert "A supervisor has been asked to give it to the other desk." in page
    head = client_of(house.supervisor)
    page = head.get(f"/cases/{case.code}/decide/").content.decode()
    for said in ("South desk", "Caseworker3", "speaks her language", "Call on Sundays."):
        assert said in page
    answer = head.post(f"/cases/{case.code}/decide/", YES)
    assert (answer.status_code, answer["Location"]) == (302, "/decisions/")
    for gone in (owner, head):
        assert gone.get(f"/cases/{case.code}/").status_code == 404
    page = client_of(house.caseworker3).get(f"/cases/{case.code}/").content.decode()
    assert "Given to another desk" in page


@pytest.mark.parametrize("to", ["", "x", ":", "\x00", "own"])
def test_a_desk_that_is_not_offered_gets_nothing(to: str, house: House, case: Case) -> None:
    told = {"to": f"{house.desk.pk}:" if to == "own" else to, "reason": "place", "summary": "Kept."}
    page = client_of(house.caseworker).post(f"/cases/{case.code}/desk/", told).content.decode()
    assert "Not saved yet" in page
    assert "Kept." in page
    assert not Decision.objects.waiting().exists()


def test_of_two_who_decide_at_once_one_does(transactional_db: None) -> None:
    house = make.house()
    case, who = make.opened(house), house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    named = {"desk": house.other_desk, "owner": house.caseworker3.user}
    changing_desk.ask(case, reason="place", summary="Call on Sundays.", **named, **hands)
    clients, start = [client_of(house.supervisor), client_of(house.supervisor2)], Barrier(2)

    def decide(client: Any) -> int:
        try:
            start.wait(timeout=10)
            status: int = client.post(f"/cases/{case.code}/decide/", YES).status_code
        finally:
            connections.close_all()
        return status

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, clients))
    assert set(answers) <= {302, 404}  # she is told, or came when it was gone
    assert Case.objects.get().desk == house.other_desk
    assert Decision.objects.filter(kind="desk_transfer", decided_by__isnull=False).count() == 1
