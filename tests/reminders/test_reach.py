"""While somebody is away her tasks reach her deputy, or a supervisor; they never reach nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from casework.access import lock_out, people, stand_ins
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import StandIn
from casework.cases.actions import sharing
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import actions, delivery, ways
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from tests import entries, make
from tests.make import House
from tests.reminders.conftest import give_address
from tests.web.signed_in import client_of

AT, DAY = make.NOW, timedelta(days=1)
DUE = AT + DAY


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, risk=Risk.HIGH)


def away(house: House, person: str, deputy: str, *, by: str = "", days: int = 7) -> StandIn:
    one, other = house.staff[person].user, house.staff[deputy].user
    told = {"since": AT, "until": AT + days * DAY, "at": AT}
    return stand_ins.hand_over(other, person=one, by=house.staff[by or person].user, **told)


def has_it(house: House, case: Case, at: timedelta = DAY) -> set[str]:
    """Who has the follow-up at home."""
    due = follow_up(case)
    every = house.staff.items()
    return {name for name, who in every if due in Due.objects.of(who.reload().user, AT + at)}


def follow_up(case: Case) -> Due:
    return Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)


def share(house: House, case: Case) -> None:
    keys = make.keys_for(house.caseworker, case)
    to = house.caseworker2.user
    sharing.share(case, to=to, by=house.caseworker.user, at=AT, keys=keys)


def test_it_reaches_a_deputy_who_can_open_the_case_and_comes_back(house: House, case: Case) -> None:
    share(house, case)
    assert has_it(house, case) == {"caseworker"}
    row = away(house, "caseworker", "caseworker2", by="supervisor2")
    assert has_it(house, case) == {"caseworker", "caseworker2"}
    assert has_it(house, case, 8 * DAY) == {"caseworker"}
    stand_ins.take_back(row, by=house.supervisor.user, at=AT)
    assert has_it(house, case) == {"caseworker"}


def test_where_the_deputy_cannot_open_it_a_supervisor_has_it(house: House, case: Case) -> None:
    away(house, "caseworker", "caseworker2")
    assert has_it(house, case) == {"caseworker", "supervisor", "supervisor2"}
    away(house, "supervisor", "supervisor2")
    give_address(house.supervisor2.user, "second@example.org", language="ko")
    give_address(house.caseworker.user, "away@example.org")
    delivery.sweep(DUE)
    assert [one.to for one in mail.outbox] == [["second@example.org"]]
    assert mail.outbox[0].subject == "할 일 1건"  # hers, not the deputy's or the house's


def test_one_mail_goes_to_the_deputy(house: House, case: Case) -> None:
    share(house, case)
    away(house, "caseworker", "caseworker2")
    give_address(house.caseworker.user, "away@example.org")
    give_address(house.caseworker2.user, "deputy@example.org")
    delivery.sweep(DUE)
    delivery.sweep(DUE)
    assert [one.to for one in mail.outbox] == [["deputy@example.org"]]


def test_what_waited_goes_along_only_in_a_mail_to_the_same_reader(house: House, case: Case) -> None:
    make.opened(house, label="blue", risk=Risk.HIGH)
    share(house, case)
    away(house, "caseworker", "caseworker2")
    for who in ("caseworker2", "supervisor"):
        her = house.staff[who].user
        give_address(her, f"{who}@example.org")
        ways.change(her, quiet=("", ""), summary=ways.Summary.DAILY, muted=[], at=AT)
    delivery.sweep(DUE)
    assert mail.outbox == []
    delivery.sweep(DUE + timedelta(hours=23))
    told = sorted(address for one in mail.outbox for address in one.to)
    assert told == ["caseworker2@example.org", "supervisor@example.org"]


def test_a_deputy_who_is_away_herself_is_passed_over(house: House, case: Case) -> None:
    share(house, case)
    away(house, "caseworker", "caseworker2")
    away(house, "caseworker2", "supervisor")
    assert has_it(house, case) == {"caseworker", "supervisor", "supervisor2"}


def test_what_a_supervisor_who_left_had_reaches_the_others(house: House, case: Case) -> None:
    escalation = Due.objects.get(case=case, kind="escalation")
    assert escalation.owner == house.supervisor.user
    people.leave(house.supervisor.user, by=house.administrator.user, at=AT)
    give_address(house.supervisor2.user, "second@example.org")
    late = AT + 2 * DAY
    assert escalation in Due.objects.of(house.supervisor2.reload().user, late)
    delivery.sweep(late)
    assert ["second@example.org"] in [one.to for one in mail.outbox]


def test_what_waits_for_somebody_locked_out_reaches_the_supervisors(
    house: House, case: Case
) -> None:
    """And comes back with her. No mail goes to whoever may hold her passphrase."""
    for who in ("caseworker", "supervisor"):
        give_address(house.staff[who].user, f"{who}@example.org")
    her = lock_out.lock_out(house.caseworker.user, by=house.administrator.user, at=AT)
    assert has_it(house, case) == {"supervisor", "supervisor2"}
    delivery.sweep(DUE)
    assert [one.to for one in mail.outbox] == [["supervisor@example.org"]]
    lock_out.let_in_again(her, by=house.administrator.user, at=AT)
    assert has_it(house, case) == {"caseworker"}


def test_a_supervisor_who_is_locked_out_is_asked_nothing(house: House) -> None:
    lock_out.lock_out(house.supervisor.user, by=house.administrator.user, at=AT)
    case = make.opened(house, risk=Risk.HIGH)
    escalation = Due.objects.get(case=case, kind="escalation")
    assert escalation.owner == house.supervisor2.user


def test_a_forged_row_gives_its_deputy_nothing_and_stops_nobody(house: House, case: Case) -> None:
    share(house, case)
    away(house, "caseworker", "supervisor")
    StandIn.objects.update(deputy=house.caseworker2.user)
    give_address(house.caseworker.user, "hers@example.org")
    give_address(house.caseworker2.user, "deputy@example.org")
    assert has_it(house, case) == {"caseworker"}
    delivery.sweep(DUE)
    assert [one.to for one in mail.outbox] == [["hers@example.org"]]
    with time_machine.travel(DUE, tick=False):
        told = client_of(house.administrator).get(reverse("home")).content.decode()
    assert "count for nothing" in told
    assert house.caseworker2.user.name in told


@pytest.mark.proves("reminders.is_asked")
def test_whom_it_reaches_may_do_it_and_nobody_else(house: House, case: Case) -> None:
    due = follow_up(case)
    for who in ("caseworker2", "supervisor"):
        with pytest.raises(NotAllowed):
            actions.done(due, by=house.staff[who].user, at=AT)
    share(house, case)
    away(house, "caseworker", "caseworker2")
    actions.done(due, by=house.caseworker2.user, at=AT)
    assert entries.last("reminder.done").by == str(house.caseworker2.user.pk)
    assert follow_up(case).owner == house.caseworker.user


@pytest.mark.proves("access.can_name_deputy")
@pytest.mark.parametrize("by", ["caseworker2", "supervisor3", "administrator"])
def test_only_she_or_her_supervisor_names_a_deputy(house: House, by: str) -> None:
    with pytest.raises(NotAllowed):
        away(house, "caseworker", "caseworker2", by=by)
    assert not StandIn.objects.exists()


@pytest.mark.proves("access.stand_in_holds_a_key")
@pytest.mark.parametrize("deputy", ["caseworker3", "administrator"])
def test_a_deputy_is_a_colleague_of_the_desk(house: House, deputy: str) -> None:
    with pytest.raises(WrongState, match="somebody else of the same desk"):
        away(house, "caseworker", deputy)
    assert not StandIn.objects.exists()
