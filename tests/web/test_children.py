"""Her children: rows of their own, no names on the list, and a case for a child at risk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.cases.models import Case, Sheet
from casework.pathways import actions
from casework.pathways.children import Child
from tests import entries, make
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

TOLD = {
    "revision": "0",
    "age_band": "0--8",
    "birth_country": "CHN",
    "father": "chinese",
    "living_with": "fathers_family",
    "hukou": "not_registered",
    "schooling": "no",
    "at_risk": "yes",
    "names-0-kind": "birth",
    "names-0-hangul": "",
    "born_on": "2021-03-02",
    "note": "She sings when the hens are fed.",
}


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house)


def known(house: make.House, case: Case) -> list[Child]:
    return actions.children_of(case, make.keys_for(house.caseworker, case))


def add(house: make.House, case: Case, **changes: str) -> Any:
    form = TOLD | {"once": str(uuid4())} | changes
    return client_of(house.caseworker).post(reverse("child_new", args=[case.code]), form)


def test_child_is_kept_with_its_own_code_and_shown_without_its_day_of_birth(
    house: make.House, case: Case
) -> None:
    assert [add(house, case).status_code for _time in range(2)] == [302, 302]
    children = known(house, case)
    assert [child.code for child in children] == ["C1", "C2"]
    assert (children[0].coded["hukou"], children[0].born_on) == ("not_registered", "2021-03-02")
    page = client_of(house.caseworker).get(reverse("children", args=[case.code])).content.decode()
    assert "She sings when the hens are fed." in page
    assert "not registered" in page
    assert "2021" not in page


def test_child_sent_twice_is_kept_once(house: make.House, case: Case) -> None:
    once = str(uuid4())
    for _time in range(2):
        add(house, case, once=once)
    assert len(known(house, case)) == 1


def test_editing_is_against_what_was_read(house: make.House, case: Case) -> None:
    add(house, case)
    child = known(house, case)[0]
    client, url = client_of(house.caseworker), reverse("child_edit", args=[case.code, child.id])
    assert 'value="2021-03-02"' in client.get(url).content.decode()
    assert entries.last("case.revealed").reason == "correction"
    assert client.post(url, TOLD | {"revision": "1", "hukou": "in_process"}).status_code == 302
    late = client.post(url, TOLD | {"revision": "1", "hukou": "registered"})
    assert "Somebody saved this row before you" in late.content.decode()
    assert known(house, case)[0].coded["hukou"] == "in_process"
    assert client.post(url, TOLD | {"revision": "2", "hukou": "registered"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"born_on": "2021-13-40"}, "Write the date as year, month and day"),
        ({"at_risk": "perhaps"}, "Pick one of the answers in the list"),
        ({"note": "x" * 20_001}, "This is too long"),
    ],
)
def test_bad_input_gets_a_sentence(
    house: make.House, case: Case, changes: dict[str, str], sentence: str
) -> None:
    answer = add(house, case, **changes)
    assert (answer.status_code, known(house, case)) == (200, [])
    assert sentence in answer.content.decode()


def test_a_child_at_risk_gets_a_case_and_each_names_the_other(
    house: make.House, case: Case
) -> None:
    add(house, case)
    child = known(house, case)[0]
    client, url = client_of(house.caseworker), reverse("child_case", args=[case.code, child.id])
    form = {"once": str(uuid4()), "label": "paper boat"}
    assert [client.post(url, form).status_code for _time in range(2)] == [302, 302]
    own = Case.objects.exclude(pk=case.pk).get()
    assert (own.state, own.owner, own.desk) == ("draft", case.owner, case.desk)
    assert own.code in client.get(reverse("children", args=[case.code])).content.decode()
    assert case.code in client.get(reverse("children", args=[own.code])).content.decode()
    again = client.post(url, {"once": str(uuid4()), "label": "tin whistle"})
    assert "This child has a case already" in again.content.decode()


def test_who_may_not_see_the_other_case_gets_no_link_to_it(house: make.House, case: Case) -> None:
    add(house, case)
    child = known(house, case)[0]
    hands = {"by": house.caseworker.user, "at": make.NOW}
    own = actions.open_linked_case(
        case, child.id, label="paper boat", keys=make.keys_for(house.caseworker, case), **hands
    )
    Case.objects.filter(pk=own.pk).update(desk=house.other_desk, owner=house.caseworker3.user)
    page = client_of(house.supervisor).get(reverse("children", args=[case.code])).content.decode()
    assert own.code not in page
    assert "Has a case that others hold." in page


def test_no_record_verb_tells_of_a_child(house: make.House, case: Case) -> None:
    add(house, case)
    entry = entries.last("record.written")
    assert (entry.reason, entry.subject_code) == ("", case.code)
    assert Sheet.objects.filter(case=case).count() == 1


def test_queries_do_not_grow_with_the_children(house: make.House, case: Case) -> None:
    client, url, counts = client_of(house.caseworker), reverse("children", args=[case.code]), []
    for rows in (1, 3):
        while len(known(house, case)) < rows:
            add(house, case)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]
