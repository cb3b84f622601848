"""On the page of what she allows: who lets help go on without asking her, and what others read."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from casework.access.focal_points import name_focal_point
from casework.cases.actions import record as writing
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case
from tests import make
from tests.make import NOW, House
from tests.web.signed_in import client_of

pytestmark = pytest.mark.usefixtures("standing_clock")

BUTTON, WHO = "Let it go on", "The focal point for children decides:"


def _silent(house: House) -> Case:
    """Of age as far as anybody knows, and she cannot be asked."""
    case = make.draft(house)
    keys = make.keys_for(house.caseworker, case)
    told = make.consent(state="cannot_ask")
    record_consent(case, told, by=house.caseworker.user, at=NOW, keys=keys)
    return case


def _is_found_to_be_a_girl(house: House, case: Case) -> None:
    gate = make.complete("gate") | {"under_18": "yes"}
    keys = make.keys_for(house.caseworker, case)
    by = house.caseworker.user
    writing.save_section(case, "gate", gate, revision=0, by=by, at=NOW, keys=keys)


def _reads(house: House, case: Case, who: str) -> tuple[bool, bool]:
    """Whether she sees the button, and whether who decides."""
    answer = client_of(house.staff[who]).get(reverse("consents", args=[case.code]))
    page = unescape(answer.content.decode())
    return BUTTON in page, WHO in page


def test_of_a_grown_woman_any_second_person_sees_the_button(house: House) -> None:
    case = _silent(house)
    name_focal_point(house.desk, house.supervisor2.user, None, by=house.administrator.user, at=NOW)
    assert _reads(house, case, "supervisor") == (True, False)
    assert _reads(house, case, "caseworker") == (False, False)


def test_of_who_turns_out_to_be_a_girl_the_focal_point_alone_sees_it(house: House) -> None:
    """The guard would refuse the others after they had typed."""
    case = _silent(house)
    name_focal_point(house.desk, house.supervisor2.user, None, by=house.administrator.user, at=NOW)
    _is_found_to_be_a_girl(house, case)
    assert _reads(house, case, "supervisor") == (False, True)
    assert _reads(house, case, "caseworker") == (False, True)
    assert _reads(house, case, "supervisor2") == (True, False)


def test_without_a_focal_point_any_second_person_sees_it_of_a_girl_too(house: House) -> None:
    case = _silent(house)
    _is_found_to_be_a_girl(house, case)
    assert _reads(house, case, "supervisor") == (True, False)
