"""How often each level is looked after: an administrator sets it, within bounds, on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.access.errors import NotAllowed, WrongState
from casework.accounts.rows import Forged
from casework.cases.actions import assessment
from casework.cases.states import Risk
from casework.reminders import intervals
from casework.reminders.interval_rows import Measure
from casework.reminders.models import Due, Interval
from casework.reminders.rules import RHYTHMS, Level
from tests import entries, make
from tests.web.signed_in import client_of

AT, HOUR = make.NOW, timedelta(hours=1)


def change(house: make.House, level: Level, who: str = "administrator", **wanted: int) -> None:
    told = {Measure(name): hours for name, hours in wanted.items()}
    intervals.change(level, told, by=house.staff[who].user, at=AT)


def test_a_change_holds_at_once_and_keeps_who_when_from_and_to(house: make.House) -> None:
    change(house, Level.HIGH, first=12, late=6)
    change(house, Level.HIGH, first=10, late=6)
    case = make.opened(house, risk=Risk.HIGH)
    due = {row.kind: row.due_at for row in Due.objects.filter(case=case)}
    assert (due["follow_up"], due["escalation"]) == (AT + 10 * HOUR, AT + 16 * HOUR)
    told = Interval.objects.order_by("measure", "number").values_list("before", "hours", "set_by")
    by = house.administrator.user.pk
    assert list(told) == [(24, 12, by), (12, 10, by), (24, 6, by)]
    change(house, Level.CRITICAL, first=2)
    assessment.set_risk(case, Risk.CRITICAL, by=house.caseworker.user, at=AT + 9 * HOUR)
    assert Due.objects.get(case=case, kind="follow_up").due_at == AT + 10 * HOUR
    said = entries.last("intervals.changed")
    assert (said.reason, said.by) == ("critical", str(by))


@pytest.mark.proves("reminders.can_set_intervals")
@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_nobody_else_sets_them(house: make.House, who: str) -> None:
    with pytest.raises(NotAllowed):
        change(house, Level.LOW, who, first=100)
    assert not Interval.objects.exists()


@pytest.mark.proves("reminders.interval_in_bounds")
@pytest.mark.parametrize("hours", [0, 1, 337, 9000])
def test_it_keeps_within_bounds(house: make.House, hours: int) -> None:
    with pytest.raises(WrongState, match="from 42 to 336 hours"):
        change(house, Level.LOW, first=hours)
    assert not Interval.objects.exists()


@pytest.mark.proves("reminders.graver_is_sooner")
def test_a_graver_level_is_never_looked_after_less_often(house: make.House) -> None:
    with pytest.raises(WrongState, match="comes no later than"):
        change(house, Level.MEDIUM, first=20)
    assert not Interval.objects.exists()


@pytest.mark.proves("reminders.rungs_in_order")
def test_the_second_supervisor_comes_after_the_first(house: make.House) -> None:
    with pytest.raises(WrongState, match="later than the first one"):
        change(house, Level.CRITICAL, late=8, later=8)
    assert not Interval.objects.exists()


def test_one_that_somebody_wrote_into_the_database_is_refused(house: make.House) -> None:
    change(house, Level.LOW, first=100)
    Interval.objects.update(hours=300)
    with pytest.raises(Forged):
        intervals.current()


def test_every_number_of_the_reference_lies_within_its_bounds() -> None:
    for level, rhythm in RHYTHMS.items():
        wanted = intervals.hours_of(rhythm)
        assert intervals.interval_in_bounds(level, wanted) == ""
    assert intervals.graver_is_sooner(RHYTHMS) == ""


@time_machine.travel(make.NOW, tick=False)
def test_an_administrator_sets_them_on_a_page(house: make.House) -> None:
    client = client_of(house.administrator)
    path = reverse("interval_set", args=["high"])
    seen = {
        f"initial-{one}": hours for one, hours in intervals.hours_of(RHYTHMS[Level.HIGH]).items()
    }
    typed = {name.removeprefix("initial-"): hours for name, hours in seen.items()}
    page = client.post(path, seen | typed | {"first": 999}).content.decode()
    assert ("from 6 to 48 hours" in page, 'value="999"' in page) == (True, True)
    change(house, Level.HIGH, review=100)  # by somebody else, meanwhile
    assert client.post(path, seen | typed | {"first": 20}).status_code == 302
    assert intervals.hours_of(intervals.current()[Level.HIGH]) == {
        "first": 20, "every": 72, "late": 24, "review": 100,
    }  # fmt: skip
    listed = client.get(reverse("interval_list")).content.decode()
    assert ("24 hours → 20 hours" in listed, "7 days → 100 hours" in listed) == (True, True)
    assert client.get(reverse("interval_set", args=["green"])).status_code == 404
