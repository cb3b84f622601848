"""Asking for consent: one record for one purpose, and for sharing, one service and one partner."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from casework.cases.answers import told_by_someone_else
from casework.cases.codes import NOT_ASKED, Choice
from casework.cases.dates import six_months_after
from casework.cases.field import Answers, Field
from casework.cases.fields import CONSENT
from casework.cases.forms_controls import PickField, control
from casework.cases.purposes import (
    SHARED_AS,
    Basis,
    CannotAskReason,
    ConsentAnswer,
    Purpose,
    Service,
)

LONGEST = 366
"""Days after which every consent is asked for anew."""


class ConsentForm(forms.Form):
    """Her answer to one purpose.

    ``answers`` are those of the whole intake (`answers.together`): told by someone else, the form
    offers no other answer than that she cannot be asked; under 18 or unsure, it asks what stands
    beside her assent. For ``share``, ``partners`` are the choices ``(id, name)``; the one who
    shows the form has opened the names. ``document()`` has the keys that ``consents`` reads.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        purpose: str = Purpose.CASE_SERVICES,
        answers: Answers | None = None,
        partners: list[Choice] | None = None,
        today: date,
    ) -> None:
        self.purpose, self.today = Purpose(purpose), today
        self.answers = dict(answers or {})
        super().__init__(data, initial=self._initial())
        for row in CONSENT:
            if self._is_shown(row):
                self.fields[row.name] = control(row)
        if self.purpose is Purpose.SHARE:
            self._name_the_scope(partners or [])
        if told_by_someone_else(self.answers):
            self.fields["state"].disabled = True

    def rows(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """As `SectionForm.rows`."""
        for name in self.fields:
            yield self[name], None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        self._refuse_without_answer(told)
        self._refuse_sharing_with_anyone(told)
        self._refuse_wrong_days(told)
        return told

    def document(self) -> dict[str, Any]:
        """The record to seal, with ``purpose`` and, for sharing, what it is counted under."""
        told = dict(self.cleaned_data)
        cannot = told["state"] == ConsentAnswer.CANNOT_ASK
        told["basis"] = (Basis.VITAL_INTERESTS if cannot else Basis.EXPLICIT_CONSENT).value
        if not cannot:
            told["cannot_ask_reason"] = NOT_ASKED
        if told["state"] == ConsentAnswer.WITHDRAWN:
            told["withdrawn_on"] = told["given_on"]
        scope = {"service": "", "partner": ""} | {
            name: told.pop(name) for name in ("service", "partner") if name in told
        }
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
            return self.purpose is Purpose.SHARE
        if row.name == "basis":
            return False
        if row.name == "cannot_ask_reason":
            return True
        return row.is_shown(self.answers)

    def _name_the_scope(self, partners: list[Choice]) -> None:
        services = [(code.value, code.label) for code in SHARED_AS]
        for name, choices in (("service", services), ("partner", partners)):
            self.fields[name] = PickField(
                label=self.fields[name].label,
                choices=[("", ""), *choices],
                widget=forms.Select(attrs={"autocomplete": "off"}),
            )

    def _refuse_without_answer(self, told: dict[str, Any]) -> None:
        if told.get("state") == NOT_ASKED:
            self.add_error("state", _("Pick her answer, or that she cannot be asked now."))
        if told.get("state") == ConsentAnswer.GIVEN and told.get("child_basis") == NOT_ASKED:
            self.add_error("child_basis", _("Say what stands beside her own assent."))
        if told.get("state") == ConsentAnswer.CANNOT_ASK:
            if told.get("cannot_ask_reason") == NOT_ASKED:
                self.add_error("cannot_ask_reason", _("Say why she cannot be asked now."))
            if self.purpose is not Purpose.CASE_SERVICES:
                self.add_error(
                    "state",
                    _("Only help itself can go on while she cannot be asked; this must wait."),
                )

    def _refuse_sharing_with_anyone(self, told: dict[str, Any]) -> None:
        if self.purpose is not Purpose.SHARE:
            return
        for name, sentence in (
            ("service", _("Name the service. Consent is never for “any”.")),
            ("partner", _("Name the partner. Consent is never for “any”.")),
        ):
            if told.get(name) == NOT_ASKED:
                self.add_error(name, sentence)

    def _refuse_wrong_days(self, told: dict[str, Any]) -> None:
        days = {}
        for name in ("given_on", "expires_on"):
            if name not in told:
                return
            if not told[name]:
                self.add_error(name, ValidationError(_("Write the date, like 2019-03-27.")))
                return
            days[name] = date.fromisoformat(told[name])
        if days["given_on"] > self.today:
            self.add_error("given_on", _("This day has not come yet."))
        elif not 0 < (days["expires_on"] - days["given_on"]).days <= LONGEST:
            self.add_error("expires_on", _("Ask her again within a year of her answer."))
