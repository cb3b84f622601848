"""Pages beside the next move: an earlier time, events, the second person; and facts."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.cases.models import Case
from casework.pathways import actions
from casework.reminders.models import Due
from tests import make
from tests.pathways.steps import path_of, step_id, tell
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

SOURCED = {"precision": "unknown", "source": "survivor", "reliability": "likely_reliable"}
SALE = {"fact_acts": ["transfer"], "fact_means": ["deception"], "fact_seller_role": "broker"}


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, situation="FM2")


def send(
    house: make.House, case: Case, name: str, told: Any, *ids: Any, who: str = "caseworker"
) -> Any:
    form = {"once": str(uuid4()), "since": str(case.moves.count())} | told
    return client_of(house.staff[who]).post(reverse(name, args=[case.code, *ids]), form)


def page_of(house: make.House, case: Case, who: str = "caseworker") -> str:
    answer = client_of(house.staff[who]).get(reverse("situation", args=[case.code]))
    return answer.content.decode()


def states(house: make.House, case: Case) -> list[str]:
    return [step.after for step in path_of(house, case).steps]


def test_a_fact_that_the_move_asks_for_is_marked_and_the_rest_is_kept(
    house: make.House, case: Case
) -> None:
    tell(house, case, "FM9")
    told = SOURCED | {"step": "M06|CU1", "fact_province": "CN-JL", "fact_company": "2-5"}
    page = send(house, case, "situation", told).content.decode()
    assert "This move needs an answer here" in page
    assert '<option value="2-5" selected>' in page
    assert case.moves.count() == 2


def test_only_facts_of_the_chosen_move_are_kept(house: make.House, case: Case) -> None:
    send(
        house,
        case,
        "situation",
        {"step": "inside|FM3", "fact_corridor": "other", "fact_debt": "yes"},
    )
    newest = path_of(house, case).steps[-1].told
    assert dict(newest.telling.facts) == {"debt": "yes"}
    assert "A debt binds her" in page_of(house, case)


def test_each_option_says_what_it_asks_for(house: make.House, case: Case) -> None:
    options = page_of(house, case).split("<option")
    silent = next(one for one in options if 'value="M17|UN1"' in one)
    assert 'data-must="missed_windows"' in silent


def test_an_earlier_time_is_told_step_by_step_and_stands_before(
    house: make.House, case: Case
) -> None:
    first = step_id(house, case, "FM2")
    answer = send(house, case, "situation_before", {"step": "|HD1", "so_far": "[]"}, first)
    page = answer.content.decode()
    assert (answer.status_code, case.moves.count()) == (200, 1)
    assert 'value="then:M01|FM2"' in page
    so_far = json.dumps([{"to": "HD1", "event": "", "telling": {}}])
    done = send(
        house, case, "situation_before",
        SOURCED | SALE | {"step": "then:M01|FM2", "so_far": so_far}, first,
    )  # fmt: skip
    assert (done.status_code, states(house, case)) == (302, ["HD1", "FM2"])
    assert Case.objects.get(pk=case.pk).situation == "FM2"
    assert "Told later; stands before number 1." in page_of(house, case)


def test_what_is_now_leaves_no_room_inside_it(house: make.House, case: Case) -> None:
    """Said at the link and at the door, not after all of a testimony was typed."""
    inside = tell(house, case, "FM3")
    begun = step_id(house, case, "FM2")
    page = page_of(house, case)
    assert reverse("situation_before", args=[case.code, begun]) in page
    there = reverse("situation_before", args=[case.code, inside.pk])
    assert there not in page
    door = client_of(house.caseworker).get(there, follow=True).content.decode()
    assert "Pick where that episode begins" in door
    told = {"step": "|FM1", "so_far": "[]"}
    joins = send(house, case, "situation_before", told, begun).content.decode()
    assert 'value="inside|FM2"' in joins  # to tell on, and not to end in what is now
    assert 'value="then:inside|FM2"' not in joins


@pytest.mark.parametrize(
    "so_far",
    [
        "no json",
        '[{"to": "HD1", "event": "", "telling": {"precision": ["exact"]}}]',
        "[1]",
        '[{"to": "HD1"}]',
        '[{"to": 1, "event": "", "telling": {}}]',
    ],
)
def test_a_testimony_that_was_tampered_with_begins_anew(
    house: make.House, case: Case, so_far: str
) -> None:
    first = step_id(house, case, "FM2")
    told = {"step": "inside|FM3", "so_far": so_far}
    page = send(house, case, "situation_before", told, first).content.decode()
    assert "Begin this testimony anew." in page
    assert case.moves.count() == 1


def test_a_step_that_does_not_follow_is_refused_at_once(house: make.House, case: Case) -> None:
    first = step_id(house, case, "FM2")
    told = {"step": "inside|FM7", "so_far": "[]"}
    page = send(house, case, "situation_before", told, first).content.decode()
    assert "A case opens where she is now" in page


def test_an_event_stands_on_the_line_and_asks_for_reviews(house: make.House, case: Case) -> None:
    told = {"what": "pregnancy", "after": str(step_id(house, case, "FM2")), "note": "Since May."}
    assert send(house, case, "situation_event", told).status_code == 302
    page = page_of(house, case)
    assert "Since May." in page
    assert "pregnancy" in page
    waiting = Due.objects.pending().filter(case=case, kind__in=("risk_reassess", "consent_review"))
    assert waiting.count() == 2


def test_supervisor_confirms_an_arrest_by_a_new_row(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1", confirmed=False)
    page = page_of(house, case, "supervisor")
    url = reverse("situation_confirm", args=[case.code, arrest.pk])
    assert url in page
    told = {"word": "Heard from two.", "is_certain": "on"}
    assert (
        send(house, case, "situation_confirm", told, arrest.pk, who="supervisor").status_code == 302
    )
    newest = path_of(house, case).steps[-1].told
    assert (newest.confirms, newest.telling.confirmed, newest.after) == (True, True, "CU1")
    assert "Heard from two." in page_of(house, case)
    assert not Due.objects.pending().filter(case=case, kind="confirm_protective_act").exists()


def test_a_death_is_undone_by_two(house: make.House, case: Case) -> None:
    death = tell(house, case, "M19|DE1")
    alone = send(house, case, "situation_take_back", {"note": "No."}, death.pk)
    assert "A death is undone by two people" in alone.content.decode()
    assert send(house, case, "situation_undo", {"word": "She rang."}, death.pk).status_code == 302
    both = send(house, case, "situation_take_back", {"note": "No."}, death.pk, who="supervisor")
    assert (both.status_code, Case.objects.get(pk=case.pk).situation) == (302, "FM2")


def test_supervisor_says_that_there_is_no_news_at_all(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1")
    assert 'value="M17|UN2"' not in page_of(house, case)
    told = SOURCED | {"step": "M17|UN2", "fact_attempts": "3", "fact_attempts_since": "2026-04-01"}
    assert 'value="M17|UN2"' in page_of(house, case, "supervisor")
    assert send(house, case, "situation", told, who="supervisor").status_code == 302
    assert Case.objects.get(pk=case.pk).situation == "UN2"


def test_queries_do_not_grow_with_events(house: make.House, case: Case) -> None:
    client, counts = client_of(house.caseworker), []
    url = reverse("situation", args=[case.code])
    told = {"what": "other", "after": str(step_id(house, case, "FM2"))}
    for times in (1, 2):
        for _time in range(times):
            send(house, case, "situation_event", told)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_children_of_hers_are_offered_beside_an_event(house: make.House, case: Case) -> None:
    from casework.pathways.children import Child

    hands = {"by": house.caseworker.user, "at": make.NOW}
    keys = make.keys_for(house.caseworker, case)
    child = actions.add_child(case, Child("", {}), keys=keys, **hands)
    told = {
        "what": "child_taken",
        "after": str(step_id(house, case, "FM2")),
        "child": str(child.pk),
    }
    assert send(house, case, "situation_event", told).status_code == 302
    assert Due.objects.pending().get(case=case, kind="look_again").reference == child.pk


def test_tasks_lead_to_where_they_are_done(house: make.House, case: Case) -> None:
    tell(house, case, "FM7")
    tell(house, case, "M04|HD3", facts={"children_then": "stayed_behind"})
    arrest = tell(house, case, "HD10", "M06|CU1")
    mine = client_of(house.caseworker).get(reverse("task_list")).content.decode()
    assert reverse("children", args=[case.code]) in mine
    hers = client_of(house.supervisor).get(reverse("task_list")).content.decode()
    assert reverse("decide", args=[case.code]) in hers
    page = client_of(house.supervisor).get(reverse("decide", args=[case.code])).content.decode()
    assert reverse("situation_confirm", args=[case.code, arrest.pk]) in page
    assert "arrested → " in page
    assert reverse("situation", args=[case.code]) in hers


def test_taken_says_what_to_tell_next(house: make.House, case: Case) -> None:
    assert "Tell next that she is with the police" not in page_of(house, case)
    tell(house, case, "FM9")
    assert "Tell next that she is with the police" in page_of(house, case)
    tell(house, case, "M06|CU1")
    assert "Tell next that she is with the police" not in page_of(house, case)
