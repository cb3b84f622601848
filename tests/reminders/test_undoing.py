"""A tick by a slip is undone by who made it: what waited waits again, and the log has both."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.access.errors import NotAllowed, WrongState
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import actions, passing, undoing
from casework.reminders.appointed import set_due
from casework.reminders.kinds import FOLLOW_UPS, Kind
from casework.reminders.models import Due
from casework.reminders.passing import CannotReason
from tests import entries, make
from tests.make import House
from tests.web.signed_in import client_of

AT, HOUR = make.NOW, timedelta(hours=1)
SOON = AT + timedelta(minutes=9)


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, risk=Risk.HIGH)


def follow_up(case: Case) -> Due:
    return Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)


def done(house: House, due: Due, by: str = "caseworker", at: datetime = AT) -> Due:
    actions.done(due, by=house.staff[by].user, at=at)
    return due


def undo(house: House, due: Due, by: str = "caseworker", at: datetime = SOON) -> None:
    entries.sealed()  # as at the COMMIT of what is undone
    undoing.undo(due, by=house.staff[by].user, at=at)


def waiting(case: Case) -> set[tuple[str, str, datetime]]:
    rows = Due.objects.pending().filter(case=case)
    return {(row.kind, row.owner.username, row.falls_due) for row in rows}


def test_a_follow_up_is_due_again_as_before_and_both_stand_in_the_log(
    house: House, case: Case
) -> None:
    due = follow_up(case)
    passing.cannot(due, by=house.caseworker.user, at=AT, reason=CannotReason.NO_TIME)
    before = waiting(case)
    done(house, due, at=AT + HOUR)
    assert waiting(case) != before
    for _twice in range(2):
        undo(house, due, at=AT + HOUR)
    assert (waiting(case), follow_up(case).pk) == (before, due.pk)
    assert {entries.last(verb).by for verb in ("reminder.done", "reminder.undone")} == {
        str(house.caseworker.user.pk)
    }
    done(house, due, at=AT + HOUR)
    assert follow_up(case).due_at == AT + HOUR + timedelta(days=3)


def test_what_one_supervisor_ticked_for_all_waits_for_all_again(house: House, case: Case) -> None:
    told = {"due_at": AT, "by": house.caseworker.user, "at": AT, "reference": None}
    set_due(case, Kind.SUPERVISOR_ALERT, **told)  # type: ignore[arg-type]
    before = waiting(case)
    hers = Due.objects.get(kind=Kind.SUPERVISOR_ALERT, owner=house.supervisor2.user)
    done(house, hers, "supervisor2")
    undo(house, hers, "supervisor2")
    assert waiting(case) == before


def test_what_comes_round_by_itself_is_not_there_twice(house: House, case: Case) -> None:
    before = waiting(case)
    review = Due.objects.get(case=case, kind=Kind.SUPERVISOR_REVIEW)
    undo(house, done(house, review, "supervisor"), "supervisor")
    assert waiting(case) == before


def test_what_was_put_off_is_due_when_it_was(house: House, case: Case) -> None:
    due, before = follow_up(case), waiting(case)
    until = AT + 30 * HOUR
    actions.snooze(due, by=house.caseworker.user, at=AT, until=until, reason="in_hand")
    undo(house, due)
    assert (waiting(case), due.case.next_due_at) == (before, due.due_at)
    assert entries.last("reminder.not_put_off").by == str(house.caseworker.user.pk)


def passed_on(house: House, due: Due, at: datetime = AT) -> None:
    passing.cannot(due, by=house.caseworker.user, at=at, reason=CannotReason.NO_TIME)


def test_what_was_passed_on_is_hers_alone_again(house: House, case: Case) -> None:
    due, before = follow_up(case), waiting(case)
    passed_on(house, due)
    for _twice in range(2):
        undo(house, due)
    assert waiting(case) == before
    assert entries.last("reminder.not_passed_on").by == str(house.caseworker.user.pk)
    passed_on(house, due)
    with pytest.raises(WrongState, match="no longer be undone"):
        undo(house, due, at=AT + timedelta(minutes=11))


def test_of_two_acts_the_later_one_is_undone(house: House, case: Case) -> None:
    due, until = follow_up(case), AT + 30 * HOUR
    passed_on(house, due)
    before = waiting(case)
    entries.sealed()
    actions.snooze(due, by=house.caseworker.user, at=AT, until=until, reason="in_hand")
    for _twice in range(2):
        undo(house, due)
    assert waiting(case) == before


@pytest.mark.proves("reminders.is_asked")
def test_nobody_undoes_what_is_not_hers(house: House, case: Case) -> None:
    due = done(house, follow_up(case))
    with pytest.raises(NotAllowed):
        undo(house, due, "caseworker2")


@pytest.mark.proves("reminders.was_just_now")
def test_after_ten_minutes_it_stays(house: House, case: Case) -> None:
    due = done(house, follow_up(case))
    with pytest.raises(WrongState, match="no longer be undone"):
        undo(house, due, at=AT + timedelta(minutes=11))
    assert follow_up(case).pk != due.pk


@pytest.mark.proves("reminders.is_still_asked_for")
def test_a_closed_case_asks_for_nothing_again(house: House) -> None:
    case = make.opened(house, risk=Risk.LOW)
    due = done(house, follow_up(case))
    make.close(house, case, at=AT)
    with pytest.raises(WrongState, match="closed since"):
        undo(house, due)


@pytest.mark.proves("reminders.nothing_came_of_it")
def test_what_she_was_promised_since_is_not_lost(house: House, case: Case) -> None:
    due = follow_up(case)
    by, promised = house.caseworker.user, AT + 9 * HOUR
    actions.follow_up_done(case, by=by, at=AT, promised_at=promised)
    due.refresh_from_db()
    with pytest.raises(WrongState, match="written down since"):
        undo(house, due)
    assert follow_up(case).due_at == promised


def test_the_button_stands_beside_what_was_said(house: House, case: Case) -> None:
    due = follow_up(case)
    with time_machine.travel(AT, tick=False):
        hers, path = client_of(house.caseworker), reverse("task_undo", args=[due.pk])
        page = hers.post(reverse("task_done", args=[due.pk]), follow=True).content.decode()
        assert f'action="{path}"' in page
        entries.sealed()  # as at its COMMIT
        said = hers.post(path, follow=True).content.decode()
    assert "the task waits for you as before" in said
    assert path not in said
    assert follow_up(case).pk == due.pk


def test_it_stands_there_too_where_a_task_was_passed_on(house: House, case: Case) -> None:
    due = follow_up(case)
    with time_machine.travel(AT, tick=False):
        hers, asked = client_of(house.caseworker), reverse("task_cannot", args=[due.pk])
        page = hers.post(asked, {"reason": "no_time"}, follow=True).content.decode()
    assert f'action="{reverse("task_undo", args=[due.pk])}"' in page
