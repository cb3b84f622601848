"""The intake's forms, made from the table in ``fields``.

Nothing is needed to save: whatever was told so far is kept, and what was not asked says so.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from casework.cases.answers import ANSWER, not_asked, settled, visible_fields
from casework.cases.codes import NOT_ASKED
from casework.cases.field import Answers, Field, Kind
from casework.cases.fields import SECTIONS, fields_of
from casework.cases.forms_controls import Grouped, answer_control, control
from casework.cases.words import HASH

TODAY = ("intake_date", "last_verified")
"""Dates that are today's unless somebody says otherwise."""


class SectionForm(forms.Form):
    """One section of the intake form over the opened answers.

    ``answers`` are all that is known, by field name (`answers.together`); those of this section
    are its initial values. ``situations`` are the choices of the field of that name. After
    ``is_valid()``, ``document()`` is the section's new document and ``secrets()`` the words that
    are only ever kept as keyed hashes.
    """

    section: ClassVar[str]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        answers: Answers | None = None,
        situations: Grouped | None = None,
        today: date | None = None,
    ) -> None:
        self.settled = settled(answers or {})
        self.answers = {**(answers or {}), **self.settled}
        super().__init__(data, initial=self._initial(today))
        rows = visible_fields(self.section, self.answers)
        if data is not None:
            rows = [row for row in fields_of(self.section) if row in rows or self._came(row)]
        for row in rows:
            self._add(row, situations)

    def rows(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """Each question as drawn, with the answers that stand beside its box."""
        for name in self.fields:
            if not name.endswith(ANSWER):
                beside = name + ANSWER
                yield self[name], self[beside] if beside in self.fields else None

    def document(self) -> dict[str, Any]:
        """The section as it is to be stored; what this form did not show stays as it was."""
        kept = {name: self.answers[name] for name in _names(self.section) if name in self.answers}
        told = {name: v for name, v in self.cleaned_data.items() if name not in self.secrets()}
        return not_asked(self.section) | kept | told | self._settled_here()

    def secrets(self) -> dict[str, str]:
        """Code words by field name, "" where none was typed: to be hashed, never stored."""
        secret = (row.name for row in fields_of(self.section) if row.kind is Kind.SECRET)
        return {name: self.cleaned_data[name] for name in secret if name in self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        """What was typed counts more than "not known"; a safe default outlives silence."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [name for name in cleaned if name.endswith(ANSWER)]:
            if cleaned.get(name.removesuffix(ANSWER)):
                cleaned[name] = NOT_ASKED
        for row in fields_of(self.section):
            if row.default and cleaned.get(row.name) == NOT_ASKED:
                cleaned[row.name] = row.default
        return cleaned | self._settled_here()

    def _initial(self, today: date | None) -> dict[str, Any]:
        known = not_asked(self.section) | self.answers
        if today is not None:
            known |= {name: today.isoformat() for name in TODAY if not known.get(name)}
        return known

    def _came(self, row: Field) -> bool:
        """Whether the browser sent the field, though what we knew would have hidden it."""
        return any(key == row.name or key.startswith(f"{row.name}-") for key in self.data)

    def _add(self, row: Field, situations: Grouped | None) -> None:
        self.fields[row.name] = control(row, situations)
        if row.name in self.settled:
            self.fields[row.name].disabled = True
        if row.kind is Kind.SECRET:
            self.initial.pop(row.name, None)
        if row.can_decline:
            self.fields[row.name + ANSWER] = answer_control(row)

    def _settled_here(self) -> dict[str, str]:
        return {name: code for name, code in self.settled.items() if name in _names(self.section)}


def section_form(section: str) -> type[SectionForm]:
    """The form of a section; KeyError for a section that does not exist or is consent."""
    if section not in SECTIONS or section == "consent":
        raise KeyError(section)
    return type(f"{section.title().replace('_', '')}Form", (SectionForm,), {"section": section})


def _names(section: str) -> list[str]:
    """What a section's document may hold: its fields, what stands beside them, hashes of words."""
    rows = fields_of(section)
    return [name for row in rows for name in (row.name, row.name + ANSWER, row.name + HASH)]
