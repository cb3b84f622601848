"""The first page of each role: what now, and nothing of what is not hers."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from redis.exceptions import ConnectionError as NoBroker

from casework.audit import growth
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.referrals.states import Act
from casework.reminders import alive
from casework.reminders.kinds import Kind
from casework.reminders.models import Delivery, Due
from casework.reminders.queries import count_due, due_badge
from casework.reminders.tasks import sweep
from casework.web.home.parts import MOST_DUE
from tests import entries, make
from tests.referrals.conftest import Scene, agreed
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def scene() -> Scene:
    return agreed(make.house(), risk=Risk.HIGH)


def home(scene: Scene, who: str, *, days: int = 0) -> str:
    with time_machine.travel(make.NOW + timedelta(days=days), tick=False):
        answer = client_of(scene.house.staff[who]).get(reverse("home"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_caseworker_begins_a_call_from_here(scene: Scene) -> None:
    page = home(scene, "caseworker")
    for name in ("intake_begin", "short_intake", "line"):
        assert f'href="{reverse(name)}"' in page


def test_a_caseworker_sees_what_is_due_with_code_and_label(scene: Scene) -> None:
    page = home(scene, "caseworker", days=20)
    assert (scene.case.code in page, "grey scarf" in page) == (True, True)


def test_what_is_due_says_nothing_of_why(scene: Scene) -> None:
    page = home(scene, "caseworker", days=20)
    assert not any(word in page for word in ("Little crane", "check-up", "forced marriage"))


def test_a_colleague_and_another_desk_see_nothing_of_it(scene: Scene) -> None:
    for who in ("caseworker2", "caseworker3", "supervisor3"):
        page = home(scene, who, days=20)
        assert (scene.case.code in page, "grey scarf" in page) == (False, False), who


def test_a_supervisor_sees_what_waits_for_her_review(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, urgency="urgent")
    page = home(scene, "supervisor")
    assert reverse("referral_review", args=[scene.case.code, referral.pk]) in page
    assert entries.last("referrals.listed").by == str(scene.house.supervisor.user.pk)


def test_every_page_says_how_much_is_due_beside_the_first_tab(scene: Scene) -> None:
    """Of her own, and not in the title, which somebody sees who looks over her shoulder."""
    who = scene.house.caseworker
    with time_machine.travel(make.NOW + timedelta(days=2), tick=False):
        number = count_due(who.user, now())
        badge, client = f'<span class="count">{number}<span class="away"> due', client_of(who)
        for url in (reverse("home"), reverse("case_list"), reverse("account")):
            page = client.get(url).content.decode()
            title = page.partition("<title>")[2].partition("</title>")[0]
            assert (page.count(badge), str(number) in title) == (1, False)
        locked = client.post(reverse("lock"), follow=True).content.decode()
        assert (number > 0, '<span class="away"> due' in locked) == (True, False)
        Case.objects.update(hidden_at=now())
        assert due_badge(who.user, now()) == ""


def test_a_supervisors_due_now_is_the_number_beside_the_first_tab(scene: Scene) -> None:
    """What stands in a queue is counted all the same, and the list of tasks shows it too."""
    make.submitted(scene.house, risk=Risk.HIGH)
    head = scene.house.supervisor
    with time_machine.travel(make.NOW + timedelta(days=2), tick=False):
        number, client = due_badge(head.user, now()), client_of(head)
        page = client.get(reverse("home")).content.decode()
        assert f'Due now <span class="count">{number}</span>' in page
        assert f'<span class="count">{number}<span class="away"> due' in page
        tasks = client.get(reverse("task_list")).content.decode()
        assert f'Due now <span class="count">{number}</span>' in tasks
    assert int(number) > 1


def test_the_badge_counts_no_further_than_99(scene: Scene) -> None:
    at, who = make.NOW, scene.house.caseworker.user
    told = {"case": scene.case, "kind": Kind.REFERRAL_FEEDBACK, "owner": who, "due_at": at}
    for number, badge in ((99, "99"), (1, "99+")):
        Due.objects.bulk_create(Due(**told, reference=uuid4()) for _one in range(number))
        assert due_badge(who, at) == badge


def test_an_administrator_sees_the_seal_and_nobodys_case(scene: Scene) -> None:
    entries.sealed()
    page = home(scene, "administrator", days=20)
    assert reverse("audit") in page
    for word in (scene.case.code, "grey scarf", "Little crane", reverse("case_list")):
        assert word not in page


def test_nobody_is_led_to_the_door() -> None:
    answer = Client().get(reverse("home"))
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/"


def test_a_locked_desk_shows_nothing(scene: Scene) -> None:
    answer = client_of(scene.house.caseworker, locked=True).get(reverse("home"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/unlock/?next=%2F")


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "administrator"])
def test_the_page_costs_the_same_with_more_cases(scene: Scene, who: str) -> None:
    def queries() -> int:
        client = client_of(scene.house.staff[who])
        later = make.NOW + timedelta(days=20)
        with time_machine.travel(later, tick=False), CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("home")).status_code == 200
        return len(asked)

    with_one = queries()
    for label in ("blue kettle", "old lantern"):
        make.opened(scene.house, label=label)
    assert queries() == with_one


def test_home_shows_the_first_that_are_due_and_how_many_more(scene: Scene) -> None:
    for number in range(MOST_DUE + 3):
        make.opened(scene.house, risk=Risk.HIGH, label=f"grey {number}")
    page = home(scene, "caseworker", days=1)
    due = Due.objects.pending().filter(owner=scene.house.caseworker.user)
    late = due.filter(due_at__lte=make.NOW + timedelta(days=1)).count()
    assert f'Due now <span class="count">{late}</span>' in page
    assert f"{late - MOST_DUE} more are due now" in page
    assert page.count('/done/"') <= MOST_DUE


def test_reviews_in_a_queue_leave_room_for_her_other_tasks(scene: Scene) -> None:
    user, case = scene.house.supervisor.user, scene.case
    kinds = [Kind.REFERRAL_REVIEW_DUE] * 60 + [Kind.KEY_ROTATION]
    Due.objects.bulk_create(
        Due(case=case, kind=kind, reference=uuid4(), owner=user, due_at=make.NOW) for kind in kinds
    )
    assert str(Kind.KEY_ROTATION.label) in home(scene, "supervisor")


# The language, and the health of the house -------------------------------------


def test_a_language_is_picked_for_this_session(scene: Scene) -> None:
    client = client_of(scene.house.caseworker)
    here = reverse("case_list")
    answer = client.post(reverse("set_language"), {"language": "ko", "next": here})
    assert answer.headers["Location"] == here
    assert client.get(here).headers["Content-Language"] == "ko"


def test_a_language_that_is_not_there_changes_nothing(scene: Scene) -> None:
    client = client_of(scene.house.caseworker)
    client.post(reverse("set_language"), {"language": "xx"})
    assert client.get("/").headers["Content-Language"] == "en"


def test_health_is_well() -> None:
    answer = Client().get(reverse("health"))
    assert (answer.status_code, answer.json()) == (200, {"silent": []})


@pytest.mark.parametrize(
    ("what", "broken"),
    [
        ("database", ("django.db.connection.copy", DatabaseError)),
        ("broker", ("django.core.cache.cache.get", NoBroker)),
    ],
)
def test_health_names_what_is_silent_and_nothing_else(what: str, broken: Any) -> None:
    target, error = broken
    with patch(target, side_effect=error("host and password stand here")):
        answer = Client().get(reverse("health"))
    assert (answer.status_code, answer.json()) == (503, {"silent": [what]})


def test_health_names_the_log_when_no_whole_part_is_ahead() -> None:
    with patch("casework.audit.growth.log_size", return_value=growth.parts()[-1].low):
        answer = Client().get(reverse("health"))
    assert (answer.status_code, answer.json()) == (503, {"silent": ["log"]})


@pytest.mark.parametrize("process", alive.Process)
def test_health_names_a_process_that_was_at_work_and_no_longer_is(process: alive.Process) -> None:
    alive.mark(process, now() - alive.PATIENCE - timedelta(seconds=30))
    answer = Client().get(reverse("health"))
    assert (answer.status_code, answer.json()) == (503, {"silent": [process.value]})
    alive.mark(process, now())
    assert Client().get(reverse("health")).status_code == 200


def test_health_names_a_process_that_was_waited_for_in_vain(scene: Scene) -> None:
    """The store forgets its marks with the power, and one of the two never comes back."""
    client, at = client_of(scene.house.administrator), now()
    alive.mark(alive.Process.BEAT, at)
    assert Client().get(reverse("health")).status_code == 200
    later = at + alive.PATIENCE + timedelta(seconds=30)
    with time_machine.travel(later, tick=False):
        alive.mark(alive.Process.BEAT, later)
        answer = Client().get(reverse("health"))
        page = client.get("/").content.decode()
    assert (answer.status_code, answer.json()) == (503, {"silent": ["worker"]})
    assert ("Nobody sweeps" in page, "the first mark comes" in page) == (True, False)


def test_an_administrator_sees_what_runs_by_itself(scene: Scene) -> None:
    client = client_of(scene.house.administrator)
    assert client.get("/").content.decode().count("Not seen yet") == 2
    alive.mark(alive.Process.BEAT, now())
    alive.mark(alive.Process.WORKER, now() - alive.PATIENCE - timedelta(seconds=30))
    page = client.get("/").content.decode()
    assert ("At work" in page, "Silent" in page, "Nobody sweeps" in page) == (True, True, True)


def test_a_sweep_leaves_its_mark(db: None) -> None:
    sweep.run()
    assert alive.last_seen()[alive.Process.WORKER] is not None


def test_mails_that_failed_are_counted_and_tried_again(scene: Scene) -> None:
    client = client_of(scene.house.administrator)
    Due.objects.update(delivery=Delivery.SET_ASIDE)
    number = Due.objects.set_aside().count()
    assert f"{number} mail" in client.get("/").content.decode()
    client.post(reverse("mails_try_again"))
    assert Due.objects.set_aside().count() == 0
    assert "could not be sent" not in client.get("/").content.decode()
    again = client.post(reverse("mails_try_again"), follow=True)
    assert "No mail waits." in again.content.decode()


def test_a_database_that_hangs_is_silent_and_not_waited_for() -> None:
    asked = connection.copy()
    with socket.create_server(("127.0.0.1", 0)) as deaf, patch("django.db.connection.copy") as copy:
        host, port = deaf.getsockname()
        asked.settings_dict |= {"HOST": host, "PORT": str(port)}
        assert asked.settings_dict["OPTIONS"]["connect_timeout"] == 10
        asked.settings_dict["OPTIONS"]["connect_timeout"] = 2  # the shortest that libpq takes
        copy.return_value = asked
        answer = Client().get(reverse("health"))
    assert (answer.status_code, answer.json()) == (503, {"silent": ["database"]})
