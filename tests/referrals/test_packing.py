"""What may be told to whom: every field of the record against every service."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from casework.cases.codes_care import SpecialCare
from casework.cases.fields import CONSENT, FIELDS, INCIDENT
from casework.cases.models import Case
from casework.cases.purposes import SHARED_AS, Service
from casework.cases.states import Reachability, Risk
from casework.referrals import packing
from casework.referrals.details import Details
from casework.referrals.packet_groups import Group
from casework.referrals.packet_items import ALLOWED, ALWAYS, FAMILY, ITEMS, Family, items_for
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import OpenPartner

EVERYTHING = list(Group)
# Section 6.3 of the reference, read by hand: which group of which row, and no other.
TABLE = {
    Family.SHELTER: {"name", "health", "violence", "children", "place"},
    Family.MEDICAL: {"name", "health", "violence", "children"},
    Family.PSYCHOSOCIAL: {"name", "health", "violence", "contact"},
    Family.LEGAL: {"name", "violence", "path", "children", "place", "documents", "contact"},
    Family.DOCUMENTATION: {"name", "children", "place", "documents", "contact"},
    Family.PROTECTION: set(Group),
    Family.PREVENTION: {"name", "health", "path", "children", "place"},
    Family.LIVELIHOOD: {"name", "children", "place"},
    Family.INTERPRETATION: {"contact"},
    Family.LEAST: set[str](),
}
# Answers that some service may need. All the others lead out of the house by no way.
MAY_LEAVE = {
    "alias": {Family.SHELTER, Family.MEDICAL, Family.PSYCHOSOCIAL, Family.LEGAL,
              Family.LIVELIHOOD},
    "names": {Family.LEGAL, Family.DOCUMENTATION, Family.PROTECTION, Family.PREVENTION},
    "pregnant": {Family.SHELTER, Family.MEDICAL, Family.PREVENTION},
    "weeks_pregnant": {Family.SHELTER, Family.MEDICAL, Family.PREVENTION},
    "walking": {Family.SHELTER, Family.PROTECTION},
    "urgent_care": {Family.PROTECTION},
    "special_care": {Family.PROTECTION},
    "seeing": {Family.PROTECTION},
    "hearing": {Family.PROTECTION},
    "remembering": {Family.PROTECTION},
    "self_care": {Family.PROTECTION},
    "communicating": {Family.PROTECTION},
    "children": {Family.PREVENTION},
    "province_in_china": {Family.SHELTER, Family.LEGAL, Family.DOCUMENTATION, Family.LIVELIHOOD},
    "id_documents": {Family.LEGAL, Family.DOCUMENTATION, Family.PROTECTION},
}  # fmt: skip
_NO_CASE = Case(code="CW-7K2QX9MZA", risk=Risk.HIGH, situation="SX1")


@pytest.mark.parametrize("row", [*FIELDS, *CONSENT, *INCIDENT], ids=lambda row: row.name)
def test_an_answer_leaves_for_the_services_of_the_reference_alone(row: Any) -> None:
    """Every field of the record, against every service, with a partner that may receive all."""
    answers = {row.name: "canary"}
    for service, family in FAMILY.items():
        told = packing.chosen(ITEMS, {}, answers, _NO_CASE)
        fit = {
            name: value
            for name, value in told.items()
            if not packing.unfit({name: value}, service, EVERYTHING)
        }
        leaves = "canary" in str(fit)
        assert leaves == (family in MAY_LEAVE.get(row.name, set())), (row.name, service)


def test_what_always_goes_along_is_four_answers() -> None:
    answers: dict[str, Any] = {row.name: "canary" for row in FIELDS}
    answers["special_care"] = [SpecialCare.FEMALE_WORKER, SpecialCare.LOW_LITERACY]
    assert packing.always(answers) == {
        "language": "canary",
        "interpreter_needed": "canary",
        "age_band": "canary",
        "female_worker": True,
    }
    assert set(ALWAYS) == {"language", "interpreter_needed", "age_band", "special_care"}
    assert packing.always({"special_care": [SpecialCare.NONE]}) == {"female_worker": False}
    assert packing.always({}) == {}


@pytest.mark.parametrize("family", Family)
def test_groups_are_those_of_the_reference(family: Family) -> None:
    assert {ITEMS[name].group for name in ALLOWED[family]} == TABLE[family]


def test_every_service_has_its_row_and_every_item_a_service() -> None:
    assert set(SHARED_AS) <= set(FAMILY)
    assert set(Service) - set(FAMILY) == {Service.UNKNOWN, Service.DECLINED, Service.NOT_ASKED}
    assert {name for names in ALLOWED.values() for name in names} == set(ITEMS)
    assert all(
        bool(one.fields) + bool(one.of_case) + bool(one.lines) == 1 for one in ITEMS.values()
    )


def test_packets_prints_a_group_a_line() -> None:
    printed = StringIO()
    call_command("packets", stdout=printed)
    lines = [line.split("\t") for line in printed.getvalue().splitlines()]
    assert {(service, group) for service, group in lines} == {
        (service.value, group) for service, family in FAMILY.items() for group in TABLE[family]
    }


def test_a_partner_gets_only_groups_it_may_receive() -> None:
    service = Service.SHELTER_EMERGENCY
    assert [item.name for item in packing.offered(service, ["health"])] == [
        "allergies",
        "pregnancy",
        "mobility",
    ]
    assert packing.held_back(service, ["health", "documents"]) == [
        Group.NAME,
        Group.VIOLENCE,
        Group.CHILDREN,
        Group.PLACE,
    ]
    assert packing.never_told(service) == [Group.PATH, Group.DOCUMENTS, Group.CONTACT]
    assert "Her level of risk" in packing.unfit({"risk": "high"}, service, ["health"])
    assert packing.unfit({"allergies": "penicillin"}, service, ["health"]) == ""


def test_words_have_their_length_and_unknown_names_go_nowhere() -> None:
    service = Service.MEDICAL_GENERAL
    assert packing.unfit({"allergies": "a\nb"}, service, EVERYTHING)
    assert packing.unfit({"account": "all of it"}, service, EVERYTHING)
    assert packing.unfit({"names": "all of it"}, service, EVERYTHING)
    assert packing.chosen(["account"], {"account": "all of it"}, {}, _NO_CASE) == {}


def test_what_is_not_on_record_is_not_told() -> None:
    told = packing.chosen(["alias", "pregnancy", "in_custody", "risk"], {}, {"alias": ""}, _NO_CASE)
    assert told == {"risk": "high"}
    held = Case(code="CW-7K2QX9MZA", reachability=Reachability.IN_CUSTODY)
    assert packing.chosen(["in_custody"], {}, {}, held) == {"in_custody": "yes"}


@pytest.mark.parametrize("text", ["김은설 씨는 내일 옵니다", "ask for kim eun-seol", "金恩雪"])
@pytest.mark.parametrize("where", ["need", "contact", "care_facts"])
def test_her_name_in_the_words_is_found(text: str, where: str) -> None:
    document: dict[str, Any] = {"service": Service.MEDICAL_GENERAL, "items": {}}
    place = document if where in packing.WORDS else document["items"]
    place[where] = text
    names = ["김은설", "Kim Eun Seol", "金恩雪"]
    code, may_know = _NO_CASE.code, [Group.NAME]
    assert "does not need it" in packing.gives_away(document, names, code, may_know)
    assert packing.gives_away(document, ["박순희", "Mi"], code, may_know) == ""
    for_her = document | {"service": Service.UNHCR}
    assert packing.gives_away(for_her, names, code, may_know) == ""
    assert "may not know it" in packing.gives_away(for_her, names, code, [Group.HEALTH])


@pytest.mark.parametrize("text", ["see CW-7K2QX9MZA", "7k2q x9mz a"])
def test_the_code_of_her_case_in_the_words_is_found(text: str) -> None:
    document = {"service": Service.UNHCR, "need": text, "items": {}}
    assert "code" in packing.gives_away(document, [], _NO_CASE.code, EVERYTHING)


def test_in_provisional_trust_nothing_that_leads_to_her_is_told() -> None:
    """Whatever its list of groups says; full trust takes two people."""
    details = Details(services=["legal_advice"], groups=[group.value for group in Group])
    partner = OpenPartner(uuid4(), "willow-3", PartnerState.ACTIVE, "Willow", details)
    assert set(packing.receives(partner)) == {Group.HEALTH, Group.VIOLENCE, Group.CHILDREN}
    trusted = replace(partner, details=replace(details, trust="full"))
    assert set(packing.receives(trusted)) == {*Group}
    assert packing.receives(None) == []
    told = {"documents": "an identity card"}
    assert packing.unfit(told, "legal_advice", packing.receives(trusted)) == ""
    assert "is not for this partner" in packing.unfit(
        told, "legal_advice", packing.receives(partner)
    )


def test_no_service_is_no_packet() -> None:
    assert items_for("") == items_for("unknown") == items_for("nonsense") == []
