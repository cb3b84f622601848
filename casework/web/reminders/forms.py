"""Snoozing a task, and saying that one cannot do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.reminders.passing import CannotReason
from casework.reminders.rules import SnoozeReason


class SnoozeForm(forms.Form):
    until = forms.DateTimeField(
        label=_("Until"),
        help_text=_("In your own time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("Write day and time, like 2026-03-27 21:30.")},
    )

    def __init__(self, *args: Any, reason_needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why"),
            choices=SnoozeReason.choices,
            required=reason_needed,
            widget=forms.RadioSelect,
        )


class CannotForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), choices=CannotReason.choices, widget=forms.RadioSelect
    )
