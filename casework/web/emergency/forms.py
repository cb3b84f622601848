"""What is typed in an emergency: which case, and why; and what another one finds afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.cases.reasons import EmergencyReason, ReopeningReason, ReviewFinding
from casework.crypto.codes import is_case_code, normalise_case_code
from casework.web.cases.forms import line_field, words_field


class EmergencyForm(forms.Form):
    code = line_field(
        label=_("Code of the case"),
        help_text=_("One case. She may say it herself, or it stands in your colleague's list."),
        focus=True,
    )
    reason = forms.ChoiceField(
        label=_("What is the emergency"), choices=EmergencyReason.choices, widget=forms.RadioSelect
    )
    words = line_field(
        label=_("In one line"),
        help_text=_("The supervisors read it, and later it stands in the case."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "reopened_for" in self.data:
            self.fields["reopened_for"] = _why_again()

    def ask_why_again(self) -> None:
        """It turned out to be closed, and she may reopen it."""
        self.fields["reopened_for"] = _why_again()
        self.add_error(
            "reopened_for",
            _("This case is closed. Say why it is opened again. It stays open for 48 hours, until a"
              " supervisor of its desk confirms it."),
        )  # fmt: skip

    def clean_code(self) -> str:
        code = normalise_case_code(self.cleaned_data["code"])
        if not is_case_code(code):
            raise ValidationError(_("This is no code of a case. It looks like CW-7K3M9Q2XA."))
        return code


def _why_again() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Why the case is opened again"),
        choices=ReopeningReason.choices,
        widget=forms.RadioSelect,
        required=False,
    )


class WordForm(forms.Form):
    """What she says when she is asked for the code word."""

    word = line_field(label=_("The word she said"))


class ReviewForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("What you found"), choices=ReviewFinding.choices, widget=forms.RadioSelect
    )
    words = words_field(label=_("For the record"), required=False)
