"""What can be told of a move besides where it leads, when, and by whom: one row for each fact.

All of it lies sealed in the move's document. Which event asks for which fact stands in
`pathways.requirements`. How often she was sold, crossed or was returned is counted from the line
(`pathways.counters`) and typed nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from casework.cases import codes as answers
from casework.cases.codes import NOT_ASKED
from casework.cases.codes_trafficking import Act, Aim, Means
from casework.cases.places import Country, ProvinceInChina
from casework.pathways import codes

Told = Mapping[str, Any]


class Shape(Enum):
    """CHOICE holds a code, SEVERAL a list of codes, NUMBER a whole number as text, DAY a date."""

    CHOICE = auto()
    SEVERAL = auto()
    LINE = auto()
    WORDS = auto()
    NUMBER = auto()
    DAY = auto()


@dataclass(frozen=True)
class Fact:
    name: str
    label: Promise | str
    shape: Shape
    choices: type[TextChoices] | None = None
    hint: Promise | str = ""

    def is_told(self, value: Any) -> bool:
        return value not in (None, "", [], NOT_ASKED, [NOT_ASKED])

    def holds(self, value: Any) -> bool:
        """Whether `value` is an answer of this shape."""
        if self.shape is Shape.SEVERAL:
            return isinstance(value, list) and all(one in self._codes() for one in value)
        if not isinstance(value, str):
            return False
        if self.shape is Shape.CHOICE:
            return value in self._codes()
        if self.shape is Shape.NUMBER:
            return value.isdecimal() and len(value) <= 4
        return self.shape is not Shape.DAY or _is_a_day(value)

    def in_words(self, value: Any) -> str:
        if self.choices is None:
            return str(value)
        told = value if isinstance(value, list) else [value]
        labels = dict(self.choices.choices)
        return ", ".join(str(labels.get(code, code)) for code in told)

    def _codes(self) -> list[str]:
        assert self.choices is not None
        return list(self.choices.values)


def _pick(name: str, label: Any, choices: type[TextChoices], hint: Any = "") -> Fact:
    return Fact(name, label, Shape.CHOICE, choices, hint)


def _several(name: str, label: Any, choices: type[TextChoices]) -> Fact:
    return Fact(name, label, Shape.SEVERAL, choices)


_ROWS = (
    # A sale.
    _several("acts", lazy("What was done"), Act),
    _several("means", lazy("By what means"), Means),
    _several("purposes", lazy("For what"), Aim),
    _pick("seller_role", lazy("Who sold her"), codes.SellerRole),
    _pick("distance", lazy("Where she was brought"), codes.Distance),
    Fact("price", lazy("Price"), Shape.LINE, hint=lazy("Only if she names it: sum, money, year.")),
    # The way.
    _pick("children_then", lazy("Her children then"), codes.ChildrenThen),
    _pick("real_alternative", lazy("There was something safer she could choose"), answers.YesNo),
    _pick("country", lazy("Country"), Country, lazy("The country only, never the way there.")),
    _pick("protector", lazy("With whom"), codes.Protector),
    _pick("permit_kind", lazy("Kind of document"), codes.PermitKind),
    Fact(
        "reasons",
        lazy("Her reasons, if she gives them"),
        Shape.WORDS,
        hint=lazy("Her own words. Nobody judges them."),
    ),
    # Custody and return.
    _pick("province", lazy("Province"), ProvinceInChina),
    _pick("authority", lazy("Which authority"), codes.Authority),
    _pick("company", lazy("Alone or in a group"), codes.Company),
    Fact(
        "custody_place",
        lazy("Place of custody, as a code"),
        Shape.LINE,
        hint=lazy("A code of your desk, never an address. “Unknown” is an answer."),
    ),
    _pick("corridor", lazy("Corridor of the return"), codes.Corridor),
    _pick("freed_by", lazy("How she was freed"), codes.FreedBy),
    # Silence and contact.
    Fact("missed_windows", lazy("Agreed contacts that were missed"), Shape.NUMBER),
    Fact("attempts", lazy("Attempts by the agreed way"), Shape.NUMBER),
    Fact("attempts_since", lazy("Day of the first attempt"), Shape.DAY),
    _pick("identity", lazy("How we know that it is she"), codes.Identity),
    _pick("coercion", lazy("Whether she can speak freely"), codes.Coercion),
    # Death.
    _pick("cause", lazy("Cause"), codes.DeathCause),
    _pick("second_source", lazy("A second source"), answers.Source),
    # The episode.
    _pick("modality", lazy("Where she is exploited"), answers.Modality),
    _several("also", lazy("What else is done to her"), codes.Also),
    _pick("ended_how", lazy("How it ended"), codes.EndedHow),
    _pick("confinement", lazy("How closely she is held"), codes.Confinement),
    _pick("debt", lazy("A debt binds her"), answers.YesNo),
    _pick("violence", lazy("Violence in the last 30 days"), answers.YesNo),
    _pick("pregnant", lazy("Pregnant"), answers.YesNo),
    Fact(
        "windows_agreed",
        lazy("Missed contacts until she counts as silent"),
        Shape.NUMBER,
        hint=lazy("Two, unless another number is agreed for her."),
    ),
    _pick("children_china", lazy("Children in China"), answers.Count),
    _pick("children_dprk", lazy("Children in North Korea"), answers.Count),
)
FACTS: dict[str, Fact] = {row.name: row for row in _ROWS}

# What belongs to the episode rather than to the move; told anew whenever it changes.
OF_THE_EPISODE = (
    "modality", "also", "ended_how", "confinement", "debt", "violence", "pregnant",
    "children_china", "children_dprk", "windows_agreed",
)  # fmt: skip


def told(facts: Told) -> dict[str, Any]:
    """Only what was answered."""
    return {name: value for name, value in facts.items() if FACTS[name].is_told(value)}


def refusal(facts: Told) -> str:
    """What is wrong with the answers; "" when nothing is."""
    for name, value in facts.items():
        if name not in FACTS or not (value == "" or FACTS[name].holds(value)):
            return _("Pick what was told of the move from the lists.")
    return ""


def in_words(facts: Told) -> Iterator[tuple[str, str]]:
    """Label and answer of each fact that was told, in the order of the table."""
    for name, fact in FACTS.items():
        if name in facts and fact.is_told(facts[name]):
            yield str(fact.label), fact.in_words(facts[name])


def _is_a_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10
