"""Forms of the pages about the end of a record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.cases.erasure_codes import HoldReason, Kept
from casework.web.cases.forms import line_field, words_field

YES_NO = (("yes", _("yes")), ("no", _("no")))
IDENTITY = (
    ("code_word", _("she said the code word")),
    ("in_person", _("I saw her, and know her")),
    ("supervisor_verified", _("a supervisor has verified that it is her")),
)
WAYS = (
    ("read", _("read to her, nothing left with her")),
    ("in_person", _("on paper, into her own hands")),
    ("trusted", _("through a person whom she named")),
)


class AnswerForm(forms.Form):
    """Yes erases when another has agreed; no keeps it."""

    answer = forms.ChoiceField(choices=[("erase", ""), ("keep", "")])


class HoldForm(forms.Form):
    code = line_field(label=_("Case"), help_text=_("Its code, as the log shows it."))
    reason = forms.ChoiceField(label=_("Why"), choices=HoldReason.choices, widget=forms.RadioSelect)
    words = words_field(
        label=_("Which law, claim or inquiry"),
        rows=2,
        help_text=_("Nothing about her: administrators read it."),
    )


class TermForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is kept"), choices=Kept.choices)
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=4000,
        error_messages={"invalid": _("Write a number of days.")},
    )


class EraseForm(forms.Form):
    identity = forms.ChoiceField(
        label=_("How it is known that it is she"), choices=IDENTITY, widget=forms.RadioSelect
    )
    free = forms.ChoiceField(
        label=_("She was alone, and nobody makes her ask for it"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    words = words_field(label=_("What she said"), rows=3, required=False)


class CopyForm(forms.Form):
    words = words_field(
        label=_("How she wants to get it"),
        rows=3,
        help_text=_("Reading it to her leaves nothing that somebody could find."),
    )


class GivenForm(forms.Form):
    way = forms.ChoiceField(label=_("How she got it"), choices=WAYS, widget=forms.RadioSelect)
    safe = forms.ChoiceField(
        label=_("Nobody else can find it where she keeps it"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    words = words_field(label=_("In a few words"), rows=2, required=False)
