"""The ladder: due, overdue to a supervisor, to a second one; where nobody is, to administrators."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.urls import reverse

from casework.access import lock_out, people, stand_ins
from casework.access.models import StandIn
from casework.audit.log import new_entry, record
from casework.cases import dues
from casework.cases.actions import assessment
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import delivery, ladder, rules, unattended
from casework.reminders.kinds import CLIMBING, Kind
from casework.reminders.models import Due
from casework.reminders.upkeep import recompute
from tests import make
from tests.make import House
from tests.pathways.steps import tell
from tests.reminders.conftest import give_address
from tests.web.signed_in import client_of

AT, HOUR = make.NOW, timedelta(hours=1)
MOMENT = timedelta(minutes=1)


def minute(at: datetime) -> None:
    """What the worker does each minute."""
    unattended.sweep(at)
    ladder.sweep(at)
    delivery.sweep(at)
    ladder.sweep(at)


def put(case: Case, kind: str, at: datetime = AT) -> Due:
    with transaction.atomic():
        dues.set_due(case, kind, due_at=at, by=case.owner, at=AT, reference=uuid4())
    return Due.objects.pending().filter(case=case, kind=kind, due_at=at).latest("id")


def rungs(due: Due) -> list[tuple[str, datetime]]:
    rows = Due.objects.pending().filter(kind=Kind.ESCALATION, reference=due.pk)
    return [(row.owner.username, row.due_at) for row in rows.order_by("due_at")]


@pytest.mark.parametrize("risk", [Risk.CRITICAL, Risk.HIGH, Risk.MEDIUM, Risk.LOW])
def test_each_rung_comes_at_its_time_and_once(house: House, risk: Risk) -> None:
    """Every kind of task that climbs, at the level that has two rungs; one of them at each."""
    case, kinds = make.opened(house, risk=risk), sorted(CLIMBING)
    tasks = [put(case, kind) for kind in (kinds if risk == Risk.CRITICAL else kinds[:1])]
    minute(AT)
    names, wanted = ("supervisor", "supervisor2"), []
    for name, late in zip(names, rules.rhythm(risk, case.reachability).escalate, strict=False):
        minute(AT + late - MOMENT)
        assert {tuple(rungs(due)) for due in tasks} == {tuple(wanted)}
        wanted.append((name, AT + late))
        for _twice in range(2):
            minute(AT + late)
        assert {tuple(rungs(due)) for due in tasks} == {tuple(wanted)}


def test_rungs_fall_away_with_the_task_and_when_it_moves(house: House) -> None:
    case, who = make.opened(house, risk=Risk.CRITICAL), house.caseworker
    one, other = put(case, Kind.IF_TAKEN), put(case, Kind.REFERRAL_FEEDBACK)
    minute(AT)
    minute(AT + 4 * HOUR)
    assert (len(rungs(one)), len(rungs(other))) == (1, 1)
    at = AT + 5 * HOUR
    with transaction.atomic():
        dues.settle(case, Kind.IF_TAKEN, by=who.user, at=at, reference=one.reference)
        put_off = {"by": who.user, "at": at, "reference": other.reference}
        dues.set_due(case, Kind.REFERRAL_FEEDBACK, due_at=AT + 9 * HOUR, **put_off)
    assert (rungs(one), rungs(other)) == ([], [])
    minute(AT + 9 * HOUR)
    minute(AT + 13 * HOUR)
    assert rungs(other) == [("supervisor", AT + 13 * HOUR)]
    make_lower = {"by": house.supervisor.user, "at": AT + 14 * HOUR, "reason": "danger_passed"}
    assessment.set_risk(case, Risk.LOW, **make_lower)
    assert rungs(other) == [("supervisor", AT + 13 * HOUR)]
    make.close(house, case, at=AT + 14 * HOUR)
    assert rungs(other) == []


def test_her_copy_climbs_in_a_closed_case_too(house: House) -> None:
    """Its 30 days run on when the work has ended."""
    case, late = make.opened(house, risk=Risk.LOW), AT + 7 * 24 * HOUR
    make.close(house, case)
    due = put(case, Kind.COPY_DUE)
    minute(AT)
    minute(late)
    recompute(case, None, late)
    assert rungs(due) == [("supervisor", late)]
    with transaction.atomic():
        who = house.caseworker.user
        dues.settle(case, Kind.COPY_DUE, by=who, at=late, reference=due.reference)
    assert rungs(due) == []


def test_of_a_desk_with_one_supervisor_the_second_stands_by_for_it(house: House) -> None:
    """She opens nothing by it: her list leads to an opening in an emergency."""
    case = make.opened(house, "caseworker3", risk=Risk.CRITICAL)
    follow_up = Due.objects.get(case=case, kind=Kind.FOLLOW_UP)
    above = Due.objects.pending().filter(case=case, kind=Kind.ESCALATION).order_by("due_at")
    told = [(row.owner.username, row.due_at - follow_up.due_at) for row in above]
    assert told == [("supervisor3", 4 * HOUR), ("supervisor", 12 * HOUR)]
    due = put(case, Kind.LOOK_AGAIN)
    for hours in (0, 4, 12):
        minute(AT + hours * HOUR)
    at = AT + 12 * HOUR
    assert rungs(due) == [("supervisor3", AT + 4 * HOUR), ("supervisor", at)]
    assert {row.owner.username for row in _reviews(case)} == {"supervisor3"}
    with time_machine.travel(at, tick=False):
        page = client_of(house.supervisor).get(reverse("home")).content.decode()
    assert f"{reverse('break_glass')}?code={case.code}" in page
    assert "grey scarf" not in page
    assessment.set_risk(case, Risk.HIGH, by=house.supervisor3.user, at=at, reason="danger_passed")
    minute(at)
    left = Due.objects.pending().filter(case=case, kind=Kind.ESCALATION)
    assert {row.owner.username for row in left} == {"supervisor3"}


def _reviews(case: Case) -> list[Due]:
    return list(Due.objects.pending().filter(case=case, kind=Kind.ACCESS_REVIEW))


def test_a_rung_follows_whoever_is_asked_now(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    due = put(case, Kind.LOOK_AGAIN)
    minute(AT)
    minute(AT + 24 * HOUR)
    assert rungs(due) == [("supervisor", AT + 24 * HOUR)]
    people.leave(house.supervisor.user, by=house.administrator.user, at=AT + 25 * HOUR)
    case = Case.objects.select_related("desk", "owner").get(pk=case.pk)
    assessment.set_risk(case, Risk.CRITICAL, by=house.caseworker.user, at=AT + 25 * HOUR)
    minute(AT + 26 * HOUR)
    assert rungs(due) == [("supervisor2", AT + 4 * HOUR)]


# Where nobody is left.


def alone(house: House) -> None:
    """Nobody stands by for the north desk any more than its two supervisors themselves."""
    by = house.administrator.user
    for name in ("supervisor2", "supervisor3"):
        people.leave(house.staff[name].user, by=by, at=AT)


def told(house: House, at: datetime) -> list[str]:
    who = house.administrator.reload().user
    return [row.case.code for row in unattended.told_to(who, at)]


def test_a_desk_where_nobody_is_left_alerts_the_administrators(house: House) -> None:
    case = make.opened(house, "caseworker", risk=Risk.HIGH)
    due_at, late = AT + 24 * HOUR, AT + 48 * HOUR
    give_address(house.administrator.user, "house@example.org")
    alone(house)
    minute(due_at)
    assert told(house, late) == []
    people.leave(house.supervisor.user, by=house.administrator.user, at=due_at)
    minute(due_at)
    minute(due_at)
    assert told(house, late - MOMENT) == []
    mail.outbox.clear()
    minute(late)
    assert [one.to for one in mail.outbox] == [["house@example.org"]]
    assert told(house, late) == [case.code]
    with time_machine.travel(late, tick=False):
        page = client_of(house.administrator).get(reverse("home")).content.decode()
    assert ("Nobody can be told" in page, case.code in page) == (True, True)
    assert ("grey scarf" in page, reverse("case", args=[case.code]) in page) == (False, False)


def test_one_who_is_away_without_a_deputy_there_is_nobody_and_coming_back_ends_it(
    house: House,
) -> None:
    make.opened(house, "caseworker", risk=Risk.HIGH)
    alone(house)
    hers = house.supervisor
    row = StandIn(person=hers.user, deputy=house.caseworker2.user)
    row.since, row.until = AT, AT + 100 * HOUR
    people.leave(house.caseworker2.user, by=house.administrator.user, at=AT)
    _kept(row)
    late = AT + 48 * HOUR
    minute(AT + 24 * HOUR)
    assert len(told(house, late)) == 1
    stand_ins.take_back(row, by=hers.user, at=late)
    minute(late + MOMENT)
    assert told(house, late + HOUR) == []


# An alert waits for no hours of a level.


@pytest.mark.parametrize(("opens", "step"), [("SF5", "M24|CU1"), ("CU9", "M08|CU3")])
def test_of_an_arrest_and_a_forced_return_administrators_are_told_at_once_where_nobody_is_left(
    house: House, opens: str, step: str
) -> None:
    case = make.opened(house, risk=Risk.LOW, situation=opens)
    give_address(house.administrator.user, "house@example.org")
    alone(house)
    people.leave(house.supervisor.user, by=house.administrator.user, at=AT)
    tell(house, case, step)
    minute(AT)
    [message] = mail.outbox
    assert message.to == ["house@example.org"]
    assert not any(word in message.message().as_string() for word in (case.code, "grey scarf"))
    assert told(house, AT) == [case.code]
    recompute(make.found(case), None, AT + HOUR)  # no rhythm puts it off
    assert told(house, AT) == [case.code]
    minute(AT + HOUR)
    assert len(mail.outbox) == 1
    drop = {"by": house.caseworker.user, "at": AT + HOUR, "reference": alerted(case)}
    with transaction.atomic():
        dues.drop(case, Kind.SUPERVISOR_ALERT, **drop)
    assert told(house, AT) == []


def test_an_alert_that_nobody_was_there_for_waits_for_whoever_comes(house: House) -> None:
    case, by, head = make.opened(house, risk=Risk.LOW), house.administrator.user, house.supervisor
    alone(house)
    lock_out.lock_out(head.user, by=by, at=AT)
    tell(house, case, "FM9", "M06|CU1")
    assert (told(house, AT), alerts(case)) == ([case.code], [])
    second = house.administrator2.user
    lock_out.let_in_again(head.reload().user, by=second, at=AT + HOUR)
    minute(AT + HOUR)
    assert (told(house, AT + HOUR), alerts(case)) == ([], [("supervisor", AT)])


def test_an_alert_while_all_are_away_is_theirs_and_of_the_administrators(house: House) -> None:
    case, hers = make.opened(house, risk=Risk.LOW), house.supervisor
    alone(house)
    row = StandIn(person=hers.user, deputy=house.caseworker2.user)
    row.since, row.until = AT, AT + 100 * HOUR
    people.leave(house.caseworker2.user, by=house.administrator.user, at=AT)
    _kept(row)
    tell(house, case, "FM9", "M06|CU1")
    assert (told(house, AT), alerts(case)) == ([case.code], [("supervisor", AT)])
    stand_ins.take_back(row, by=hers.user, at=AT + HOUR)
    minute(AT + HOUR)
    assert (told(house, AT + HOUR), alerts(case)) == ([], [("supervisor", AT)])


def test_who_goes_away_from_an_alert_leaves_it_to_the_administrators(house: House) -> None:
    case = make.opened(house, risk=Risk.LOW)
    alone(house)
    tell(house, case, "FM9", "M06|CU1")
    minute(AT)
    assert told(house, AT) == []
    people.leave(house.supervisor.user, by=house.administrator.user, at=AT)
    minute(AT + MOMENT)
    assert told(house, AT + MOMENT) == [case.code]


def alerted(case: Case) -> object:
    rows = Due.objects.pending().filter(case=case, kind=Kind.UNATTENDED)
    return rows.exclude(reference=None).latest("id").reference


def alerts(case: Case) -> list[tuple[str, datetime]]:
    rows = Due.objects.pending().filter(case=case, kind=Kind.SUPERVISOR_ALERT)
    return [(row.owner.username, row.due_at) for row in rows]


def _kept(row: StandIn) -> None:
    """With its entry, as `hand_over` would before her deputy left."""
    entry = new_entry()
    with transaction.atomic():
        row.protect(entry).save(force_insert=True)
        record("reviews.handed_over", row, by=row.person, at=AT, entry=entry, rows=[row])
