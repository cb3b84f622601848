"""Under 18, or unsure: a case is opened where somebody is named who decides for girls."""

from __future__ import annotations

from typing import Any

import pytest

from casework.access.errors import WrongState
from casework.access.focal_points import name_focal_point
from casework.cases.actions import assessment, opening
from casework.cases.actions import record as writing
from casework.cases.models import Case
from casework.cases.reasons import GivingBackReason
from casework.cases.states import CaseState, Risk
from tests import entries, make
from tests.make import NOW, House


def _of(house: House, case: Case, who: str = "caseworker") -> dict[str, Any]:
    staff = house.staff[who]
    return {"by": staff.user, "at": NOW, "keys": make.keys_for(staff, case)}


def _asked(house: House, under_18: str) -> Case:
    """Her opening waits when it is written down how old she is."""
    case = make.submitted(house)
    gate = make.complete("gate") | {"under_18": under_18}
    writing.save_section(case, "gate", gate, revision=1, **_of(house, case))
    return case


def _state(case: Case) -> tuple[str, int]:
    return Case.objects.get(pk=case.pk).state, entries.count()


@pytest.mark.proves("cases.girl_has_a_focal_point")
@pytest.mark.parametrize("under_18", ["yes", "unknown", "declined"])
def test_no_girls_case_is_opened_before_somebody_decides_for_her(
    house: House, under_18: str
) -> None:
    case = _asked(house, under_18)
    before = _state(case)
    with pytest.raises(WrongState, match="An administrator names one"):
        opening.accept(case, **_of(house, case, "supervisor"))
    assert _state(case) == before
    name_focal_point(house.desk, house.supervisor2.user, None, by=house.administrator.user, at=NOW)
    opening.accept(case, **_of(house, case, "supervisor"))
    assert case.state == CaseState.OPEN


@pytest.mark.proves("cases.girl_has_a_focal_point")
def test_it_is_not_asked_for_either(house: House) -> None:
    case = _asked(house, "yes")
    opening.give_back(
        case, reason=GivingBackReason.OTHER, words="Wait.", **_of(house, case, "supervisor")
    )
    before = _state(case)
    with pytest.raises(WrongState, match="no focal point for children"):
        opening.submit(case, **_of(house, case))
    assert _state(case) == before


def test_of_age_nobody_is_needed(house: House) -> None:
    case = _asked(house, "no")
    opening.accept(case, **_of(house, case, "supervisor"))
    assert case.state == CaseState.OPEN


def test_in_danger_a_girl_is_never_kept_waiting(house: House) -> None:
    case = _asked(house, "yes")
    assessment.set_risk(case, Risk.CRITICAL, by=house.caseworker.user, at=NOW)
    opening.submit(case, **_of(house, case))
    assert case.state == CaseState.OPEN
