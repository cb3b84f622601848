"""The short form for immediate danger: twelve questions, twelve stops of the Tab key, then Save."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.cases.answers import (
    cannot_talk,
    counts_as_child,
    not_asked,
    settled,
    short_fields,
    told_by_someone_else,
)
from casework.cases.codes import NOT_ASKED
from casework.cases.dates import six_months_after
from casework.cases.field import Answers, Field, Kind
from casework.cases.fields import SECTIONS, SHORT, field
from casework.cases.forms_controls import Grouped, PickManyField, control, offered
from casework.cases.purposes import (
    Basis,
    CannotAskReason,
    ChildBasis,
    ConsentManner,
    GivenBy,
    Purpose,
)

_LANGUAGE_NEEDS = {
    "kor": ("kor", "no"),
    "kor_interpreter": ("kor", "yes"),
    "zho": ("zho", "no"),
    "zho_interpreter": ("zho", "yes"),
    "other_interpreter": ("other", "yes"),
}


class ShortIntake(NamedTuple):
    """What the twelve answers become.

    ``documents`` by section, all else marked ``not_asked``; ``consents`` are the records to write,
    none while she was not asked; ``note`` is what else was said, for the sheet or a note.
    """

    documents: dict[str, dict[str, Any]]
    consents: list[dict[str, Any]]
    note: str


class ShortRow(NamedTuple):
    """A question; ``when`` it is asked: ``always``, while ``talking``, while ``silent``."""

    question: BoundField
    when: str
    is_away: bool


class ShortIntakeForm(forms.Form):
    """Exactly the twelve. Nothing is needed to save, and the words to ask with stand in sight.

    ``answers`` (the twelve by name) fill the form again. As soon as they or ``data`` say that she
    cannot talk, it shrinks to yes and no, and to when to come back; what was typed elsewhere
    travels along out of sight, so that nothing is lost, whichever way she answers next.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        situations: Grouped,
        answers: Answers | None = None,
    ) -> None:
        known = dict(answers or {})
        super().__init__(data, initial=known)
        told = known if data is None else data
        self.is_shrunk = cannot_talk(told)
        self._shown = {row.name for row in short_fields(told)}
        for row in (*SHORT, field("come_back_when")):
            self.fields[row.name] = _control(row, situations, told_by_someone_else(told))

    def rows(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """As `SectionForm.rows`: each question that is asked now, and no answers beside it."""
        for row in self.every_row():
            if not row.is_away:
                yield row.question, None

    def every_row(self) -> Iterator[ShortRow]:
        """The questions asked now and those out of sight, in the order of the conversation."""
        for name in self.fields:
            always = name != "come_back_when" and field(name).by_yes_or_no
            when = "always" if always else "silent" if name == "come_back_when" else "talking"
            # A mistake is never out of sight.
            is_away = name not in self._shown and not self[name].errors
            yield ShortRow(self[name], when, is_away)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned | settled(cleaned)

    def answers(self) -> dict[str, Any]:
        """The twelve by name, to fill the form again."""
        return dict(self.cleaned_data)

    def intake(self, *, today: date) -> ShortIntake:
        """Spread the answers over the sections of the intake form."""
        told = self.cleaned_data
        documents = {key: not_asked(key) for key in SECTIONS if key != "consent"}
        for name, value in (told | _languages(told)).items():
            section = field(name).section
            if section in documents:
                documents[section][name] = value
        documents["reference"]["intake_date"] = today.isoformat()
        return ShortIntake(documents, _consents(told, today), told.get("anything_else", ""))


def _control(row: Field, situations: Grouped, by_other: bool) -> forms.Field:
    """Guidance that opens on demand would be one more stop: here it stands as the hint."""
    row = replace(row, hint=row.words(told_by_other=by_other), ask="", about="")
    if row.kind is Kind.MULTIPLE:
        # One stop, and a phone shows it as a list of ticks. A script may spare the Ctrl key.
        attributes = {"size": 6, "autocomplete": "off", "data-toggle-options": ""}
        return PickManyField(
            label=row.label,
            help_text=format_lazy("{} {}", row.hint, _("Several answers: hold Ctrl.")),
            choices=offered(row),
            widget=forms.SelectMultiple(attrs=attributes),
        )
    made = control(row, situations)
    if row.kind is Kind.LONG_TEXT:
        made.widget.attrs["rows"] = 3
    return made


def _languages(told: Answers) -> dict[str, str]:
    need = str(told.get("language_need", NOT_ASKED))
    language, interpreter = _LANGUAGE_NEEDS.get(need, (need, NOT_ASKED))
    return {"language": language, "interpreter_needed": interpreter}


def _consents(told: Answers, today: date) -> list[dict[str, Any]]:
    state = told.get("help_and_keep", NOT_ASKED)
    if told_by_someone_else(told):
        state = "cannot_ask"
    if state == NOT_ASKED:
        return []
    record = {
        "state": state,
        "service": "",
        "partner": "",
        "basis": Basis.EXPLICIT_CONSENT.value,
        "form": ConsentManner.VERBAL.value,
        "language": _languages(told)["language"],
        "explained": [NOT_ASKED],
        "in_danger": True,
        "limits": "",
        "given_by": GivenBy.SELF.value,
        "capacity_doubt": NOT_ASKED,
        "given_on": today.isoformat(),
        "expires_on": six_months_after(today).isoformat(),
    }
    if counts_as_child(told):
        record |= {
            "form": ConsentManner.RECORDED.value,
            "child_basis": ChildBasis.ASSENT_AND_DANGER.value,
        }
    if state == "cannot_ask":
        record |= {
            "basis": Basis.VITAL_INTERESTS.value,
            "cannot_ask_reason": _why_not_asked(told),
            "given_by": NOT_ASKED,
            "form": NOT_ASKED,
        }
        return [{"purpose": Purpose.CASE_SERVICES.value} | record]
    purposes = (Purpose.CASE_SERVICES, Purpose.STORE_IDENTIFYING)
    return [{"purpose": purpose.value} | record for purpose in purposes]


def _why_not_asked(told: Answers) -> str:
    if told_by_someone_else(told):
        return CannotAskReason.TOLD_BY_OTHER.value
    if cannot_talk(told):
        return CannotAskReason.CANNOT_TALK.value
    if str(told.get("situation", "")).startswith("CU"):
        return CannotAskReason.CUSTODY.value
    return CannotAskReason.DANGER.value
