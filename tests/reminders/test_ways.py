"""When she is told by mail: her quiet hours, one summary, kinds left out; never what is urgent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from casework.access.errors import WrongState
from casework.accounts.models import User
from casework.cases.states import Risk
from casework.reminders import delivery, ways
from casework.reminders.kinds import TABLE, URGENT, Kind
from casework.reminders.models import Delivery, Due
from casework.reminders.queries import tasks_for
from casework.reminders.ways import MAY_BE_MUTED, Summary, Ways
from tests import entries, make
from tests.make import House
from tests.reminders.conftest import give_address
from tests.web.signed_in import client_of

AT, HOUR, DAY = make.NOW, timedelta(hours=1), timedelta(days=1)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(clock).astimezone(UTC)


def hers(zone: str, **told: Any) -> Ways:
    return Ways(person=User(username="somebody", time_zone=zone), **told)


def goes(set_so: Ways, when: str, kind: str = Kind.FOLLOW_UP, risk: str = "") -> datetime | None:
    return ways.goes_at(set_so, kind, risk, at(when))


@pytest.mark.parametrize(
    ("zone", "when", "then"),
    [
        # The night in which the clock goes forward, and the one in which it goes back.
        ("Europe/Berlin", "2026-03-28T22:30+01:00", "2026-03-29T06:30+02:00"),
        ("Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-25T06:30+01:00"),
        ("Europe/Berlin", "2026-10-25T02:30+01:00", "2026-10-25T06:30+01:00"),
        ("America/New_York", "2026-03-08T01:59-05:00", "2026-03-08T06:30-04:00"),
        ("America/New_York", "2026-10-31T23:00-04:00", "2026-11-01T06:30-05:00"),
        ("Australia/Lord_Howe", "2026-04-04T22:00+11:00", "2026-04-05T06:30+10:30"),
        ("Australia/Lord_Howe", "2026-10-04T01:45+10:30", "2026-10-04T06:30+11:00"),
        ("Asia/Seoul", "2026-06-01T21:59+09:00", "2026-06-01T21:59+09:00"),
        ("Asia/Seoul", "2026-06-01T22:00+09:00", "2026-06-02T06:30+09:00"),
        ("Asia/Seoul", "2026-06-01T06:29+09:00", "2026-06-01T06:30+09:00"),
        ("Asia/Seoul", "2026-06-01T06:30+09:00", "2026-06-01T06:30+09:00"),
    ],
)
def test_her_night_is_quiet_where_she_is(zone: str, when: str, then: str) -> None:
    quiet = hers(zone, quiet_from="22:00", quiet_until="06:30")
    assert goes(quiet, when) == at(then)


def test_a_summary_comes_in_the_morning_over_every_change_of_the_clock() -> None:
    daily = hers("Europe/Berlin", summary=Summary.DAILY)
    assert goes(daily, "2026-03-28T09:00+01:00") == at("2026-03-29T08:00+02:00")
    assert goes(daily, "2026-10-24T09:00+02:00") == at("2026-10-25T08:00+01:00")
    weekly = hers("America/New_York", summary=Summary.WEEKLY)
    assert goes(weekly, "2026-10-27T09:00-04:00") == at("2026-11-02T08:00-05:00")
    assert goes(weekly, "2026-11-02T07:59-05:00") == at("2026-11-02T08:00-05:00")
    both = hers("Asia/Seoul", summary=Summary.DAILY, quiet_from="01:00", quiet_until="09:15")
    assert goes(both, "2026-06-01T12:00+09:00") == at("2026-06-02T09:15+09:00")


def test_what_is_urgent_waits_for_nothing() -> None:
    """Every kind of the table, at night, with everything switched off that can be."""
    night = "2026-06-01T23:00+09:00"
    off = hers("Asia/Seoul", quiet_from="22:00", quiet_until="06:00", muted=sorted(MAY_BE_MUTED))
    for line in TABLE:
        told = {goes(off, night, line.kind), goes(off, night, line.kind, Risk.CRITICAL)}
        assert told == ({at(night)} if line.kind in URGENT else {None, at(night)})


def set_ways(house: House, who: str = "caseworker", **told: Any) -> None:
    usual: dict[str, Any] = {"quiet": ("", ""), "summary": Summary.EACH, "muted": []}
    ways.change(house.staff[who].user, at=AT, **usual | told)


@pytest.mark.proves("reminders.urgent_is_told")
@pytest.mark.parametrize("kind", sorted(URGENT))
def test_nothing_urgent_can_be_switched_off(house: House, kind: str) -> None:
    with pytest.raises(WrongState, match="urgent is always told"):
        set_ways(house, muted=[kind])
    assert not Ways.objects.exists()


@pytest.mark.proves("reminders.quiet_leaves_a_day")
@pytest.mark.parametrize(
    "quiet", [("22:00", ""), ("", "06:00"), ("08:00", "08:00"), ("07:00", "20:00")]
)
def test_quiet_hours_leave_a_day(house: House, quiet: tuple[str, str]) -> None:
    with pytest.raises(WrongState):
        set_ways(house, quiet=quiet)
    assert not Ways.objects.exists()


def test_it_is_on_record_and_the_same_again_is_not(house: House) -> None:
    set_ways(house, quiet=("22:00", "06:00"))
    assert entries.last("notices.changed").by == str(house.caseworker.user.pk)
    before = entries.count()
    set_ways(house, quiet=("22:00", "06:00"))
    assert entries.count() == before
    set_ways(house, summary=Summary.DAILY)
    assert Ways.objects.get().revision == 2


def test_one_mail_in_the_morning_for_all_that_waited(house: House) -> None:
    """Home has it at once, late ones climb meanwhile, and what is urgent is not held."""
    give_address(house.caseworker.user, "worker@example.org")
    set_ways(house, summary=Summary.DAILY)
    for label in ("blue kettle", "old lantern"):
        make.opened(house, label=label, risk=Risk.HIGH)
    due_at = AT + 24 * HOUR  # 18:00 in Seoul
    rows = Due.objects.filter(kind=Kind.FOLLOW_UP)
    assert delivery.sweep(due_at) == 0
    assert delivery.sweep(due_at + HOUR) == 0
    assert mail.outbox == []
    assert len([t for t in tasks_for(house.caseworker.user, due_at) if t.due_at <= due_at]) == 2
    morning = due_at + 14 * HOUR
    delivery.sweep(morning - timedelta(minutes=1))
    assert mail.outbox == []
    delivery.sweep(morning)
    delivery.sweep(morning + HOUR)
    assert [one.to for one in mail.outbox] == [["worker@example.org"]]
    assert {row.delivery for row in rows} == {Delivery.DELIVERED}


def test_a_case_that_turns_critical_is_not_held_any_more(house: House) -> None:
    give_address(house.caseworker.user, "worker@example.org")
    set_ways(house, summary=Summary.WEEKLY)
    case = make.opened(house, risk=Risk.HIGH)
    due_at = AT + 24 * HOUR
    delivery.sweep(due_at)
    assert Due.objects.get(kind=Kind.FOLLOW_UP).notice_at is not None
    type(case).objects.filter(pk=case.pk).update(risk=Risk.CRITICAL)
    delivery.sweep(due_at + timedelta(minutes=1))
    assert len(mail.outbox) == 1


def test_a_kind_without_mail_still_stands_at_home(house: House) -> None:
    give_address(house.caseworker.user, "worker@example.org")
    set_ways(house, muted=[Kind.FOLLOW_UP])
    make.opened(house, risk=Risk.HIGH)
    assert delivery.sweep(AT + DAY) == 1
    assert mail.outbox == []
    assert tasks_for(house.caseworker.user, AT + DAY)[0].kind == Kind.FOLLOW_UP


def test_she_sets_it_on_a_page_of_her_own(house: House) -> None:
    client, path = client_of(house.caseworker), reverse("notices")
    typed = {"quiet_from": "22:30", "quiet_until": "", "summary": "weekly", "muted": ["follow_up"]}
    page = client.post(path, typed).content.decode()
    assert ("beginning and an end" in page, 'value="22:30"' in page) == (True, True)
    assert client.post(path, typed | {"quiet_until": "07:00"}).url == reverse("account")
    row = Ways.objects.get(person=house.caseworker.user)
    assert (row.quiet_from, row.quiet_until, row.summary) == ("22:30", "07:00", "weekly")
    assert "22:30" in client.get(path).content.decode()
    assert "not one of the" in client.post(path, typed | {"muted": ["if_taken"]}).content.decode()
