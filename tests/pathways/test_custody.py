"""Moved into custody she is critical at once, by the same decision; struck, she is as before."""

from __future__ import annotations

import pytest

from casework.cases.actions import assessment, holding, lowering, raising
from casework.cases.actions.assessment import Assessed
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case, Decision
from casework.cases.scores import Score, scores
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.pathways import actions
from casework.pathways.models import Move
from tests import entries, make
from tests.pathways.steps import hands, refused, step_id, tell
from tests.tellings import full

RAISED = "risk.raised_in_custody"


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, situation="FM2", risk=Risk.LOW)


def course(house: make.House, case: Case) -> list[Score]:
    return scores(sheets_of(case, make.keys_for(house.caseworker, case), SheetKind.RISK))


def level(case: Case) -> str:
    return Case.objects.get(pk=case.pk).risk


def waits(case: Case) -> list[str]:
    return sorted(Decision.objects.waiting().filter(case=case).values_list("kind", flat=True))


def arrested(house: make.House, case: Case) -> Move:
    return tell(house, case, "FM9", "M06|CU1")


def lowered(house: make.House, case: Case, to: Risk = Risk.HIGH) -> None:
    assessment.set_risk(case, to, reason="danger_passed", **hands(house, case, "supervisor"))


def take_back(house: make.House, case: Case, move: Move, who: str = "caseworker") -> None:
    actions.take_back(case, move.pk, **hands(house, case, who))


def verbs(case: Case) -> list[str]:
    return [one.verb for one in entries.sealed() if one.subject_code == case.code]


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_arrest_raises_the_level_and_one_decision_confirms_both(
    house: make.House, case: Case, confirmed: bool
) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1", confirmed=confirmed)
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["taken"])
    newest = course(house, case)[-1]
    assert (newest.level, newest.told["before"]) == (Risk.CRITICAL, Risk.LOW)
    assert newest.move == str(arrest.pk)
    assert entries.rows_of(entries.last(RAISED)) == [
        ("cases_case", str(case.pk)),
        ("cases_sheet", str(newest.id)),
    ]
    actions.confirm(case, arrest.pk, **hands(house, case, "supervisor"))
    assert (level(case), waits(case)) == (Risk.CRITICAL, [])


@pytest.mark.parametrize(
    ("opens", "step", "meanwhile"),
    [
        ("SF5", "M24|CU1", ""),
        ("CU9", "M25|CU1", ""),
        ("SF7", "M20b|CU1", ""),
        ("UN1", "M18|CU1", "M06"),
    ],
)
def test_so_does_every_other_arrest(
    house: make.House, opens: str, step: str, meanwhile: str
) -> None:
    case = make.opened(house, situation=opens, risk=Risk.LOW)
    tell(house, case, step, meanwhile=meanwhile)
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["taken"])


@pytest.mark.parametrize("steps", [["FM3"], ["M17|UN1"], ["FM8", "M02|SX2"]])
def test_no_other_move_raises_it(house: make.House, case: Case, steps: list[str]) -> None:
    tell(house, case, *steps)
    assert (level(case), RAISED in verbs(case)) == (Risk.LOW, False)


def test_the_road_back_through_another_country_is_no_custody_in_china(house: make.House) -> None:
    case = make.opened(house, situation="CU9", risk=Risk.LOW)
    tell(house, case, "M08|CU3")
    assert level(case) == Risk.LOW


def test_what_is_critical_already_is_not_raised_again(house: make.House, case: Case) -> None:
    assessment.assess(case, Assessed(1, {"V3": "yes"}), **hands(house, case))
    sheets = len(course(house, case))
    arrested(house, case)
    assert (len(course(house, case)), RAISED in verbs(case)) == (sheets, False)


def test_on_hold_it_is_raised_too(house: make.House, case: Case) -> None:
    review_on = make.NOW.date().replace(day=28)
    holding.hold(case, reason="no_contact", review_on=review_on, **hands(house, case))
    arrested(house, case)
    assert level(case) == Risk.CRITICAL


def test_a_draft_is_asked_before_it_opens(house: make.House) -> None:
    case = make.draft(house)
    actions.open_situation(case, "HD2", **hands(house, case))
    tell(house, case, "HD10", "M06|CU1")
    assert (level(case), course(house, case)) == (Risk.NOT_SET, [])


def test_nobody_lowers_any_more_what_was_asked_to_be_lower(house: make.House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    lowering.ask(case, Risk.LOW, reason="danger_passed", **hands(house, case))
    arrested(house, case)
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["taken"])


@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_taken_back_it_is_what_it_was(house: make.House, case: Case, who: str) -> None:
    take_back(house, case, arrested(house, case), who)
    assert (level(case), waits(case)) == (Risk.LOW, [])
    newest = course(house, case)[-1]
    assert (newest.level, newest.told["before"], newest.move) == (Risk.LOW, Risk.CRITICAL, "")
    assert "risk.set_back" in verbs(case)


def test_so_it_is_after_it_was_confirmed_or_told_more_exactly(
    house: make.House, case: Case
) -> None:
    arrest = arrested(house, case)
    actions.confirm(case, arrest.pk, **hands(house, case, "supervisor"))
    exact = full("FM9", "M06", "CU1", happened="2024-03")
    told = step_id(house, case, "CU1")
    again = actions.correct(case, told, "CU1", event="M06", telling=exact, **hands(house, case))
    assert (level(case), verbs(case).count(RAISED)) == (Risk.CRITICAL, 1)
    take_back(house, case, again)
    assert level(case) == Risk.LOW


def test_put_right_into_something_else_it_is_what_it_was(house: make.House) -> None:
    case = make.opened(house, situation="SF5", risk=Risk.MEDIUM)
    arrest = tell(house, case, "M24|CU1")
    act = hands(house, case)
    actions.correct(case, arrest.pk, "UN1", event="M17", telling=full("SF5", "M17", "UN1"), **act)
    assert level(case) == Risk.MEDIUM


def test_put_right_into_an_arrest_it_is_raised(house: make.House) -> None:
    case = make.opened(house, situation="SF5", risk=Risk.MEDIUM)
    silent, act = tell(house, case, "M17|UN1"), hands(house, case)
    actions.correct(case, silent.pk, "CU1", event="M24", telling=full("SF5", "M24", "CU1"), **act)
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["taken"])


@pytest.mark.parametrize("to", [Risk.CRITICAL, Risk.HIGH])
def test_what_somebody_has_set_since_stays(house: make.House, case: Case, to: Risk) -> None:
    arrest = arrested(house, case)
    if to == Risk.CRITICAL:
        assessment.assess(case, Assessed(1, {"A1": "yes"}), **hands(house, case))
    else:
        lowered(house, case, to)
    take_back(house, case, arrest)
    assert (level(case), "risk.set_back" in verbs(case)) == (to, False)


def test_lowered_by_a_supervisor_it_stays_so_while_nothing_new_is_told(
    house: make.House, case: Case
) -> None:
    arrest = arrested(house, case)
    lowered(house, case)
    actions.confirm(case, arrest.pk, **hands(house, case, "supervisor2"))
    assert level(case) == Risk.HIGH


def test_moved_on_in_custody_it_is_raised_again_and_confirmed_by_itself(
    house: make.House, case: Case
) -> None:
    arrest = arrested(house, case)
    lowered(house, case)
    actions.confirm(case, arrest.pk, **hands(house, case, "supervisor"))
    moved = tell(house, case, "M07|CU2")
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["risk_raised"])
    take_back(house, case, moved)
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["risk_raised"])  # held still
    raising.set_back(case, words="Known.", **hands(house, case, "supervisor"))
    assert (level(case), waits(case)) == (Risk.HIGH, [])


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_no_to_an_earlier_raise_does_not_lower_what_an_arrest_has_set(
    house: make.House, case: Case, is_taken_back: bool
) -> None:
    """Should the arrest not have happened, the level is what it was before both."""
    assessment.set_risk(case, Risk.HIGH, **hands(house, case))
    arrest = arrested(house, case)
    raising.set_back(case, words="Known.", **hands(house, case, "supervisor"))
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["taken"])
    if is_taken_back:
        take_back(house, case, arrest)
        assert (level(case), waits(case)) == (Risk.LOW, [])


def test_found_again_in_custody_nobody_knows_how_one_decision_confirms_both(
    house: make.House, case: Case
) -> None:
    found = tell(house, case, "M17|UN1", "M18|CU2", meanwhile="unknown")
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["taken"])
    take_back(house, case, found)
    assert (level(case), waits(case)) == (Risk.LOW, [])


def test_release_lowers_nothing(house: make.House, case: Case) -> None:
    arrested(house, case)
    tell(house, case, "CU10", "M09|FM4")
    assert level(case) == Risk.CRITICAL


def test_a_release_that_was_none_raises_it_again(house: make.House, case: Case) -> None:
    arrest = arrested(house, case)
    actions.confirm(case, arrest.pk, **hands(house, case, "supervisor"))
    freed = tell(house, case, "CU10")
    lowered(house, case)
    take_back(house, case, freed)
    assert (level(case), waits(case)) == (Risk.CRITICAL, ["risk_raised"])


def test_struck_under_a_silence_it_is_what_it_was(house: make.House, case: Case) -> None:
    arrest = arrested(house, case)
    tell(house, case, "M17|UN1")
    assert level(case) == Risk.CRITICAL
    take_back(house, case, arrest)
    assert (case.situation, level(case)) == ("UN1", Risk.LOW)


def test_struck_while_she_is_held_by_another_arrest_it_stays(house: make.House, case: Case) -> None:
    arrest = arrested(house, case)
    tell(house, case, "M17|UN1", "M18|FM2", meanwhile="M09")
    tell(house, case, "FM9", "M06|CU1")
    take_back(house, case, arrest)
    assert (case.situation, level(case)) == ("CU1", Risk.CRITICAL)


def test_an_arrest_of_an_earlier_time_changes_nothing_today(house: make.House, case: Case) -> None:
    before = [("", "", "HD2"), ("HD2", "inside", "HD10"), ("HD10", "M06", "CU1")]
    before += [("CU1", "inside", "CU10")]
    told = [actions.Earlier(to, event, full(state, event, to)) for state, event, to in before]
    then = actions.Earlier("FM2", "M09", full("CU10", "M09", "FM2"))
    fm2 = step_id(house, case, "FM2")
    actions.insert_before(case, fm2, told, then=then, **hands(house, case))
    assert (level(case), waits(case), RAISED in verbs(case)) == (Risk.LOW, [], False)


def test_a_refused_arrest_raises_nothing(house: make.House, case: Case) -> None:
    telling = full("FM9", "M06", "CU1")
    with refused(case, "does not follow"):
        actions.move(case, "CU1", event="M06", telling=telling, **hands(house, case))
    assert (level(case), course(house, case)) == (Risk.LOW, [])
