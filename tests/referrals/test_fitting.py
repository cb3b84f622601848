"""Who fits stands first; beside the others stands what is against them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from casework.referrals.details import Details
from casework.referrals.fitting import Wanted, fitting, reasons_against
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import OpenPartner
from tests.referrals.conftest import DETAILS

ON = date(2026, 6, 1)


def partner(alias: str = "willow-3", state: str = "active", **told: Any) -> OpenPartner:
    details = Details(**(vars(DETAILS) | {"province": "CN-JL"} | told))
    return OpenPartner(uuid4(), alias, PartnerState(state), "Lantern", details)


ASKED = Wanted("psychosocial", "CHN", "CN-JL", "kor", women_only=True, child=5)
FITTING: dict[str, Any] = {"women_only": True, "takes_children": True, "child_from": 3}


def test_one_that_has_all_has_nothing_against_it() -> None:
    assert list(reasons_against(partner(**FITTING), ASKED, ON)) == []
    assert list(reasons_against(partner(**FITTING, province=""), ASKED, ON)) == []


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"services": ["legal_advice"]}, "This partner does not offer this service."),
        ({"country": "KOR"}, "It works elsewhere."),
        ({"province": "CN-LN"}, "It works elsewhere."),
        ({"languages": ["zho"]}, "It does not speak this language."),
        ({"women_only": False}, "It is not for women only."),
        ({"takes_children": False}, "It takes no child of this age."),
        ({"child_from": 6}, "It takes no child of this age."),
        ({"child_to": 4}, "It takes no child of this age."),
        ({"places_free": 0}, "No place is free."),
        ({"capacity": "closed", "places_free": 0}, "This partner takes nobody now."),
        ({"agreement_until": "2026-05-31"}, "The agreement with this partner is not in force."),
    ],
)
def test_each_thing_that_stands_against_it_is_said(told: dict[str, Any], sentence: str) -> None:
    assert list(reasons_against(partner(**(FITTING | told)), ASKED, ON)) == [sentence]


def test_a_suspended_one_says_so() -> None:
    there = partner(state="suspended", **FITTING)
    assert list(reasons_against(there, ASKED, ON)) == ["This partner is not active."]


def test_what_is_not_asked_stands_against_nobody() -> None:
    assert list(reasons_against(partner(), Wanted(), ON)) == []


def test_those_that_fit_come_first_and_nobody_sees_the_untrusted() -> None:
    rows = [
        partner("far", country="KOR", women_only=True),
        partner("zelkova", **FITTING),
        partner("new", state="proposed", **FITTING),
        partner("birch", **FITTING),
        partner("gone", state="ended", **FITTING),
    ]
    assert [one.partner.alias for one in fitting(rows, ASKED, ON)] == ["birch", "zelkova", "far"]
