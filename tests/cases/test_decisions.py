"""A second person decides, in time, and never one person twice. What is refused writes nothing."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from casework.access import desks, people
from casework.access.errors import NotAllowed, WrongState
from casework.access.focal_points import name_focal_point
from casework.accounts.models import Desk, Role
from casework.audit.models import AuditEntry
from casework.cases import decisions, quorum
from casework.cases.actions import confirming, opening
from casework.cases.decisions import DecisionKind
from casework.cases.gaps import gaps
from casework.cases.models import Case, Decision
from casework.cases.quorum import Tier
from casework.cases.states import CaseState, Risk
from casework.reminders.models import Due
from tests import make
from tests.make import NOW, House, Staff

LATER = NOW + timedelta(hours=1)


def _of(who: Staff, case: Case) -> dict[str, Any]:
    return {"by": who.user, "at": LATER, "keys": make.keys_for(who, case)}


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return AuditEntry.objects.count()


def test_quorum_names_who_could_be_the_second_person(house: House) -> None:
    said = StringIO()
    call_command("quorum", stdout=said)
    lines = said.getvalue().splitlines()
    assert "north  review a referral: desk  supervisor, supervisor2" in lines
    assert [line for line in lines if "gap:" in line] == [
        "north  gap: no focal point for children",
        "south  gap: no focal point for children",
    ]
    assert len(lines) == 2 * len(quorum.Act) + 2


@pytest.mark.django_db
def test_quorum_says_of_an_empty_database_that_there_is_no_house() -> None:
    with pytest.raises(CommandError, match="no desk yet"):
        call_command("quorum", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp")  # as before migrating
    with pytest.raises(CommandError, match="no desk yet"):
        call_command("quorum", stdout=StringIO())


def test_the_page_of_the_case_file_is_the_one_the_code_prints() -> None:
    said = StringIO()
    call_command("states", "case", "--page", stdout=said)
    assert Path("docs/case-states.md").read_text() == said.getvalue()


# Asking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("risk", "hours"), [(Risk.HIGH, 24), (Risk.MEDIUM, 72), (Risk.LOW, 7 * 24)]
)
def test_a_decision_is_due_by_her_risk_level(risk: Risk, hours: int, house: House) -> None:
    make.submitted(house, risk=risk)
    decision = Decision.objects.get()
    assert (decision.kind, decision.due_at) == ("opening", NOW + timedelta(hours=hours))


def test_what_was_done_at_once_is_confirmed_within_a_day(house: House) -> None:
    case = make.submitted(house, risk=Risk.CRITICAL)
    decision = Decision.objects.get()
    assert (decision.kind, decision.due_at) == ("opened", NOW + timedelta(hours=24))
    tasks = Due.objects.filter(kind="confirm_protective_act", reference=decision.pk)
    assert {task.owner.username for task in tasks.pending()} == {"supervisor", "supervisor2"}
    confirming.confirm(case, DecisionKind.OPENED, words="Right.", **_of(house.supervisor, case))
    assert not tasks.pending().exists()
    assert Case.objects.get().submitted_at is None


@pytest.mark.proves("cases.asked_once")
def test_the_same_is_not_asked_twice(house: House) -> None:
    case = make.submitted(house)
    before = _written()
    with pytest.raises(WrongState, match="has been asked to decide this already"):
        opening.submit(case, **_of(house.caseworker, case))
    assert (Decision.objects.count(), _written()) == (1, before)


# Deciding ----------------------------------------------------------------------------------


def test_nothing_is_decided_twice(house: House) -> None:
    case = make.opened(house)
    before = _written()
    with pytest.raises(WrongState, match="decided already"):
        opening.accept(case, **_of(house.supervisor2, case))
    assert _written() == before


def test_the_database_refuses_one_person_twice(house: House) -> None:
    make.submitted(house)
    asked_by = house.caseworker.user
    with pytest.raises(IntegrityError, match="never_one_person_twice"), transaction.atomic():
        Decision.objects.update(decided_by=asked_by, decided_at=LATER)


def test_a_supervisor_does_not_decide_what_she_asked(house: House) -> None:
    case = make.opened(house)
    decisions.ask(case, DecisionKind.CLOSING, by=house.supervisor.user, at=LATER)
    before = _written()
    with pytest.raises(NotAllowed):
        decisions.settle(case, DecisionKind.CLOSING, by=house.supervisor.user, at=LATER)
    assert _written() == before
    settled = decisions.settle(case, DecisionKind.CLOSING, by=house.supervisor2.user, at=LATER)
    assert settled.decided_by == house.supervisor2.user


def test_what_nobody_needs_to_decide_is_taken_back(house: House) -> None:
    case = make.submitted(house)
    decisions.withdraw(case, by=house.caseworker.user, at=LATER)
    decision = Decision.objects.get()
    assert (decision.decided_at, decision.decided_by) == (LATER, None)
    assert (case.submitted_at, case.state) == (None, CaseState.DRAFT)


# Where somebody is missing -----------------------------------------------------------------


def _gaps(house: House) -> list[tuple[str, str, str]]:
    return [(gap.desk.code, gap.lack.value, gap.who) for gap in gaps()]


def _named(house: House) -> None:
    by = {"by": house.administrator.user, "at": NOW}
    name_focal_point(house.desk, house.supervisor.user, house.supervisor2.user, **by)
    name_focal_point(house.other_desk, house.supervisor3.user, house.supervisor.user, **by)


def test_a_desk_with_two_or_with_a_deputy_lacks_nobody(house: House) -> None:
    _named(house)
    assert _gaps(house) == []


def test_one_alone_without_a_deputy_is_a_gap(house: House) -> None:
    _named(house)
    people.leave(house.supervisor2.user, by=house.supervisor.user, at=NOW)
    assert _gaps(house) == [
        ("north", "alone", "Supervisor One"),
        ("north", "focal_point_alone", "Supervisor One"),
    ]


def test_a_desk_that_only_its_deputy_looks_after_is_a_gap(house: House) -> None:
    _named(house)
    people.leave(house.supervisor3.user, by=house.supervisor.user, at=NOW)
    assert _gaps(house) == [
        ("south", "deputy_only", "North desk"),
        ("south", "focal_point_alone", "Supervisor One"),
    ]


def test_cases_from_before_another_desk_stood_by_are_a_gap(house: House) -> None:
    """Its supervisors hold no key to them; of two supervisors neither needs it."""
    _named(house)
    make.draft(house, label="before")
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=NOW)
    desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=NOW)
    make.draft(house, label="after")
    assert _gaps(house) == []
    people.leave(house.supervisor2.user, by=house.supervisor.user, at=NOW)
    assert ("north", "older_cases", "South desk") in _gaps(house)
    assert [gap.count for gap in gaps() if gap.lack == "older_cases"] == [1]


def test_where_nobody_decides_at_all_the_command_fails(house: House) -> None:
    for who in ("supervisor3", "supervisor2", "supervisor"):
        people.leave(house.staff[who].user, by=house.administrator.user, at=NOW)
    assert {gap[:2] for gap in _gaps(house)} == {
        (code, lack) for code in ("north", "south") for lack in ("nobody", "no_focal_point")
    }
    with pytest.raises(CommandError, match="there is nobody"):
        call_command("quorum", stdout=StringIO())


def test_whom_an_administrator_named_alone_fills_no_gap(house: House) -> None:
    """Without the desk's key she decides nothing, and is no second person."""
    _named(house)
    people.leave(house.supervisor2.user, by=house.supervisor.user, at=NOW)
    by = {"by": house.administrator.user, "at": NOW}
    people.give_post(
        house.caseworker2.user,
        Role.SUPERVISOR,
        house.desk,
        **by,
        agreed_by=house.administrator2.user,
    )
    assert ("north", "alone", "Supervisor One") in _gaps(house)


# The second person -------------------------------------------------------------------------


def _second(house: House, act: quorum.Act, *excluding: str) -> tuple[Tier, list[str]]:
    out = {house.staff[name].user.pk for name in excluding}
    desk = Desk.objects.get(code="south")  # its deputy is the north desk
    second = quorum.second_person(desk, act, out)
    return second.tier, [person.username for person in second.people]


def test_the_second_person_comes_from_the_nearest_place(house: House) -> None:
    deputies = ("supervisor", "supervisor2")
    assert _second(house, quorum.Act.DECIDE) == (Tier.DESK, ["supervisor3"])
    assert _second(house, quorum.Act.DECIDE, "supervisor3") == (Tier.DEPUTY, [*deputies])
    nobody = ("supervisor3", *deputies)
    assert _second(house, quorum.Act.DECIDE, *nobody) == (Tier.NOBODY, [])
    administrators = ["administrator", "administrator2"]
    assert _second(house, quorum.Act.RELEASE, *nobody) == (Tier.HOUSE, administrators)


def test_the_deputy_desk_decides_only_when_nobody_is_left(house: House) -> None:
    desk, act = Desk.objects.get(code="south"), quorum.Act.DECIDE
    deputy, its_own = house.supervisor.user, house.supervisor3.user
    assert not quorum.may_be_second(deputy, desk, act, set())
    assert quorum.may_be_second(deputy, desk, act, {its_own.pk})
    assert not quorum.may_be_second(its_own, desk, act, {its_own.pk})
