"""Told by somebody else: nothing is allowed yet, and contact stops at once."""

from __future__ import annotations

from typing import Any

import pytest

from casework.access.errors import WrongState
from casework.cases.actions import record
from casework.cases.models import Case, Digest, Section
from casework.cases.states import Reachability
from tests import entries, make
from tests.make import NOW, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


def _save(house: House, case: Case, kind: str, revision: int = 0, **told: Any) -> Section:
    who = house.caseworker
    document = make.complete(kind) | told
    keys = make.keys_for(who, case)
    return record.save_section(
        case, kind, document, revision=revision, by=who.user, at=NOW, keys=keys
    )


@pytest.mark.proves("cases.contact_is_hers_to_allow")
def test_save_refuses_a_contact_that_somebody_else_allows(house: House, case: Case) -> None:
    _save(house, case, "gate", speaking_herself="no")
    before = entries.count()
    with pytest.raises(WrongState, match="contact with her stays at “no”"):
        _save(house, case, "safe_contact", may_contact="only_if_she_calls")
    assert not Section.objects.filter(case=case, kind="safe_contact").exists()
    assert entries.count() == before


@pytest.mark.parametrize("answer", ["no", "not_asked"])
def test_save_keeps_a_no_that_somebody_else_tells(house: House, case: Case, answer: str) -> None:
    _save(house, case, "gate", speaking_herself="no")
    assert _save(house, case, "safe_contact", may_contact=answer).revision == 1


def test_gate_told_by_somebody_else_stops_contact_at_once(house: House, case: Case) -> None:
    _save(house, case, "safe_contact", may_contact="yes")
    _save(house, case, "gate", speaking_herself="no")
    case.refresh_from_db()
    assert case.reachability == Reachability.NO_SAFE_CONTACT


def test_gate_told_by_herself_lifts_no_stop(house: House, case: Case) -> None:
    _save(house, case, "safe_contact", may_contact="no")
    _save(house, case, "gate", speaking_herself="yes")
    case.refresh_from_db()
    assert case.reachability == Reachability.NO_SAFE_CONTACT


def test_survivor_code_is_made_once_and_stays_out_of_the_digest(house: House, case: Case) -> None:
    keys = make.keys_for(house.caseworker, case)
    first = keys.open_document(_save(house, case, "reference"))["survivor_code"]
    again = keys.open_document(_save(house, case, "reference", revision=1))["survivor_code"]
    assert first == again
    assert first.startswith("SV-")
    assert case.code.removeprefix("CW-") not in first
    assert first not in str(keys.open_document(Digest.objects.get(case=case)))
