"""What protects her is done at once; a second person confirms or reverses it by a new row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from casework.access.errors import NotAllowed, WrongState
from casework.cases import decisions
from casework.cases.actions import assessment, deciding
from casework.cases.actions.assessment import Assessed
from casework.cases.actions.sheets import sheets_of
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Decision, Note, Sheet
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


ACTS: dict[str, Callable[..., None]] = {"risk_raised": _raise}


@pytest.mark.parametrize("kind", ACTS)
def test_it_is_done_at_once_and_asked_of_every_supervisor(kind: str, house: House) -> None:
    case = make.opened(house)
    ACTS[kind](house, case)
    decision = Decision.objects.waiting().get()
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
