"""The page of her path: the line, the form with what can follow, corrections; and who gets what."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.cases.models import Case
from casework.pathways import actions
from casework.pathways.line import Telling
from casework.pathways.models import Move
from casework.pathways.states import possible
from tests import entries, make
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

TOLD = {
    "since": "1",
    "step": "inside|FM3",
    "happened": "2026-04",
    "precision": "",
    "source": "survivor",
    "reliability": "likely_reliable",
    "note": "문을 잠그지 않는 날이 있다.",
}


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, situation="FM2")


def url(case: Case) -> str:
    return reverse("situation", args=[case.code])


def send(house: make.House, case: Case, **changes: str) -> Any:
    form = TOLD | {"once": str(uuid4())} | changes
    return client_of(house.caseworker).post(url(case), form)


def told(house: make.House, case: Case) -> list[Any]:
    return actions.told_of(case, make.keys_for(house.caseworker, case))


def test_page_shows_the_line_and_offers_exactly_what_can_follow(
    house: make.House, case: Case
) -> None:
    page = client_of(house.caseworker).get(url(case)).content.decode()
    offered = set(re.findall(r'value="([A-Za-z0-9]+\|[A-Z0-9]+)"', page))
    assert offered == {f"{event}|{state}" for state, event in possible("FM2")}
    assert "with the buyer, locked in or guarded" in page
    assert "<svg" in page
    assert entries.last("situation.read").subject_code == case.code


def test_first_telling_offers_where_a_case_opens(house: make.House) -> None:
    case = make.draft(house)
    client = client_of(house.caseworker)
    assert 'value="HD2"' in client.get(url(case)).content.decode()
    answer = client.post(url(case), {"once": str(uuid4()), "since": "0", "state": "HD2"})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).situation == "HD2"


def test_move_is_kept_with_all_that_was_told(house: make.House, case: Case) -> None:
    assert send(house, case).status_code == 302
    newest = told(house, case)[-1]
    assert (newest.after, newest.event) == ("FM3", "inside")
    assert newest.telling == Telling(
        happened="2026-04",
        precision="unknown_day",
        source="survivor",
        reliability="likely_reliable",
        note="문을 잠그지 않는 날이 있다.",
    )
    page = client_of(house.caseworker).get(url(case)).content.decode()
    assert "문을 잠그지 않는 날이 있다." in page


def test_move_sent_twice_is_kept_once(house: make.House, case: Case) -> None:
    form = {"once": str(uuid4())}
    assert [send(house, case, **form).status_code for _time in range(2)] == [302, 302]
    assert Move.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"step": "M16|SF5"}, "Possible are"),
        ({"step": "nothing at all"}, "This is not one of the known situations"),
        ({"step": ""}, "This still needs an answer"),
        ({"happened": "last spring"}, "Write a day as 2024-03-09"),
        ({"happened": "2026-04", "precision": "exact"}, "An exact date has"),
        ({"happened": "2099-01"}, "This date lies in the future"),
        ({"source": "rumour"}, "Select a valid choice"),
        ({"step": "inside|FM7", "happened": "2099"}, 'id="id_happened_error"'),
        ({"note": "a\x00b"}, "control character"),
        ({"note": "x" * 20_001}, "This is too long"),
        ({"since": "0"}, "Somebody told a newer move meanwhile"),
        ({"since": "-5"}, "greater than or equal"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    house: make.House, case: Case, changes: dict[str, str], sentence: str
) -> None:
    answer = send(house, case, **changes)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    if "note" not in changes:
        assert "문을 잠그지 않는 날이 있다." in page
    assert Move.objects.filter(case=case).count() == 1


def test_stale_form_may_be_sent_again(house: make.House, case: Case) -> None:
    send(house, case)
    answer = send(house, case, step="inside|FM4")
    assert 'name="since" value="2"' in answer.content.decode()
    assert send(house, case, step="inside|FM4", since="2").status_code == 302


def test_broken_once_is_named_anew(house: make.House, case: Case) -> None:
    assert send(house, case, once="no uuid").status_code == 302


def test_correct_and_take_back(house: make.House, case: Case) -> None:
    send(house, case)
    wrong = Move.objects.get(case=case, number=2)
    client = client_of(house.caseworker)
    correct = reverse("situation_correct", args=[case.code, wrong.pk])
    assert 'value="inside|FM3" selected' in client.get(correct).content.decode()
    answer = client.post(correct, TOLD | {"since": "2", "step": "inside|FM6"})
    assert (answer.status_code, Case.objects.get(pk=case.pk).situation) == (302, "FM6")
    newest = Move.objects.get(case=case, number=3)
    back = reverse("situation_take_back", args=[case.code, newest.pk])
    assert client.get(back).status_code == 200
    assert client.post(back, {"since": "3", "note": "Told of another woman."}).status_code == 302
    assert Case.objects.get(pk=case.pk).situation == "FM2"
    page = client.get(url(case)).content.decode()
    assert "Corrected by number 3." in page


def test_a_move_told_after_the_closing_stays_in_its_form(house: make.House, case: Case) -> None:
    make.close(house, case)
    page = send(house, case).content.decode()
    assert "문을 잠그지 않는 날이 있다." in page
    assert "This case is closed" in page
    assert Move.objects.filter(case=case).count() == 1


def test_corrected_telling_is_not_there_to_correct_again(house: make.House, case: Case) -> None:
    send(house, case)
    wrong = Move.objects.get(case=case, number=2)
    client = client_of(house.caseworker)
    correct = reverse("situation_correct", args=[case.code, wrong.pk])
    client.post(correct, TOLD | {"since": "2", "step": "inside|FM6"})
    assert client.get(correct).status_code == 404


@pytest.mark.parametrize("name", ["situation_correct", "situation_take_back"])
def test_move_of_another_case_is_not_there(house: make.House, case: Case, name: str) -> None:
    other = make.opened(house, situation="HD2", label="blue kettle")
    foreign = reverse(name, args=[case.code, Move.objects.get(case=other).pk])
    client = client_of(house.caseworker)
    assert [client.get(foreign).status_code, client.post(foreign).status_code] == [404, 404]


def test_in_custody_she_is_not_to_be_contacted(house: make.House, case: Case) -> None:
    send(house, case, step="inside|FM9")
    client = client_of(house.caseworker)
    arrest = {"fact_province": "CN-JL", "fact_authority": "local_police", "fact_company": "alone"}
    form = TOLD | arrest | {"since": "2", "step": "M06|CU1", "once": str(uuid4())}
    unsourced = client.post(url(case), form | {"source": "", "happened": ""}).content.decode()
    for box in ("id_source_error", "id_happened_error"):
        assert f'id="{box}"' in unsourced
    page = client.post(url(case), form | {"reported": "on"}, follow=True).content.decode()
    assert "She is not to be contacted now: in custody." in page
    assert "arrested, not confirmed" in page


@pytest.mark.parametrize(
    ("who", "sees", "may"),
    [
        ("caseworker", 200, 302),
        ("supervisor", 200, 403),
        ("caseworker2", 404, 404),
        ("supervisor3", 404, 404),
        ("administrator", 404, 404),
    ],
)
def test_who_sees_and_who_may(house: make.House, case: Case, who: str, sees: int, may: int) -> None:
    client = client_of(house.staff[who])
    assert client.get(url(case)).status_code == sees
    assert client.post(url(case), TOLD | {"once": str(uuid4())}).status_code == may


def test_reader_sees_no_form(house: make.House, case: Case) -> None:
    page = client_of(house.supervisor).get(url(case)).content.decode()
    assert 'name="step"' not in page


def test_queries_do_not_grow_with_the_path(house: make.House, case: Case) -> None:
    client = client_of(house.caseworker)
    counts = []
    for step in ("inside|FM3", "inside|FM4", "inside|FM5"):
        client.get(url(case))
        with CaptureQueriesContext(connection) as asked:
            client.get(url(case))
        counts.append(len(asked))
        send(house, case, step=step, since=str(Move.objects.filter(case=case).count()))
    assert len(set(counts)) == 1
