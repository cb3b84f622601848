"""The facts of a move as boxes of a form, folded by what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from casework.cases import entries
from casework.cases.codes import pickable
from casework.cases.forms_controls import EntryField, PickField, PickManyField
from casework.pathways.facts import FACTS, OF_THE_EPISODE, Fact, Shape
from casework.pathways.requirements import Needs, needs
from casework.web.cases.forms import PRIVATE

PREFIX: Final = "fact_"
FOLDS: Final = (
    (lazy("If she was sold or lured"), "acts means seller_role distance purposes price"),
    (
        lazy("If she left, went on or arrived"),
        "children_then real_alternative country protector permit_kind reasons",
    ),
    (
        lazy("If she was arrested, returned or freed"),
        "province authority company custody_place corridor freed_by",
    ),
    (
        lazy("If there is no news, or contact again"),
        "missed_windows attempts attempts_since identity coercion",
    ),
    (lazy("If she died"), "cause second_source"),
    (lazy("How she lives there, as far as she says"), " ".join(OF_THE_EPISODE)),
)


@dataclass(frozen=True)
class Asked:
    """One box in its fold: `fact` is what the script looks for."""

    fact: str
    field: BoundField


@dataclass(frozen=True)
class Fold:
    title: Any
    rows: list[Asked]
    is_open: bool


class StepSelect(forms.Select):
    """Each option says which facts it asks for, so that the script shows those boxes alone."""

    asks: dict[str, Needs] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        made = super().create_option(name, value, *args, **options)
        if (asked := self.asks.get(str(value))) is not None:
            made["attrs"] |= {"data-must": " ".join(asked.must), "data-may": " ".join(asked.may)}
        return made


def asks_of(before: str, value: str) -> Needs:
    """What `event|state` asks for."""
    event, _bar, state = value.partition("|")
    return needs(event, before, state)


class FactsForm(forms.Form):
    """The boxes of every fact; `wanted` chooses those that the move asks for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for fact in FACTS.values():
            self.fields[PREFIX + fact.name] = _box(fact)

    @property
    def folds(self) -> Iterator[Fold]:
        for title, names in FOLDS:
            rows = [Asked(name, self[PREFIX + name]) for name in names.split()]
            yield Fold(title, rows, any(row.field.errors or _is_told(row) for row in rows))

    @property
    def plain(self) -> list[BoundField]:
        """Every other field."""
        return [bound for bound in self if not bound.name.startswith(PREFIX)]

    def facts(self, wanted: Needs) -> dict[str, Any]:
        """What was told of what this move asks for."""
        typed = {name: self.cleaned_data.get(PREFIX + name) for name in (*wanted.must, *wanted.may)}
        return {name: value for name, value in typed.items() if FACTS[name].is_told(value)}

    def mark_missing(self, wanted: Needs) -> None:
        for name in wanted.must:
            box = PREFIX + name
            if box not in self.errors and not FACTS[name].is_told(self.cleaned_data.get(box)):
                self.add_error(box, _("This move needs an answer here; “not known” is one."))


def initial_of(facts: Any) -> dict[str, Any]:
    return {PREFIX + name: value for name, value in facts.items()}


def _is_told(row: Asked) -> bool:
    return FACTS[row.fact].is_told(row.field.value())


def _box(fact: Fact) -> forms.Field:
    options: dict[str, Any] = {"label": fact.label, "help_text": fact.hint}
    if fact.shape is Shape.SEVERAL:
        assert fact.choices is not None
        ticks = forms.CheckboxSelectMultiple
        return PickManyField(choices=pickable(fact.choices), widget=ticks, **options)
    if fact.shape is Shape.CHOICE:
        assert fact.choices is not None
        choices = [("", lazy("not asked")), *pickable(fact.choices)]
        return PickField(choices=choices, widget=forms.Select(attrs=PRIVATE), **options)
    read, widget = _BOXES[fact.shape]
    return EntryField(read, widget=widget(), **options)


def _line(**attributes: str) -> forms.Widget:
    return forms.TextInput(attrs=PRIVATE | {"maxlength": str(entries.LINE_LIMIT)} | attributes)


def _words() -> forms.Widget:
    return forms.Textarea(attrs=PRIVATE | {"rows": "3", "maxlength": str(entries.NARRATIVE_LIMIT)})


_number = partial(entries.read_number, low=0, high=999)

_BOXES: Final[dict[Shape, tuple[Any, Any]]] = {
    Shape.LINE: (entries.read_line, _line),
    Shape.WORDS: (entries.read_narrative, _words),
    Shape.NUMBER: (_number, partial(_line, inputmode="numeric")),
    Shape.DAY: (entries.read_date, partial(_line, inputmode="numeric", placeholder="2019-03-27")),
}
