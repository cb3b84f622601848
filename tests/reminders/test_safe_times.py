"""Her windows and her silence: a reminder of a contact comes at her times, or becomes a review."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.cases import safe_times
from casework.cases.actions import contact, record
from casework.cases.models import Case, Section
from casework.cases.states import Reachability, Risk
from casework.pathways import actions as pathways
from casework.reminders import actions, passed_windows
from casework.reminders.kinds import CLIMBING, FOLLOW_UPS, Kind
from casework.reminders.models import Due, SafeTimesRow
from tests import entries, make
from tests.make import House
from tests.tellings import full

AT, DAY = make.NOW, timedelta(days=1)  # a Monday, 17:00 where she is
PLAN = make.complete("safe_contact") | {
    "may_contact": "yes",
    "method": "phone",
    "zone": "Asia/Shanghai",
    "windows": [
        {"day": "tue", "from": "06:00", "to": "06:40"},
        {"day": "daily", "from": "23:30", "to": "00:30"},
    ],
}


def moment(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-{day:02}T{clock}+08:00")


def test_windows_open_on_her_clock_for_ninety_days() -> None:
    told = safe_times.of(PLAN, AT)
    assert told.openings[:3] == (moment(1, "23:30"), moment(2, "06:00"), moment(2, "23:30"))
    assert 103 <= len(told.openings) <= 104
    assert told.openings[-1] <= AT + 91 * DAY
    seoul = safe_times.of(PLAN | {"zone": "Asia/Seoul"}, AT)
    assert seoul.openings[0] == moment(1, "22:30")


@pytest.mark.parametrize("may", ["no", "only_if_she_calls", "unknown", "not_asked"])
def test_who_is_not_to_be_called_has_no_window(may: str) -> None:
    assert safe_times.of(PLAN | {"may_contact": may}, AT) == safe_times.SafeTimes()


def test_no_window_opens_within_her_silence() -> None:
    told = safe_times.of(PLAN | {"do_not_contact_until": "2026-06-03"}, AT)
    assert told.silent_until == moment(3, "00:00")
    assert told.openings[0] == moment(3, "23:30")


def save(house: House, case: Case, at: datetime = AT, **changed: Any) -> None:
    who = house.caseworker
    row = Section.objects.get(case=case, kind="safe_contact")
    hands: dict[str, Any] = {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}
    record.save_section(case, "safe_contact", PLAN | changed, revision=row.revision, **hands)


def pending(case: Case, *kinds: Kind) -> list[tuple[str, datetime]]:
    rows = Due.objects.pending().filter(case=case, kind__in=kinds).order_by("kind")
    return [(row.kind, row.due_at) for row in rows]


@pytest.fixture
def case(house: House) -> Case:
    made = make.opened(house, risk=Risk.HIGH)
    save(house, made)
    return made


def test_saving_her_plan_sets_the_window_that_serves_the_follow_up(
    house: House, case: Case
) -> None:
    """The last one before it is due; done, the next follow-up has its own."""
    assert pending(case, Kind.CONTACT_WINDOW) == [("contact_window", moment(2, "06:00"))]
    last = datetime.fromisoformat(SafeTimesRow.objects.get().openings[-1])
    assert pending(case, Kind.SAFE_TIMES) == [("safe_times", last - 14 * DAY)]
    before = entries.count()
    save(house, case)
    assert [entry.reason for entry in entries.since(before)] == ["safe_contact"]
    follow_up = Due.objects.get(case=case, kind=Kind.FOLLOW_UP)
    actions.done(follow_up, by=house.caseworker.user, at=AT)
    assert pending(case, Kind.CONTACT_WINDOW) == [("contact_window", moment(3, "23:30"))]
    save(house, case, windows=[])
    assert pending(case, Kind.CONTACT_WINDOW, Kind.SAFE_TIMES) == []


def test_the_times_lie_there_as_times_and_nothing_else(case: Case) -> None:
    row = SafeTimesRow.objects.get(case=case)
    assert all(datetime.fromisoformat(one).tzinfo is not None for one in row.openings)
    assert row.silent_until is None


def by_her_no(house: House, case: Case) -> None:
    save(house, case, may_contact="no")


def by_her_silence(house: House, case: Case) -> None:
    save(house, case, do_not_contact_until="2026-06-20")


def by_a_stop(house: House, case: Case) -> None:
    who = house.caseworker
    keys = make.keys_for(who, case)
    contact.stop(case, by=who.user, at=AT, keys=keys, reason="overheard")


def by_arrest(house: House, case: Case) -> None:
    who = house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": AT, "keys": make.keys_for(who, case)}
    pathways.move(case, "FM9", event="inside", **hands)
    pathways.move(case, "CU1", event="M06", telling=full("FM9", "M06", "CU1"), **hands)


@pytest.mark.parametrize("blocked", [by_her_no, by_her_silence, by_a_stop, by_arrest])
def test_blocked_it_becomes_a_review_on_the_same_day_and_never_vanishes(
    house: House, case: Case, blocked: Any
) -> None:
    before = Due.objects.get(case=case, kind=Kind.FOLLOW_UP)
    blocked(house, case)
    after = Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)
    assert (after.pk, after.kind) == (before.pk, Kind.CASE_REVIEW)
    assert after.due_at <= before.due_at
    assert pending(case, Kind.CONTACT_WINDOW) == []
    actions.done(after, by=house.caseworker.user, at=AT)
    assert pending(case, *FOLLOW_UPS)[0][0] == "case_review"


def test_after_her_silence_it_is_a_follow_up_again(house: House, case: Case) -> None:
    save(house, case, do_not_contact_until="2026-06-03")
    assert pending(case, *FOLLOW_UPS) == [("case_review", AT + DAY)]
    review = Due.objects.get(case=case, kind=Kind.CASE_REVIEW)
    actions.done(review, by=house.caseworker.user, at=AT + DAY)
    assert pending(case, *FOLLOW_UPS) == [("follow_up", AT + 4 * DAY)]
    assert pending(case, Kind.CONTACT_WINDOW) == [("contact_window", moment(4, "23:30"))]


@pytest.mark.parametrize("gone", [Reachability.RETURNED, Reachability.LOST])
def test_who_is_gone_has_no_window(house: House, case: Case, gone: Reachability) -> None:
    case.reachability = gone
    record.save_case(case, "reachability")
    save(house, case)
    assert pending(case, Kind.CONTACT_WINDOW, Kind.SAFE_TIMES) == []
    assert pending(case, *FOLLOW_UPS)[0][0] == "case_review"


def test_a_window_that_nobody_used_is_followed_by_the_next(house: House, case: Case) -> None:
    """It does not climb: the follow-up beside it does. After the last one they are asked for."""
    assert Kind.CONTACT_WINDOW not in CLIMBING
    opened = moment(2, "06:00")
    assert passed_windows.sweep(opened + timedelta(hours=11)) == 0
    at = opened + timedelta(hours=12)
    assert [passed_windows.sweep(at) for _twice in range(2)] == [1, 0]
    assert pending(case, Kind.CONTACT_WINDOW) == [("contact_window", moment(2, "23:30"))]
    passed_windows.sweep(AT + 120 * DAY)
    assert pending(case, Kind.CONTACT_WINDOW) == []
    assert len(pending(case, Kind.SAFE_TIMES)) == 1
