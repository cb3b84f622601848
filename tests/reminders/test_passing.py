"""She cannot do it: the supervisors have it too, with the reason, and she has it still."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.access import people
from casework.access.errors import NotAllowed, WrongState
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import actions, passing
from casework.reminders.kinds import FOLLOW_UPS, Kind
from casework.reminders.models import Due
from casework.reminders.passing import CannotReason
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

AT = make.NOW


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, risk=Risk.HIGH)


def follow_up(case: Case) -> Due:
    return Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)


def cannot(house: House, due: Due, by: str = "caseworker") -> None:
    passing.cannot(due, by=house.staff[by].user, at=AT, reason=CannotReason.NO_TIME)


def passed_on(case: Case) -> dict[str, str]:
    rows = Due.objects.pending().filter(case=case, kind=Kind.CANNOT_DO)
    return {row.owner.username: row.reason for row in rows}


def test_the_supervisors_have_it_once_until_it_is_done(house: House, case: Case) -> None:
    due = follow_up(case)
    for _twice in range(2):
        cannot(house, due)
    assert passed_on(case) == {"supervisor": "no_time", "supervisor2": "no_time"}
    assert entries.last("reminder.passed_on").reason == "no_time"
    assert follow_up(case).pk == due.pk
    actions.done(due, by=house.caseworker.user, at=AT)
    assert passed_on(case) == {}


def test_one_supervisor_takes_it_for_all(house: House, case: Case) -> None:
    cannot(house, follow_up(case))
    row = Due.objects.get(kind=Kind.CANNOT_DO, owner=house.supervisor2.user)
    actions.done(row, by=house.supervisor2.user, at=AT)
    assert (passed_on(case), follow_up(case).owner) == ({}, house.caseworker.user)


@pytest.mark.proves("reminders.is_asked")
def test_nobody_passes_on_what_is_not_hers(house: House, case: Case) -> None:
    for by in ("caseworker2", "supervisor"):
        with pytest.raises(NotAllowed):
            cannot(house, follow_up(case), by)
    assert passed_on(case) == {}


@pytest.mark.proves("reminders.is_hers_to_pass_on")
def test_a_supervisor_decides_what_waits_for_her(house: House, case: Case) -> None:
    review = Due.objects.get(case=case, kind=Kind.SUPERVISOR_REVIEW)
    with pytest.raises(WrongState, match="waits for you as a supervisor"):
        cannot(house, review, "supervisor")
    assert passed_on(case) == {}


@pytest.mark.proves("reminders.somebody_takes_it")
def test_it_is_passed_on_to_somebody(house: House, case: Case) -> None:
    for name in ("supervisor", "supervisor2", "supervisor3"):
        people.leave(house.staff[name].user, by=house.administrator.user, at=AT)
    with pytest.raises(WrongState, match="No supervisor"):
        cannot(house, follow_up(case))


def test_a_page_asks_why_and_their_homes_say_it(house: House, case: Case) -> None:
    soon = AT + timedelta(hours=20)  # 14:00 in Seoul, four hours before it is due
    path = reverse("task_cannot", args=[follow_up(case).pk])
    with time_machine.travel(soon, tick=False):
        hers = client_of(house.caseworker)
        home = hers.get(reverse("home")).content.decode()
        assert "Later today" in home
        assert path not in home
        assert "This still needs an answer" in hers.post(path, {"sent": "x"}).content.decode()
        assert hers.post(path, {"reason": "not_safe"}).url == reverse("home")
        head = client_of(house.supervisor).get(reverse("home")).content.decode()
        assert ("cannot do" in head, "it is not safe to do now" in head) == (True, True)
        assert path in hers.get(reverse("task_list")).content.decode()
