"""The page of her tasks: codes and labels, done and later, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.cases.actions import record
from casework.cases.models import Case, Section
from casework.cases.states import Risk
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from casework.web.reminders.places import place_of
from tests import entries, make
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, risk=Risk.HIGH)


def due_of(case: Case) -> Due:
    return Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)


def test_a_draft_that_ends_leads_nobody_to_a_decision(case: Case) -> None:
    """Nor her who stands by: there is no such page, and the try would be on record."""
    task = Due(case=case, kind="retention_due")
    for stands_by in ("", "South desk"):
        task.stands_by = stands_by
        assert reverse("ending_decide", args=[case.code]) != place_of(task)


def test_tasks_show_code_and_label_and_nothing_else(house: make.House, case: Case) -> None:
    page = client_of(house.caseworker).get(reverse("task_list")).content.decode()
    assert (case.code in page, "grey scarf" in page, "follow-up" in page) == (True, True, True)
    assert "Little crane" not in page


def test_beside_an_open_window_stands_the_rule_and_no_way_to_her(
    house: make.House, case: Case
) -> None:
    who, row = house.caseworker, Section.objects.get(case=case, kind="safe_contact")
    plan = make.complete("safe_contact") | {
        "may_contact": "yes",
        "method": "phone",
        "phone": "+8613812345678",
        "zone": "Asia/Shanghai",
        "windows": [{"day": "daily", "from": "06:00", "to": "06:40"}],
    }
    hands: dict[str, Any] = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}
    record.save_section(case, "safe_contact", plan, revision=row.revision, **hands)
    window = Due.objects.pending().get(case=case, kind="contact_window")
    with time_machine.travel(window.due_at + timedelta(minutes=5), tick=False):
        page = client_of(who).get(reverse("home")).content.decode()
    assert "Yes, in the way she named." in page
    assert "within her safe times" in page
    assert "She was never asked whether she agrees" in page
    assert "12345678" not in page
    listed = [entry for entry in entries.sealed() if entry.verb == "cases.listed"]
    assert [entry.subject_id for entry in listed][-2:] == [
        "contact_rules",
        "tasks",
    ]


@pytest.mark.parametrize("who", ["caseworker2", "supervisor", "administrator"])
def test_tasks_are_her_own(house: make.House, case: Case, who: str) -> None:
    client, pk = client_of(house.staff[who]), due_of(case).pk
    assert case.code not in client.get(reverse("task_list")).content.decode()
    assert client.post(reverse("task_done", args=[pk])).status_code == 404
    assert client.get(reverse("task_snooze", args=[pk])).status_code == 404
    assert due_of(case).pk == pk


def test_done_sets_the_next_one_and_twice_is_once(house: make.House, case: Case) -> None:
    client = client_of(house.caseworker)
    done = reverse("task_done", args=[due_of(case).pk])
    assert [client.post(done).status_code for _time in range(2)] == [302, 302]
    assert due_of(case).due_at == make.NOW + timedelta(days=3)
    assert client.get(done).status_code == 405


def test_snooze_asks_for_a_reason_when_the_risk_is_high(house: make.House, case: Case) -> None:
    client = client_of(house.caseworker)
    path = reverse("task_snooze", args=[due_of(case).pk])
    assert client.get(path).status_code == 200
    form = {"until": "2026-06-02T20:00"}
    assert "This still needs an answer" in client.post(path, form).content.decode()
    assert client.post(path, form | {"reason": "in_hand"}).status_code == 302
    assert due_of(case).is_put_off
    assert "put off" in client.get(reverse("task_list")).content.decode()


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-05-01T10:00", "Pick a time that is still to come"),
        ("2026-07-01T10:00", "it cannot wait that long"),
        ("soon", "Write day and time"),
        ("", "This still needs an answer"),
    ],
)
def test_bad_snooze_gets_a_sentence(
    house: make.House, case: Case, until: str, sentence: str
) -> None:
    path = reverse("task_snooze", args=[due_of(case).pk])
    answer = client_of(house.caseworker).post(path, {"until": until, "reason": "in_hand"})
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert not due_of(case).is_put_off


def test_list_takes_the_same_queries_for_one_and_for_three(house: make.House, case: Case) -> None:
    client = client_of(house.caseworker)
    counts = []
    for labels in ((), ("blue kettle", "old lantern")):
        for label in labels:
            make.opened(house, risk=Risk.HIGH, label=label)
        client.get(reverse("task_list"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("task_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
