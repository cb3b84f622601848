"""The table of the intake form: sections 0 to 14 of the reference, and the short form.

A row reads: name, label, kind, required or optional or never asked, how it is stored, its list.
The rows stand in `fields_contact`, `fields_person`, `fields_situation`, `fields_incident`,
`fields_care` and `fields_consent`; `manage.py intake_table` prints them. What must not be collected
(religion, songbun, politics, photo, fingerprints) has no row, and so nowhere to be written.

An answer whose question is not asked any more (she has no children after all) is put aside: it
stays sealed where it was written and comes back with its question; until then it is not shown, not
needed and not counted.
"""

from dataclasses import replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases import codes, purposes
from casework.cases.field import OPT, Answers, C, E, Field, Kind, Store, in_section
from casework.cases.fields_care import CARE, CLOSE, HEALTH, NEEDS, ONWARD, REFERENCE
from casework.cases.fields_consent import CONSENT
from casework.cases.fields_contact import GATE, SAFE_CONTACT
from casework.cases.fields_incident import ACCOUNT, INCIDENT
from casework.cases.fields_person import DEPENDANTS, IDENTITY
from casework.cases.fields_situation import SITUATION, TRAFFICKING

__all__ = ["CONSENT", "FIELDS", "INCIDENT", "SECTIONS", "SHORT", "coded", "field", "fields_of"]

SECTIONS: dict[str, Promise] = {
    "gate": _("Is it safe"),
    "consent": _("Consent"),
    "safe_contact": _("Safe contact"),
    "identity": _("Who she is"),
    "dependants": _("Her children"),
    "situation": _("Her situation"),
    "health": _("Her health"),
    "needs": _("What she needs"),
    "onward": _("Where she would like to be"),
    "care": _("What helps her to talk"),
    "trafficking": _("What was done to her"),
    "incidents": _("What happened"),
    "reference": _("How we heard"),
    "close": _("Before the talk ends"),
}
"""In the order of a conversation: what she needs today comes before what was done to her."""

_URGENT_NEEDS = (
    "shelter_emergency",
    "medical_urgent",
    "medical_post_rape",
    "repatriation_prevention",
    "food_nfi",
    "cash_assistance",
    "child_protection",
    "onward_protection",
    "detention_support",
    "psychosocial",
    "legal_advice",
    "other",
    "unknown",
    "declined",
)


_SHORT_ONLY = in_section(
    "short",
    Field("language_need", _("Language, interpreter"), Kind.CHOICE, OPT, C, codes.LanguageNeed,
          ask=_("Which language is best for you?"), about=_("Which language is best for her?")),
    Field("help_and_keep", _("Yes to help and to our keeping this"), Kind.CHOICE, OPT, C,
          purposes.HelpAndKeep, by_yes_or_no=True,
          ask=_("May we help you, and may I keep what you tell me?"),
          about=_("Only she can say yes. Pick that she cannot be asked now.")),
    Field("anything_else", _("Anything else"), Kind.LONG_TEXT, OPT, E,
          ask=_("Is there anything else I should know right now?"),
          about=_("Is there anything else I should know right now?")),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (
    *GATE, *SAFE_CONTACT, *IDENTITY, *DEPENDANTS, *SITUATION, *HEALTH, *NEEDS, *ONWARD, *CARE,
    *TRAFFICKING, *ACCOUNT, *REFERENCE, *CLOSE,
)  # fmt: skip
"""Names are unique here. A consent is a record of its own, one for each purpose: `CONSENT`. An
incident is a sheet of its own: `INCIDENT`."""

WASHINGTON = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")
_NOTHING: tuple[Any, ...] = (None, "", [], codes.NOT_ASKED, [codes.NOT_ASKED])
_BY_NAME = {row.name: row for row in (*FIELDS, *_SHORT_ONLY)}
_BY_SECTION = {key: tuple(row for row in FIELDS if row.section == key) for key in SECTIONS} | {
    "consent": CONSENT
}

SHORT: tuple[Field, ...] = (
    _BY_NAME["immediate_danger"],
    _BY_NAME["speaking_herself"],
    _BY_NAME["alone_and_safe_to_talk"],
    _BY_NAME["under_18"],
    _BY_NAME["language_need"],
    _BY_NAME["help_and_keep"],
    _BY_NAME["may_contact"],
    _BY_NAME["how_and_when"],
    _BY_NAME["alias"],
    _BY_NAME["situation"],
    replace(_BY_NAME["most_urgent"], codes=_URGENT_NEEDS),
    _BY_NAME["anything_else"],
)
"""The twelve, in the order of the conversation."""


def field(name: str) -> Field:
    return _BY_NAME[name]


def fields_of(section: str) -> tuple[Field, ...]:
    """The rows of a section; KeyError for a section that does not exist."""
    return _BY_SECTION[section]


def coded(section: str, document: Answers, beside: Answers) -> dict[str, str | list[str]]:
    """The coded facts of a section's document: what a digest may hold and counts may use.

    ``beside`` are answers of other sections. What is put aside is no fact.
    """
    facts = coded_in(fields_of(section), document, beside)
    return facts | _difficulty(document) if section == "identity" else facts


def coded_in(
    rows: tuple[Field, ...], document: Answers, beside: Answers
) -> dict[str, str | list[str]]:
    known = {**beside, **document}
    kept = [row for row in rows if row.store is Store.CODED and row.kind is not Kind.SURVIVOR_CODE]
    return {
        row.name: _fact(row, document)
        for row in kept
        if document.get(row.name) not in _NOTHING and row.is_shown(known)
    }


def _difficulty(document: Answers) -> dict[str, str | list[str]]:
    """The worst of the six answers of the Washington Group: only that may be counted."""
    told = [str(document.get(name)) for name in WASHINGTON]
    worst = next((code for code in ("cannot", "lot", "some", "none") if code in told), "")
    return {"difficulty": worst} if worst else {}


def _fact(row: Field, document: Answers) -> str | list[str]:
    told: str | list[str] = document[row.name]
    if row.kind is not Kind.NEEDS:
        return told
    return [":".join(need.values()) for need in document[row.name]]
