"""What a packet may hold for which service (reference 6.3). The tables are meant to be read.

What stands in no row cannot be chosen: her full account, exploiters, other survivors, family in
North Korea, routes, helpers, prices, other partners, notes, risk items and code words have no item,
and so no way out. `ALWAYS` goes along with every packet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from casework.cases.codes import Label
from casework.cases.purposes import Service
from casework.referrals.packet_groups import Group


@dataclass(frozen=True)
class Item:
    """One thing that may be told.

    It repeats answers of the record (`fields`), or says what the case's own row says (`of_case`),
    or is written for this partner, in at most so many `lines`.
    """

    name: str
    group: Group
    label: Label
    fields: tuple[str, ...] = ()
    of_case: str = ""
    lines: int = 0
    hint: Label = ""


ALWAYS = ("language", "interpreter_needed", "age_band", "special_care")
"""Answers that go along with every packet; of `special_care` only the wish for a woman."""

_G = Group
ITEMS: dict[str, Item] = {
    item.name: item
    for item in (
        Item("alias", _G.NAME, _("The name we call her by"), fields=("alias",)),
        Item("name", _G.NAME, _("Her name"), fields=("names",)),
        Item("allergies", _G.HEALTH, _("Allergies"), lines=1),
        Item("pregnancy", _G.HEALTH, _("Pregnancy"), fields=("pregnant", "weeks_pregnant"),
             hint=_("If she agrees to its being told.")),
        Item("mobility", _G.HEALTH, _("Walking"), fields=("walking",)),
        Item("care_facts", _G.HEALTH, _("What care needs to know"), lines=3),
        Item("mental_health", _G.HEALTH, _("Mental health, in two lines"), lines=2),
        Item("vulnerability", _G.HEALTH, _("What makes her vulnerable"),
             fields=("urgent_care", "special_care", "seeing", "hearing", "walking", "remembering",
                     "self_care", "communicating")),
        Item("risk", _G.VIOLENCE, _("Her level of risk"), of_case="risk"),
        Item("care_after", _G.VIOLENCE, _("What care after violence needs to know"), lines=2,
             hint=_("For example: care after assault, within 120 hours. No account.")),
        Item("her_words", _G.VIOLENCE, _("What she wants to say of it, in two lines"), lines=2,
             hint=_("Her own words, if she wants them told.")),
        Item("claim", _G.VIOLENCE, _("The facts of the claim"), lines=8),
        Item("protection", _G.VIOLENCE, _("Why she needs protection"), lines=8),
        Item("situation", _G.PATH, _("Her situation now"), of_case="situation"),
        Item("in_custody", _G.PATH, _("That she is in custody"), of_case="in_custody"),
        Item("children_ages", _G.CHILDREN, _("The ages of her children"), lines=1,
             hint=_("Ages only: 3, 7.")),
        Item("child_patient", _G.CHILDREN, _("Of the child that is the patient"), lines=2),
        Item("children", _G.CHILDREN, _("Of her children"), lines=4),
        Item("children_count", _G.CHILDREN, _("How many children"), fields=("children",)),
        Item("province", _G.PLACE, _("Province"), fields=("province_in_china",)),
        Item("country", _G.PLACE, _("Country"), lines=1),
        Item("site_code", _G.PLACE, _("Code of the place of custody"), lines=1),
        Item("documents", _G.DOCUMENTS, _("Which papers she has"), fields=("id_documents",)),
        Item("meeting_code", _G.CONTACT, _("Code of the meeting"), lines=1),
        Item("own_contact", _G.CONTACT, _("How to reach her, as she chose"), lines=2),
    )
}  # fmt: skip


class Family(StrEnum):
    """Services that need to know the same: the rows of the reference."""

    SHELTER = "shelter"
    MEDICAL = "medical"
    PSYCHOSOCIAL = "psychosocial"
    LEGAL = "legal"
    DOCUMENTATION = "documentation"
    PROTECTION = "protection"
    PREVENTION = "prevention"
    LIVELIHOOD = "livelihood"
    INTERPRETATION = "interpretation"
    LEAST = "least"  # nothing beyond what always goes along


_F, _S = Family, Service

ALLOWED: dict[Family, tuple[str, ...]] = {
    _F.SHELTER: ("alias", "allergies", "pregnancy", "mobility", "risk", "children_ages",
                 "province"),
    _F.MEDICAL: ("alias", "allergies", "pregnancy", "care_facts", "care_after", "child_patient"),
    _F.PSYCHOSOCIAL: ("alias", "mental_health", "her_words", "own_contact"),
    _F.LEGAL: ("alias", "name", "claim", "situation", "children", "province", "documents",
               "own_contact"),
    _F.DOCUMENTATION: ("name", "children", "province", "documents", "own_contact"),
    _F.PROTECTION: ("name", "vulnerability", "protection", "situation", "children", "country",
                    "documents", "own_contact"),
    _F.PREVENTION: ("name", "pregnancy", "in_custody", "children_count", "site_code"),
    _F.LIVELIHOOD: ("alias", "children_ages", "province"),
    _F.INTERPRETATION: ("meeting_code",),
    _F.LEAST: (),
}  # fmt: skip

FAMILY: dict[Service, Family] = {
    _S.SHELTER_EMERGENCY: _F.SHELTER,
    _S.SHELTER_LONGER: _F.SHELTER,
    _S.MEDICAL_URGENT: _F.MEDICAL,
    _S.MEDICAL_POST_RAPE: _F.MEDICAL,
    _S.MEDICAL_REPRO: _F.MEDICAL,
    _S.MEDICAL_GENERAL: _F.MEDICAL,
    _S.MENTAL_HEALTH: _F.PSYCHOSOCIAL,
    _S.PSYCHOSOCIAL: _F.PSYCHOSOCIAL,
    _S.LEGAL_ADVICE: _F.LEGAL,
    _S.LEGAL_REPRESENTATION: _F.LEGAL,
    _S.DOCUMENTATION_ID: _F.DOCUMENTATION,
    _S.CHILD_REGISTRATION: _F.DOCUMENTATION,
    _S.CHILD_PROTECTION: _F.DOCUMENTATION,
    _S.FAMILY_TRACING: _F.DOCUMENTATION,
    _S.UNHCR: _F.PROTECTION,
    _S.EMBASSY: _F.PROTECTION,
    _S.ROK_SETTLEMENT: _F.PROTECTION,
    _S.RESETTLEMENT: _F.PROTECTION,
    _S.REPATRIATION_PREVENTION: _F.PREVENTION,
    _S.DETENTION_SUPPORT: _F.PREVENTION,
    _S.CHILD_EDUCATION: _F.LIVELIHOOD,
    _S.EDUCATION_LANGUAGE: _F.LIVELIHOOD,
    _S.LIVELIHOOD: _F.LIVELIHOOD,
    _S.CASH: _F.LIVELIHOOD,
    _S.FOOD: _F.LIVELIHOOD,
    _S.INTERPRETATION: _F.INTERPRETATION,
    # Protected movement: what it is about is never stored.
    _S.ONWARD_PROTECTION: _F.LEAST,
    _S.POLICE: _F.LEAST,
    _S.OTHER: _F.LEAST,
}


def items_for(service: str) -> list[Item]:
    """What may be told to whoever gives this service; nothing for what is no service."""
    family = FAMILY.get(Service(service)) if service in Service.values else None
    return [ITEMS[name] for name in ALLOWED[family]] if family else []


def groups_for(service: str) -> list[Group]:
    """In the order of the reference, each once."""
    told = {item.group for item in items_for(service)}
    return [group for group in Group if group in told]


def names_her(service: str) -> bool:
    """Whether her own name may stand in the packet at all."""
    return "name" in {item.name for item in items_for(service)}
