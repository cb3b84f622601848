"""One row of the field table as one control of a form."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases import code_words, entries
from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, Choice, YesNo, pickable, some
from casework.cases.field import Field, Kind
from casework.cases.forms_rows import NamesField, NeedsField, RowsField, WindowsField

Grouped: TypeAlias = list[tuple[str | Promise, list[tuple[str, str | Promise]]]]
"""Choices under headings, as `pathways.states.opening_choices` gives them."""

MOST_RADIOS = 8
_ALONE = {UNKNOWN, DECLINED, "none"}

# Nothing of hers goes to a browser's memory or to a spelling service.
_PRIVATE: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}


class EntryField(forms.Field):
    """A box: what was typed goes through one reader of ``entries``."""

    def __init__(self, read: Callable[[str], str], **options: Any) -> None:
        self.read = read
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> str:
        return self.read("" if value is None else str(value))


class PickField(forms.ChoiceField):
    """One code. Nothing picked is ``not_asked``, which cannot be picked."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("Pick one of the answers in the list.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "" if value == NOT_ASKED else value

    def clean(self, value: Any) -> Any:
        return super().clean(value) or NOT_ASKED


class PickManyField(forms.MultipleChoiceField):
    """Several codes; "not known", "chose not to say" and "none" stand alone."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("Pick from the answers in the list."),
        "invalid_list": gettext_lazy("Pick from the answers in the list."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return [code for code in value or [] if code != NOT_ASKED]

    def clean(self, value: Any) -> Any:
        picked: list[str] = list(dict.fromkeys(super().clean(value)))
        if len(picked) > 1 and _ALONE & set(picked):
            raise ValidationError(
                _("“Not known”, “chose not to say” and “none” stand alone. Untick the others.")
            )
        return picked or [NOT_ASKED]


def control(
    row: Field, situations: Grouped | None = None, *, told_by_other: bool = False, kept: Any = ()
) -> forms.Field:
    """The control of a row, with its label, hint and the words to ask with. `kept`: the answer that
    stands there; a code of it is offered even when it was switched off.
    """
    options = {"label": row.label, "help_text": row.hint}
    made = _make(row, options, situations or [], offered(row, kept))
    made.guidance = row.words(told_by_other=told_by_other)  # type: ignore[attr-defined]  # read by the template tag `field`
    return made


def answer_control(row: Field) -> forms.Field:
    """The two answers beside a box that is left empty."""
    return PickField(
        label=gettext_lazy("If it stays empty"),
        choices=some(YesNo, (UNKNOWN, DECLINED)),
        widget=forms.RadioSelect,
    )


def offered(row: Field, kept: Any = ()) -> list[Choice]:
    """The codes that may be picked: without what the house has switched off, and she has not."""
    if row.choices is None:
        return []
    every = some(row.choices, row.codes) if row.codes else pickable(row.choices)
    name, hers = row.choices.__name__, kept if isinstance(kept, list) else [kept]
    return [one for one in every if one[0] in hers or not code_words.is_off(name, one[0])]


def _make(
    row: Field, options: dict[str, Any], situations: Grouped, choices: list[Choice]
) -> forms.Field:
    if row.kind in _ROWS:
        return _ROWS[row.kind](**options)
    if row.kind is Kind.MULTIPLE:
        ticks = forms.CheckboxSelectMultiple
        return PickManyField(choices=choices, widget=ticks, **options)
    if row.kind is Kind.SITUATION:
        select = forms.Select(attrs=_PRIVATE)
        return PickField(choices=[("", ""), *situations], widget=select, **options)
    if row.kind in {Kind.CHOICE, Kind.YES_NO}:
        return _pick(choices, options)
    read, widget = _BOXES[row.kind]
    return EntryField(read, widget=widget(), **options)


def _pick(choices: list[Choice], options: dict[str, Any]) -> PickField:
    """Few answers are seen at a glance, many are chosen from a list."""
    if len(choices) <= MOST_RADIOS:
        return PickField(choices=choices, widget=forms.RadioSelect, **options)
    select = forms.Select(attrs=_PRIVATE)
    return PickField(choices=[("", ""), *choices], widget=select, **options)


def _line(**attributes: Any) -> forms.Widget:
    return forms.TextInput(attrs=_PRIVATE | {"maxlength": entries.LINE_LIMIT} | attributes)


def _narrative() -> forms.Widget:
    limits = {"maxlength": entries.NARRATIVE_LIMIT, "rows": 4}
    return forms.Textarea(attrs=_PRIVATE | limits)


_ROWS: Mapping[Kind, type[RowsField]] = {
    Kind.NAMES: NamesField,
    Kind.WINDOWS: WindowsField,
    Kind.NEEDS: NeedsField,
}
_BOXES: Mapping[Kind, tuple[Callable[[str], str], Callable[[], forms.Widget]]] = {
    Kind.TEXT: (entries.read_line, _line),
    Kind.SECRET: (entries.read_line, _line),
    Kind.LONG_TEXT: (entries.read_narrative, _narrative),
    Kind.MONTH: (entries.read_month, partial(_line, inputmode="numeric", placeholder="2019-03")),
    Kind.YEAR: (entries.read_year, partial(_line, inputmode="numeric", placeholder="1994")),
    Kind.DATE: (entries.read_date, partial(_line, inputmode="numeric", placeholder="2019-03-27")),
    Kind.NUMBER: (
        partial(entries.read_number, low=1, high=45),
        partial(_line, inputmode="numeric"),
    ),
    Kind.PHONE: (entries.read_phone, partial(_line, inputmode="tel", placeholder="+86 …")),
}
