"""Asking what she wants if she is taken or silent, and ticking the steps that follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import NOT_ASKED, pickable
from casework.cases.entries import read_line, read_narrative
from casework.cases.forms_controls import EntryField, PickField
from casework.cases.if_taken import APPEALS, TEXTS, Appeal, IfTakenState
from casework.web.cases.forms import OnceField

_PRIVATE: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
_HINTS = {
    "tell": _("Nobody is told whom she does not name here."),
    "children": _("Who may take them, who must not; papers; what to tell them."),
    "destroy": _("Messages, numbers, photos, notes: on our side and, if she can, on hers."),
    "silent": _("After how many days, or after which missed signs."),
}


class IfTakenForm(forms.Form):
    """Everything may stay empty but her answer itself."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        known: Mapping[str, Any],
        may_withdraw: bool,
    ) -> None:
        super().__init__(data, initial=dict(known) | {"once": uuid4()})
        states = [one for one in pickable(IfTakenState) if may_withdraw or one[0] != "withdrawn"]
        self.fields["once"] = OnceField()
        self.fields["state"] = forms.ChoiceField(
            label=_("Her answer"),
            choices=states,
            widget=forms.RadioSelect,
            error_messages={"required": _("Pick her answer.")},
        )
        for name, label in APPEALS.items():
            self.fields[name] = PickField(
                label=label, choices=pickable(Appeal), widget=forms.RadioSelect
            )
        for name, label in TEXTS.items():
            self.fields[name] = EntryField(
                read_narrative,
                label=label,
                help_text=_HINTS[name],
                widget=forms.Textarea(attrs=_PRIVATE | {"rows": 3}),
            )
        self.fields["interpreter"] = EntryField(
            read_line,
            label=_("Interpreter (code, not a name)"),
            widget=forms.TextInput(attrs=_PRIVATE),
        )

    def told(self) -> dict[str, Any]:
        """What is kept: of a later or a withdrawn answer no wishes."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        if cleaned["state"] == IfTakenState.ANSWERED:
            return cleaned
        empty = dict.fromkeys(APPEALS, NOT_ASKED) | dict.fromkeys(TEXTS, "")
        return cleaned | empty


class StepForm(forms.Form):
    once = OnceField(initial=uuid4)
    step = forms.CharField(widget=forms.HiddenInput, max_length=40)
    line = EntryField(
        read_line,
        label=_("What was done, or why it was not"),
        widget=forms.TextInput(attrs=_PRIVATE | {"maxlength": 200}),
    )


class AppealForm(forms.Form):
    """To which partner the draft of the appeal is."""

    once = OnceField(initial=uuid4)
    partner = forms.ChoiceField(
        label=_("Partner"), error_messages={"required": _("Pick a partner from the directory.")}
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, partners: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = partners
