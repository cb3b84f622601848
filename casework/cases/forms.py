"""The intake's forms, made from the table in ``fields``.

Nothing is needed to save: whatever was told so far is kept, and what was not asked says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from casework.cases.answers import ANSWER, blank, settled, told_by_someone_else
from casework.cases.codes import NOT_ASKED
from casework.cases.field import Answers, Field, Kind
from casework.cases.fields import INCIDENT, SECTIONS, fields_of
from casework.cases.forms_controls import Grouped, answer_control, control
from casework.cases.words import HASH

TODAY = ("intake_date", "last_verified", "told_on")
"""Dates that are today's unless somebody says otherwise."""

Row = tuple[BoundField, BoundField | None]


class TableForm(forms.Form):
    """Some rows of the table over the opened answers.

    ``answers`` are all that is known, by field name (`answers.together`); those of these rows are
    its initial values. ``situations`` are the choices of the field of that name. After
    ``is_valid()``, ``document()`` is what is to be sealed.

    Every question is in the form. One that makes no sense, given what is known and what was just
    typed, is away: drawn out of sight, so that nothing typed in it is lost on the way.
    """

    table: ClassVar[tuple[Field, ...]] = ()

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
        self.told = {**self.answers, **self._typed(), **self.settled}
        self._shown = {row.name for row in self.table if row.is_shown(self.told)}
        by_other = told_by_someone_else(self.told)
        for row in self.table:
            if row.kind is not Kind.SURVIVOR_CODE:
                self._add(row, situations, by_other)

    def rows(self) -> Iterator[Row]:
        """Each question that is asked, with the answers that stand beside its box."""
        yield from (row for row in self.every_row() if not self.is_away(row[0].name))

    def every_row(self) -> Iterator[Row]:
        for name in self.fields:
            if not name.endswith(ANSWER):
                beside = name + ANSWER
                yield self[name], self[beside] if beside in self.fields else None

    def is_away(self, name: str) -> bool:
        """Whether it is out of sight. A mistake never is."""
        return name not in self._shown and not self[name].errors

    def steered_by(self, name: str) -> list[str]:
        """The questions here that come and go with the answer to this one."""
        return [row.name for row in self.table if any(one.name == name for one in row.when)]

    def document(self) -> dict[str, Any]:
        """What is to be stored; what this form did not ask stays as it was."""
        kept = {name: self.answers[name] for name in self._names() if name in self.answers}
        gone = {name for name in self.fields if not self._is_told(name)}
        told = {name: v for name, v in self.cleaned_data.items() if name not in gone}
        return blank(self.table) | kept | told | self._settled_here()

    def secrets(self) -> dict[str, str]:
        """Code words by field name, "" where none was typed: to be hashed, never stored."""
        secret = (row.name for row in self.table if row.kind is Kind.SECRET)
        return {name: self.cleaned_data[name] for name in secret if name in self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        """What was typed counts more than "not known"; a safe default outlives silence."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [name for name in cleaned if name.endswith(ANSWER)]:
            if cleaned.get(name.removesuffix(ANSWER)):
                cleaned[name] = NOT_ASKED
        for row in self.table:
            if row.default and cleaned.get(row.name) == NOT_ASKED:
                cleaned[row.name] = row.default
        return cleaned | self._settled_here()

    def _initial(self, today: date | None) -> dict[str, Any]:
        known = blank(self.table) | self.answers
        if today is not None:
            known |= {name: today.isoformat() for name in TODAY if not known.get(name)}
        return known

    def _typed(self) -> dict[str, Any]:
        """What was sent for the questions here, unread: enough to say which others make sense."""
        if not isinstance(self.data, QueryDict):
            return {}
        lists = {row.name for row in self.table if row.kind is Kind.MULTIPLE}
        sent = {row.name for row in self.table if row.name in self.data}
        ticked = {name: self.data.getlist(name) for name in lists}
        return ticked | {name: self.data[name] for name in sent - lists}

    def _is_told(self, name: str) -> bool:
        """A question that is away says nothing unless the browser sent it all the same."""
        row = name.removesuffix(ANSWER)
        if any(field.name == row and field.kind is Kind.SECRET for field in self.table):
            return False
        return row in self._shown or self._came(row)

    def _came(self, name: str) -> bool:
        return any(key in (name, name + ANSWER) or key.startswith(f"{name}-") for key in self.data)

    def _add(self, row: Field, situations: Grouped | None, by_other: bool) -> None:
        self.fields[row.name] = control(
            row, situations, told_by_other=by_other, kept=self.answers.get(row.name)
        )
        if row.name in self.settled:
            self.fields[row.name].disabled = True
        if row.kind is Kind.SECRET:
            self.initial.pop(row.name, None)
        if row.can_decline:
            self.fields[row.name + ANSWER] = answer_control(row)

    def _settled_here(self) -> dict[str, str]:
        return {name: code for name, code in self.settled.items() if name in self._names()}

    def _names(self) -> list[str]:
        """What its document may hold: its fields, what stands beside them, hashes of words."""
        return [
            name for row in self.table for name in (row.name, row.name + ANSWER, row.name + HASH)
        ]


class SectionForm(TableForm):
    """One section of the intake."""

    section: ClassVar[str]


class IncidentForm(TableForm):
    """One incident; `answers` are those of the case and, over them, what is told of it."""

    table = INCIDENT


def section_form(section: str) -> type[SectionForm]:
    """The form of a section; KeyError for a section that does not exist or is consent."""
    if section not in SECTIONS or section == "consent":
        raise KeyError(section)
    name = f"{section.title().replace('_', '')}Form"
    return type(name, (SectionForm,), {"section": section, "table": fields_of(section)})
