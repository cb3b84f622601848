"""Asking for consent: one record for one purpose, and for sharing, one service and one partner."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.answers import counts_as_child, told_by_someone_else
from casework.cases.codes import NOT_ASKED, Choice
from casework.cases.consent_guards import Asked, refusals
from casework.cases.consent_states import answering
from casework.cases.dates import six_months_after
from casework.cases.entries import read_date, read_narrative
from casework.cases.field import Answers, Field
from casework.cases.fields import CONSENT
from casework.cases.forms_controls import EntryField, PickField, control
from casework.cases.purposes import (
    SHARED_AS,
    Basis,
    CannotAskReason,
    ConsentAnswer,
    Purpose,
    Service,
    WithdrawnHow,
)

# Beside which question the sentence of a guard stands.
_BESIDE = {
    "consent_service": "service",
    "consent_partner": "partner",
    "consent_day": "given_on",
    "consent_expiry": "expires_on",
    "consent_codes": "interpreter",
    "consent_explained": "explained",
    "consent_self": "given_by",
    "consent_guardian": "guardian_is",
    "consent_child": "child_basis",
    "consent_capacity": "capacity_steps",
}
# Asked beside the assent of whoever is under 18, or may be.
_OF_A_GIRL = frozenset({"child_basis", "guardian_is"})
# What is asked although someone else tells it: that she cannot be asked, why, and until when.
_NOT_OF_HER = frozenset({"state", "cannot_ask_reason", "given_on", "expires_on"})
_SCOPED = {Purpose.SHARE: ("service", "partner"), Purpose.TRANSFER: ("partner",)}


class ConsentForm(forms.Form):
    """Her answer to one purpose.

    ``answers`` are those of the whole intake (`answers.together`): told by someone else, the form
    offers no other answer than that she cannot be asked, and asks nothing of her; under 18 or
    unsure, it asks what stands beside her assent. For ``share`` and ``transfer``, ``partners`` are
    the choices ``(id, name)``; the one who shows the form has opened the names. ``document()`` has
    the keys that ``consents`` reads.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        purpose: str = Purpose.CASE_SERVICES,
        answers: Answers | None = None,
        partners: list[Choice] | None = None,
        today: date,
        is_in_danger: bool = False,
    ) -> None:
        self.purpose, self.today, self.is_in_danger = Purpose(purpose), today, is_in_danger
        self.answers = dict(answers or {})
        super().__init__(data, initial=self._initial())
        for row in CONSENT:
            if self._is_shown(row):
                self.fields[row.name] = control(row)
        self._name_the_scope(partners or [])
        if told_by_someone_else(self.answers):
            self.fields["state"].disabled = True

    def rows(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """As `SectionForm.rows`."""
        for name in self.fields:
            yield self[name], None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if "state" in told:
            self._refuse_without_answer(told)
            self._refuse_what_may_not_be(told)
        return told

    def document(self) -> dict[str, Any]:
        """The record to seal, with ``purpose`` and, for sharing, what it is counted under."""
        return self._document(self.cleaned_data)

    def _document(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        told = dict(cleaned)
        cannot = told["state"] == ConsentAnswer.CANNOT_ASK
        told["basis"] = (Basis.VITAL_INTERESTS if cannot else Basis.EXPLICIT_CONSENT).value
        if not cannot:
            told["cannot_ask_reason"] = NOT_ASKED
        named = {name: told.pop(name, "") for name in ("service", "partner")}
        scope = {name: "" if code == NOT_ASKED else code for name, code in named.items()}
        counted = SHARED_AS.get(Service(scope["service"])) if scope["service"] else None
        shared = {"shared_as": counted.value} if counted else {}
        return {"purpose": self.purpose.value} | told | scope | shared

    def _initial(self) -> dict[str, Any]:
        known = {row.name: row.default for row in CONSENT if row.default}
        known["given_on"] = self.today.isoformat()
        known["expires_on"] = six_months_after(self.today).isoformat()
        known["language"] = self.answers.get("language", NOT_ASKED)
        if told_by_someone_else(self.answers):
            known["state"] = ConsentAnswer.CANNOT_ASK.value
            known["cannot_ask_reason"] = CannotAskReason.TOLD_BY_OTHER.value
        return known

    def _is_shown(self, row: Field) -> bool:
        """The basis follows from her answer; the reason must stand there without script too."""
        if row.name in {"service", "partner"}:
            return row.name in _SCOPED.get(self.purpose, ())
        if row.name == "basis":
            return False
        if told_by_someone_else(self.answers) and row.name not in _NOT_OF_HER:
            return False
        if row.name == "cannot_ask_reason":
            return self.purpose is Purpose.CASE_SERVICES
        if row.name in _OF_A_GIRL:
            return counts_as_child(self.answers)
        return row.is_shown(self.answers)

    def _name_the_scope(self, partners: list[Choice]) -> None:
        services = [(code.value, code.label) for code in SHARED_AS]
        for name, choices in (("service", services), ("partner", partners)):
            if name in self.fields:
                self.fields[name] = PickField(
                    label=self.fields[name].label,
                    choices=[("", ""), *choices],
                    widget=forms.Select(attrs={"autocomplete": "off"}),
                )

    def _refuse_without_answer(self, told: dict[str, Any]) -> None:
        if told["state"] == NOT_ASKED:
            self.add_error("state", _("Pick her answer, or that she cannot be asked now."))
        for name in ("given_on", "expires_on"):
            if name in told and not told[name]:
                self.add_error(name, ValidationError(_("Write the date, like 2019-03-27.")))

    def _refuse_what_may_not_be(self, told: dict[str, Any]) -> None:
        """The guards of the act itself, each beside its question, unless that is wrong already."""
        if told.get("state", NOT_ASKED) == NOT_ASKED:
            return
        asked = Asked(self._document(told), (), self.today, self.answers, self.is_in_danger)
        for name, sentence in refusals(answering(told["state"]), asked):
            place = self._place(name)
            if place not in self.errors:
                self.add_error(place, sentence)

    def _place(self, name: str) -> str:
        if name == "consent_cannot_ask":
            about_us = self.purpose is Purpose.CASE_SERVICES
            return "cannot_ask_reason" if about_us else "state"
        place = _BESIDE[name]
        return place if place in self.fields else "state"


class WithdrawalForm(forms.Form):
    """How and when she took a yes back. It is over when this is saved."""

    how = forms.ChoiceField(
        label=gettext_lazy("How she took it back"),
        choices=WithdrawnHow.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how she took it back.")},
    )
    on = EntryField(
        read_date,
        label=gettext_lazy("On which day"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    words = EntryField(
        read_narrative,
        label=gettext_lazy("In her words, if she gave any"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"on": today.isoformat()})

    def clean_on(self) -> date:
        typed = self.cleaned_data["on"]
        day = date.fromisoformat(typed) if typed else None
        if day is None or day > self.today:
            raise ValidationError(_("Write the day on which she took it back."))
        return day
