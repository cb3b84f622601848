"""What protects her is done at once; a second person confirms or reverses it by a new row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases import decisions
from casework.cases.actions import assessment, contact, deciding, holding, record
from casework.cases.actions.assessment import Assessed
from casework.cases.actions.sheets import sheets_of
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Decision, Note, Section, Sheet
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House, Staff

LATER = NOW + timedelta(hours=1)


def _of(who: Staff, case: Case) -> dict[str, Any]:
    return {"by": who.user, "at": LATER, "keys": make.keys_for(who, case)}


def _say(answer: str, house: House, case: Case, kind: str, who: str = "supervisor") -> None:
    say = deciding.say_yes if answer == "yes" else deciding.say_no
    say(case, deciding.deeds_of(kind), words="I asked her.", **_of(house.staff[who], case))


def _raise(house: House, case: Case, who: str = "caseworker") -> None:
    act: dict[str, Any] = _of(house.staff[who], case)
    assessment.set_risk(case, Risk.HIGH, reason="new_danger", **act)


def _stop(house: House, case: Case, who: str = "caseworker") -> None:
    contact.stop(case, reason="overheard", **_of(house.staff[who], case))


def _hold(house: House, case: Case, who: str = "caseworker") -> None:
    review_on = LATER.date() + timedelta(days=9)
    act = _of(house.staff[who], case)
    holding.hold(case, reason="survivor_request", review_on=review_on, **act)


ACTS: dict[str, Callable[..., None]] = {
    "risk_raised": _raise,
    "contact_stopped": _stop,
    "held": _hold,
}


@pytest.mark.parametrize("kind", ACTS)
def test_it_is_done_at_once_and_asked_of_every_supervisor(kind: str, house: House) -> None:
    case = make.opened(house)
    ACTS[kind](house, case)
    decision = Decision.objects.waiting().get()
    assert case.submitted_at == LATER
    assert (decision.kind, decision.due_at) == (kind, LATER + timedelta(hours=24))
    asked = Due.objects.pending().filter(kind="confirm_protective_act", reference=decision.pk)
    assert {row.owner.username for row in asked} == {"supervisor", "supervisor2"}
    assert {row.due_at for row in asked} == {decision.due_at}


@pytest.mark.parametrize("kind", ACTS)
def test_a_supervisor_who_did_it_is_not_the_one_who_confirms(kind: str, house: House) -> None:
    case = make.opened(house)
    ACTS[kind](house, case, "supervisor")
    [asked] = Due.objects.pending().filter(kind="confirm_protective_act")
    assert asked.owner == house.supervisor2.user
    before = entries.count()
    for answer in ("yes", "no"):
        with pytest.raises(NotAllowed):
            _say(answer, house, case, kind)
    assert entries.count() == before
    _say("yes", house, case, kind, "supervisor2")
    assert Decision.objects.get(kind=kind).decided_by == house.supervisor2.user


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_each_answer_ends_the_wait_and_adds_a_note(answer: str, kind: str, house: House) -> None:
    case = make.opened(house)
    ACTS[kind](house, case)
    notes = Note.objects.count()
    _say(answer, house, case, kind)
    assert (Note.objects.count(), case.submitted_at) == (notes + 1, None)
    assert not Due.objects.pending().filter(kind="confirm_protective_act").exists()


# The risk level ----------------------------------------------------------------------------


def test_a_level_raised_by_the_aid_is_confirmed_too(house: House) -> None:
    case = make.opened(house, risk=Risk.LOW)
    sheet = assessment.assess(case, Assessed(1, {"V3": "yes"}), **_of(house.caseworker, case))
    assert (case.risk, Decision.objects.waiting().get().about) == (Risk.CRITICAL, sheet.pk)
    _say("yes", house, case, "risk_raised")
    assert case.risk == Risk.CRITICAL


def test_the_level_is_set_back_to_what_it_was_before_the_first_raise(house: House) -> None:
    case = make.opened(house, risk=Risk.MEDIUM)
    _raise(house, case)
    assessment.assess(case, Assessed(1, {"V3": "yes"}), **_of(house.caseworker, case))
    sheets = Sheet.objects.count()
    _say("no", house, case, "risk_raised")
    assert (case.risk, Sheet.objects.count()) == (Risk.MEDIUM, sheets + 1)
    newest = sheets_of(case, make.keys_for(house.caseworker, case), SheetKind.RISK)[-1].told
    assert (newest["level"], newest["before"]) == (Risk.MEDIUM, Risk.CRITICAL)
    assert entries.last("risk.set_back").outcome == "done"


@pytest.mark.proves("cases.level_before_is_known")
def test_a_level_of_which_nothing_is_written_is_lowered_by_name(house: House) -> None:
    case = make.opened(house)
    assessment.set_risk(case, Risk.HIGH, by=house.caseworker.user, at=LATER)
    before = entries.count()
    with pytest.raises(WrongState, match="Set the lower level"):
        _say("no", house, case, "risk_raised")
    assert (entries.count(), Case.objects.get().risk) == (before, Risk.HIGH)


def test_whoever_lowers_it_has_looked_at_it(house: House) -> None:
    case = make.opened(house)
    _raise(house, case)
    reason = {"reason": "danger_passed"}
    assessment.set_risk(case, Risk.LOW, **_of(house.supervisor2, case), **reason)
    assert decisions.waiting(case, DecisionKind.RISK_RAISED) is None


def test_a_level_is_not_confirmed_while_the_case_is_a_draft(house: House) -> None:
    case = make.draft(house)
    _raise(house, case)
    assert not Decision.objects.exists()


# Contact -----------------------------------------------------------------------------------


def _follow_ups(case: Case) -> set[str]:
    rows = Due.objects.pending().filter(case=case, kind__in=("follow_up", "case_review"))
    return set(rows.values_list("kind", flat=True))


def _plan(house: House, case: Case, may_contact: str) -> None:
    plan = make.complete("safe_contact") | {"may_contact": may_contact}
    revision = Section.objects.get(case=case, kind="safe_contact").revision
    record.save_section(
        case, "safe_contact", plan, revision=revision, **_of(house.caseworker, case)
    )


def test_contact_stops_at_once_and_is_taken_up_again_by_a_second_person(house: House) -> None:
    case = make.opened(house)
    _stop(house, case)
    assert (case.reachability, _follow_ups(case)) == ("no_safe_contact", {"case_review"})
    _say("no", house, case, "contact_stopped")
    assert (case.reachability, _follow_ups(case)) == ("reachable", {"follow_up"})


def test_a_confirmed_stop_stays(house: House) -> None:
    case = make.opened(house)
    _stop(house, case)
    _say("yes", house, case, "contact_stopped")
    assert case.reachability == "no_safe_contact"


@pytest.mark.proves("cases.contact_is_open")
def test_what_is_stopped_is_not_stopped_again(house: House) -> None:
    case = make.opened(house)
    _stop(house, case)
    before = entries.count()
    with pytest.raises(WrongState, match="not contacted now as it is: no safe contact"):
        _stop(house, case, "supervisor")
    assert entries.count() == before


def test_a_no_in_her_plan_is_confirmed_after_and_her_yes_lifts_it(house: House) -> None:
    case = make.opened(house)
    _plan(house, case, "no")
    asked = decisions.waiting(case, DecisionKind.CONTACT_STOPPED)
    assert (asked and asked.asked_by, case.reachability) == (
        house.caseworker.user,
        "no_safe_contact",
    )
    _plan(house, case, "yes")
    assert decisions.waiting(case, DecisionKind.CONTACT_STOPPED) is None
    assert case.reachability == "reachable"


@pytest.mark.proves("cases.only_she_lifts_it")
def test_her_own_no_is_not_reversed_by_anybody(house: House) -> None:
    case = make.opened(house)
    _plan(house, case, "no")
    before = entries.count()
    with pytest.raises(WrongState, match="Ask her again when she calls"):
        _say("no", house, case, "contact_stopped")
    assert (entries.count(), Case.objects.get().reachability) == (before, "no_safe_contact")


def test_where_she_is_held_meanwhile_taking_up_contact_changes_nothing(house: House) -> None:
    case = make.opened(house)
    _stop(house, case)
    Case.objects.filter(pk=case.pk).update(reachability="in_custody")
    _say("no", house, case, "contact_stopped")
    assert Case.objects.get().reachability == "in_custody"


def test_a_no_in_a_draft_is_decided_upon_with_its_opening(house: House) -> None:
    make.submitted(house, documents={"safe_contact": {"may_contact": "no"}})
    assert [row.kind for row in Decision.objects.waiting()] == ["opening"]
