"""Snoozing a task, and saying that one cannot do it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.reminders.passing import CannotReason
from casework.reminders.rules import SnoozeReason
from casework.web.cases.forms import EXACTLY, moment_field


class SnoozeForm(forms.Form):
    until = moment_field(
        label=_("Until"),
        help_text=_("In your own time."),
        input_formats=EXACTLY,
    )

    def __init__(
        self, *args: Any, reasons: Iterable[SnoozeReason], reason_needed: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why"),
            choices=[(one.value, one.label) for one in reasons],
            required=reason_needed,
            widget=forms.RadioSelect,
        )


class CannotForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), choices=CannotReason.choices, widget=forms.RadioSelect
    )
