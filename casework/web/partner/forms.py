"""The six words, and the answers: a button each, with a day or a reason beside it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.referrals.answer_codes import AnswerKind, Told
from casework.referrals.reasons import DeclineReason


class WordsForm(forms.Form):
    """What is typed is never sent back to the page."""

    words = forms.CharField(
        label=_("The six words"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class AnswerForm(forms.Form):
    """One button. `kind` and `once` come from the page; nothing of it is free text."""

    kind_of: AnswerKind
    kind = forms.ChoiceField(choices=AnswerKind, widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        """Of what was sent it takes only its own button's."""
        mine = data if data is not None and data.get("kind") == self.kind_of else None
        initial = {"kind": self.kind_of.value, "once": uuid4()}
        super().__init__(mine, auto_id=f"{self.kind_of.value}_%s", initial=initial)

    @property
    def button(self) -> str:
        return str(self.kind_of.label)

    def told(self) -> Told:
        known = self.cleaned_data
        return Told(
            self.kind_of,
            reason=known.get("reason", ""),
            on=known.get("on"),
            follow_up=known.get("follow_up", False),
        )


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


class AcceptForm(AnswerForm):
    kind_of = AnswerKind.ACCEPT
    on = _day(_("From which day, if you know"))
    follow_up = forms.BooleanField(label=_("We need to speak with you first"), required=False)


class DeclineForm(AnswerForm):
    kind_of = AnswerKind.DECLINE
    reason = forms.ChoiceField(label=_("Why not"), choices=[("", ""), *DeclineReason.choices])


class FollowUpForm(AnswerForm):
    kind_of = AnswerKind.FOLLOW_UP


class GivenForm(AnswerForm):
    kind_of = AnswerKind.GIVEN
    on = _day(_("On which day, if you know"))
    follow_up = forms.BooleanField(label=_("She needs something more"), required=False)


class ClosedForm(AnswerForm):
    kind_of = AnswerKind.CLOSED


FIRST: tuple[type[AnswerForm], ...] = (AcceptForm, DeclineForm, FollowUpForm)
LATER: tuple[type[AnswerForm], ...] = (GivenForm, ClosedForm)
