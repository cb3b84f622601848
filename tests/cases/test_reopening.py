"""A call at night reopens the case for 48 hours: confirmed, reversed, or lapsed by itself."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from casework.access.errors import NotAllowed, WrongState
from casework.cases import guards, lapses, safety_plans
from casework.cases.actions import assessment, break_glass, holding, plan, reopening
from casework.cases.actions.assessment import Assessed
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case, Decision
from casework.cases.states import NEVER, CaseState
from casework.reminders import actions as reminders
from casework.reminders.models import Due
from casework.reminders.queries import tasks_for
from casework.vault.models import Letter
from tests import entries, make
from tests.make import NOW, House, Staff

HOUR = timedelta(hours=1)
NIGHT = NOW + timedelta(days=40, hours=15)


def _of(who: Staff, case: Case, at: Any = NIGHT) -> dict[str, Any]:
    return {"by": who.user, "at": at, "keys": make.keys_for(who, case)}


@pytest.fixture
def case(house: House) -> Case:
    """Closed, and reopened at night."""
    found = make.opened(house)
    make.close(house, found)
    reopening.reopen(found, reason="returned", words="She rang.", **_of(house.caseworker, found))
    return found


def _ask_again(house: House, case: Case, state: str = "given") -> None:
    at = NIGHT + HOUR
    hands = _of(house.caseworker, case, at)
    record_consent(case, make.consent(state=state, at=at), **hands)
    assessment.assess(case, Assessed(1, {}), **hands)


def _uphold(house: House, case: Case, at: Any = NIGHT + 2 * HOUR) -> None:
    reopening.uphold(case, words="I spoke with her.", **_of(house.supervisor, case, at))


def test_it_is_open_at_once_and_counted(house: House, case: Case) -> None:
    assert (case.state, case.closed_at) == (CaseState.OPEN, None)
    assert (case.reopened_at, case.reopenings) == (NIGHT, 1)
    asked = Decision.objects.waiting().get()
    assert (asked.kind, asked.due_at) == ("reopened", NIGHT + 24 * HOUR)


def test_it_asks_for_her_consent_and_her_risk_anew(house: House, case: Case) -> None:
    kinds = ("risk_reassess", "consent_review", "confirm_protective_act")
    rows = Due.objects.pending().filter(case=case, kind__in=kinds)
    assert {(row.kind, row.owner.username, row.due_at) for row in rows} == {
        ("risk_reassess", "caseworker", NIGHT + 24 * HOUR),
        ("consent_review", "caseworker", NIGHT + 24 * HOUR),
        ("confirm_protective_act", "supervisor", NIGHT + 24 * HOUR),
        ("confirm_protective_act", "supervisor2", NIGHT + 24 * HOUR),
    }


def test_the_check_of_her_plan_is_due_again(house: House) -> None:
    """It had ended with the work on the case; its day has passed meanwhile."""
    case = make.opened(house)
    told = {**dict.fromkeys([*safety_plans.BOXES, "path"], ""), "review_on": "2026-06-20"}
    plan.write_safety_plan(case, told, since=0, **_of(house.caseworker, case, NOW))
    make.close(house, case)
    checks = Due.objects.pending().filter(case=case, kind="safety_check")
    assert not checks.exists()
    reopening.reopen(case, reason="returned", words="She rang.", **_of(house.caseworker, case))
    assert [(row.owner.username, row.due_at) for row in checks] == [("caseworker", NIGHT)]


@pytest.mark.parametrize("state", ["given", "cannot_ask"])
def test_it_is_confirmed_once_both_were_asked(state: str, house: House, case: Case) -> None:
    _ask_again(house, case, state)
    _uphold(house, case)
    assert not Decision.objects.waiting().filter(kind="reopened").exists()
    assert lapses.sweep(NIGHT + 100 * HOUR) == 0
    assert Case.objects.get().state == CaseState.OPEN


@pytest.mark.proves("cases.consent_asked_again")
def test_it_is_not_confirmed_upon_an_old_yes(house: House, case: Case) -> None:
    assessment.assess(case, Assessed(1, {}), **_of(house.caseworker, case))
    before = entries.count()
    with pytest.raises(WrongState, match="Ask her again whether we may help"):
        _uphold(house, case)
    assert (entries.count(), Decision.objects.waiting().count()) == (before, 1)


@pytest.mark.proves("cases.risk_assessed_again")
def test_it_is_not_confirmed_upon_an_old_score(house: House, case: Case) -> None:
    record_consent(case, make.consent(at=NIGHT), **_of(house.caseworker, case))
    before = entries.count()
    with pytest.raises(WrongState, match="Assess her risk anew"):
        _uphold(house, case)
    assert entries.count() == before


def test_who_reopened_it_does_not_confirm_it(house: House) -> None:
    case = make.opened(house)
    make.close(house, case)
    reopening.reopen(case, reason="returned", **_of(house.supervisor, case))
    _ask_again(house, case)
    before = entries.count()
    for act in (reopening.uphold, reopening.close_again):
        with pytest.raises(NotAllowed):
            act(case, words="Mine.", **_of(house.supervisor, case, NIGHT + 2 * HOUR))
    assert entries.count() == before
    reopening.uphold(case, **_of(house.supervisor2, case, NIGHT + 2 * HOUR))


def test_reversed_it_is_closed_and_can_be_reopened_once_more(house: House, case: Case) -> None:
    reopening.close_again(case, words="Not her.", **_of(house.supervisor, case))
    assert (case.state, case.closed_at) == (CaseState.CLOSED, NIGHT)
    reopening.reopen(case, reason="returned", **_of(house.caseworker, case, NIGHT + 5 * HOUR))
    assert (case.reopened_at, case.reopenings) == (NIGHT + 5 * HOUR, 2)


@pytest.mark.proves("cases.reopening_is_settled")
def test_no_closing_is_asked_for_while_it_waits(house: House, case: Case) -> None:
    before = entries.count()
    with pytest.raises(WrongState, match="confirms it or closes it again"):
        make.ask_closing(house, case, at=NIGHT)
    assert (entries.count(), Case.objects.get().state) == (before, CaseState.OPEN)


@pytest.mark.proves("cases.its_record_is_written_still")
def test_in_an_emergency_it_is_reopened_first_and_then_asked_for(house: House) -> None:
    case, who = make.opened(house), house.caseworker2
    make.close(house, case)
    told = {"reason": "on_the_line", "words": "She rings now."}
    asks: dict[str, Any] = told | {"by": who.user, "at": NIGHT, "keys": who.keys}
    before = entries.count()
    with pytest.raises(WrongState, match="reopens it first"):
        break_glass.ask(case, **asks)
    assert entries.count() == before
    reopening.reopen(case, reason="returned", **_of(house.supervisor, case))
    assert break_glass.ask(case, **asks).case == case


def _closed_far(house: House) -> Case:
    """Of the south desk, for which the supervisors of the north desk stand by."""
    case = make.opened(house, "caseworker3")
    make.close(house, case)
    return case


def _ask_at_night(house: House, case: Case, who: str = "supervisor", why: str = "returned") -> Any:
    staff = house.staff[who]
    told = {"reason": "on_the_line", "words": "She rings now.", "reopened_for": why}
    return break_glass.ask(case, **told, by=staff.user, at=NIGHT, keys=staff.keys)


def test_whoever_stands_by_reopens_what_she_asks_for_at_night(house: House) -> None:
    case = _closed_far(house)
    glass = _ask_at_night(house, case)
    assert (case.state, case.reopenings) == (CaseState.OPEN, 1)
    assert (glass.opener, glass.until) == (house.supervisor.user, NIGHT + HOUR)
    asked = Decision.objects.waiting().get()
    assert (asked.kind, asked.desk, asked.asked_by) == (
        "reopened",
        house.other_desk,
        house.supervisor.user,
    )
    _ask_again_far(house, case)
    hands = _of(house.supervisor3, case, NIGHT + 2 * HOUR)
    reopening.uphold(case, words="I spoke with her.", **hands)
    assert not Decision.objects.waiting().exists()


def _ask_again_far(house: House, case: Case) -> None:
    hands = _of(house.caseworker3, case, NIGHT + HOUR)
    record_consent(case, make.consent(at=NIGHT + HOUR), **hands)
    assessment.assess(case, Assessed(1, {}), **hands)


def test_she_is_told_when_nobody_confirms_it(house: House) -> None:
    case, at = _closed_far(house), NIGHT + 48 * HOUR
    _ask_at_night(house, case)
    lapses.sweep(at)
    for who in ("supervisor", "supervisor3", "caseworker3"):
        kinds = {task.kind for task in tasks_for(house.staff[who].user, at)}
        assert "reopening_lapsed" in kinds, who
    assert "reopening_lapsed" not in {task.kind for task in tasks_for(house.supervisor2.user, at)}


@pytest.mark.proves("cases.can_reopen_in_emergency")
def test_a_caseworker_on_duty_asks_her_own_desk_to_reopen_it(house: House) -> None:
    """And no other act than asking in an emergency lets her in who stands by."""
    case = make.opened(house)
    make.close(house, case)
    with pytest.raises(WrongState, match="reopens it first"):
        _ask_at_night(house, case, "caseworker2")
    far = _closed_far(house)
    before = entries.count()
    with pytest.raises(NotAllowed):
        reopening.reopen(far, reason="returned", **_of(house.supervisor, far))
    hands = _of(house.caseworker3, far)
    with pytest.raises(NotAllowed):
        reopening.reopen_in_emergency(far, reason="returned", **hands)
    assert (entries.count(), Case.objects.get(pk=far.pk).state) == (before, CaseState.CLOSED)


def test_an_emergency_is_reviewed_though_the_case_was_closed_meanwhile(house: House) -> None:
    case, who = make.opened(house), house.caseworker2
    told = {"reason": "on_the_line", "words": "She rings now."}
    glass = break_glass.ask(case, **told, by=who.user, at=NIGHT, keys=who.keys)
    make.close(house, case, at=NIGHT)
    head, at = house.supervisor, NIGHT + 3 * HOUR
    break_glass.review(glass, finding="needed", by=head.user, at=at, keys=head.keys)
    assert glass.reviewer == head.user


# By itself ---------------------------------------------------------------------------------


def test_what_nobody_confirms_lapses_after_48_hours_and_not_before(
    house: House, case: Case
) -> None:
    assert lapses.sweep(NIGHT + 48 * HOUR - timedelta(seconds=1)) == 0
    at = NIGHT + 48 * HOUR
    assert lapses.sweep(at) == 1
    found = Case.objects.get()
    assert (found.state, found.closed_at, found.submitted_at) == (CaseState.CLOSED, at, None)
    assert (found.reopened_at, found.reopenings) == (NIGHT, 1)
    entry = entries.last("case.lapsed")
    assert (entry.by, entry.subject_code) == ("system", case.code)
    assert ("cases_case", str(case.pk)) in entries.rows_of(entry)
    assert {row.kind for row in Due.objects.pending().filter(case=case)} == {"reopening_lapsed"}
    assert not Letter.objects.emergency_of(case.pk).exists()


def test_who_reopened_it_and_her_supervisors_are_told_that_it_lapsed(
    house: House, case: Case
) -> None:
    at = NIGHT + 48 * HOUR
    lapses.sweep(at)
    told = {one: tasks_for(house.staff[one].user, at) for one in ("caseworker", "supervisor")}
    for one, tasks in told.items():
        assert [(task.kind, task.falls_due) for task in tasks] == [("reopening_lapsed", at)]
        reminders.done(tasks[0], by=house.staff[one].user, at=at)  # each ticks her own
    assert tasks_for(house.supervisor2.user, at)
    assert not tasks_for(house.caseworker2.user, at)
    assert Case.objects.get().next_due_at == NEVER
    reopening.reopen(case, reason="returned", **_of(house.caseworker, case, at))
    assert not Due.objects.pending().filter(kind="reopening_lapsed").exists()


def test_a_late_sweep_closes_it_once(house: House, case: Case) -> None:
    assert [lapses.sweep(NIGHT + days * 24 * HOUR) for days in (30, 30, 31)] == [1, 0, 0]
    before = entries.count()
    with pytest.raises(WrongState, match="decided already"):
        _uphold(house, case, NIGHT + 40 * 24 * HOUR)
    assert entries.count() == before


def test_on_hold_it_lapses_too(house: House, case: Case) -> None:
    review_on = (NIGHT + 9 * 24 * HOUR).date()
    hands = _of(house.caseworker, case)
    holding.hold(case, reason="no_contact", review_on=review_on, **hands)
    assert lapses.sweep(NIGHT + 48 * HOUR) == 1
    assert not Decision.objects.waiting().exists()


def test_over_a_live_referral_it_stays_open_and_waits(
    house: House, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "obstacles", [lambda case: "A referral still lives."])
    before = entries.count()
    assert lapses.sweep(NIGHT + 48 * HOUR) == 0
    assert (entries.count(), Case.objects.get().state) == (before, CaseState.OPEN)
    monkeypatch.setattr(guards, "obstacles", [])
    assert lapses.sweep(NIGHT + 49 * HOUR) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_holds_the_case_first_has_decided(house: House) -> None:
    case = make.opened(house)
    make.close(house, case)
    reopening.reopen(case, reason="returned", **_of(house.caseworker, case))
    swept: list[int] = []

    def sweep() -> None:
        swept.append(lapses.sweep(NIGHT + 48 * HOUR))
        connection.close()

    with ExitStack() as held:
        held.enter_context(transaction.atomic())
        reopening.close_again(case, words="Not her.", **_of(house.supervisor, case))
        beside = Thread(target=sweep)
        beside.start()
        beside.join()
        assert swept == [0]
    assert lapses.sweep(NIGHT + 48 * HOUR) == 0
    assert Case.objects.get().closed_at == NIGHT
