"""The rule of the risk aid, item by item, and what must hold for every set of answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.risk_aid import ANSWERS, NO, UNKNOWN, YES, current
from casework.cases.risk_levels import LEVELS, Flag, Outcome, outcome
from casework.cases.states import Risk

CODES = [item.code for item in current().items]
ALL_NO = dict.fromkeys(CODES, NO)
# As the reference says it (5.2): what each weighs, and what is immediate danger alone.
WEIGHTS = {
    "A2": 3, "A3": 3, "A4": 2, "A5": 2, "A6": 1, "A7": 2,
    "V1": 3, "V2": 3, "V4": 3, "V5": 2, "V6": 3,
    "H1": 3, "H2": 2, "H3": 2, "H4": 1,
    "C1": 3, "C3": 1, "C4": 2,
    "S1": 1, "S2": 2, "S3": 2, "S4": 2, "S5": 3,
}  # fmt: skip
CRITICAL_ALONE = ["A1", "V3", "V7", "H2p"]
CRITICAL_UNDER = {"V4s": "V4", "H1r": "H1", "S5f": "S5"}


def _of(*yes: str, protocol: bool = True, **more: str) -> Outcome:
    return outcome(ALL_NO | dict.fromkeys(yes, YES) | more, protocol=protocol)


def test_nothing_said_yes_to_is_low() -> None:
    found = _of()
    assert (found.level, found.points, found.unknown, found.flags) == (Risk.LOW, 0, 0, ())


@pytest.mark.parametrize(("code", "weight"), WEIGHTS.items())
def test_each_item_weighs_what_the_reference_says(code: str, weight: int) -> None:
    found = _of(code)
    assert (found.points, found.level, found.weighed) == (weight, Risk.LOW, (code,))


def test_no_other_item_weighs_anything() -> None:
    rest = {item.code: item.weight for item in current().items if item.weight}
    assert rest == WEIGHTS


@pytest.mark.parametrize("code", CRITICAL_ALONE)
def test_some_are_immediate_danger_alone(code: str) -> None:
    found = _of(code)
    assert (found.level, found.critical, found.points) == (Risk.CRITICAL, (code,), 0)


@pytest.mark.parametrize(("code", "under"), CRITICAL_UNDER.items())
def test_some_are_immediate_danger_beside_another(code: str, under: str) -> None:
    assert _of(under).level == Risk.LOW
    assert _of(under, code).critical == (code,)
    assert _of(code).level == Risk.LOW  # it is not asked then, and counts for nothing


@pytest.mark.parametrize("code", ["A2", "A3"])
def test_pregnant_and_likely_to_be_returned_is_immediate_danger(code: str) -> None:
    assert _of("H3").level == Risk.LOW
    assert _of("H3", code).critical == ("H3",)
    assert _of("H3", "A1").critical == ("A1", "H3")


def test_care_out_of_reach_counts_and_is_said() -> None:
    found = _of("H1")
    assert (found.points, found.flags) == (3, (Flag.NO_CARE,))
    assert _of("H1", H1r=UNKNOWN).flags == ()


def test_a_plan_is_asked_about_only_where_a_protocol_stands() -> None:
    found = _of("H2p", protocol=False)
    assert (found.level, found.critical) == (Risk.LOW, ())
    assert "H2p" not in {item.code for item in current().asked({}, protocol=False)}


@pytest.mark.parametrize(
    ("points", "level"),
    [(5, Risk.LOW), (6, Risk.MEDIUM), (11, Risk.MEDIUM), (12, Risk.HIGH), (13, Risk.HIGH)],
)
def test_points_make_the_level(points: int, level: Risk) -> None:
    said, left = [], points
    for code, weight in sorted(WEIGHTS.items(), key=lambda item: -item[1]):
        if weight <= left and code not in ("H1", "H3"):
            said, left = [*said, code], left - weight
    found = _of(*said)
    assert (found.points, found.level) == (points, level)


def test_under_18_is_never_below_high() -> None:
    assert (_of("C2").level, _of("C2").floors) == (Risk.HIGH, ("C2",))
    assert _of("C2", "V3").level == Risk.CRITICAL


@pytest.mark.parametrize(("count", "level"), [(5, Risk.LOW), (6, Risk.MEDIUM), (9, Risk.MEDIUM)])
def test_too_little_known_is_never_low(count: int, level: Risk) -> None:
    found = outcome(ALL_NO | dict.fromkeys(list(WEIGHTS)[:count], UNKNOWN), protocol=True)
    assert (found.level, found.unknown) == (level, count)
    assert (Flag.INSUFFICIENT in found.flags) == (count >= 6)


def test_what_was_not_asked_is_not_known() -> None:
    found = outcome({}, protocol=True)
    assert (found.level, found.flags) == (Risk.MEDIUM, (Flag.INSUFFICIENT,))
    assert found.unknown == len([item for item in current().items if not item.under])


def test_levels_stand_in_their_order() -> None:
    assert LEVELS == ("", "low", "medium", "high", "critical")
    assert all(LEVELS.index(left) < LEVELS.index(right) for left, right in pairwise(LEVELS))


answered = st.fixed_dictionaries({code: st.sampled_from(ANSWERS) for code in CODES})


@given(answers=answered, code=st.sampled_from(CODES), protocol=st.booleans())
def test_a_yes_in_place_of_a_no_never_lowers(
    answers: dict[str, str], code: str, protocol: bool
) -> None:
    before = outcome(answers | {code: NO}, protocol=protocol)
    after = outcome(answers | {code: YES}, protocol=protocol)
    assert LEVELS.index(after.level) >= LEVELS.index(before.level)


@given(answers=answered, code=st.sampled_from(CODES), protocol=st.booleans())
def test_a_yes_in_place_of_a_gap_lowers_nothing_but_the_floor_for_gaps(
    answers: dict[str, str], code: str, protocol: bool
) -> None:
    before = outcome(answers | {code: UNKNOWN}, protocol=protocol)
    after = outcome(answers | {code: YES}, protocol=protocol)
    floor_went = Flag.INSUFFICIENT in before.flags and Flag.INSUFFICIENT not in after.flags
    assert LEVELS.index(after.level) >= LEVELS.index(before.level) or floor_went


@given(answers=answered, protocol=st.booleans())
def test_any_critical_answer_makes_it_critical_and_nothing_else_does(
    answers: dict[str, str], protocol: bool
) -> None:
    found = outcome(answers, protocol=protocol)
    assert (found.level == Risk.CRITICAL) == bool(found.critical)
    if answers["C2"] == YES:
        assert found.level in (Risk.HIGH, Risk.CRITICAL)
