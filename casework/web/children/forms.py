"""A child's row as a form. A box left empty means: not asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.cases import entries
from casework.cases.codes import NOT_ASKED, pickable
from casework.cases.forms_controls import EntryField, PickField
from casework.cases.forms_rows import NamesField
from casework.pathways.children import BANDS, CODED, Child
from casework.web.cases.forms import PRIVATE, OnceField, line_field, words_field

_LABELS = {
    "age_band": _("Age"),
    "birth_country": _("Born in"),
    "father": _("The father comes"),
    "living_with": _("Lives"),
    "hukou": _("Household registration"),
    "schooling": _("Goes to school"),
    "at_risk": _("At risk"),
}


def _pick(name: str) -> PickField:
    choices = pickable(CODED[name])
    if name == "age_band":
        choices = [(code, label) for code, label in choices if code in BANDS]
    widget = forms.Select(attrs=PRIVATE)
    return PickField(label=_LABELS[name], choices=[("", _("not asked")), *choices], widget=widget)


_DAY = {"inputmode": "numeric", "placeholder": "2019-03-27"}


class ChildForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0, required=False)
    age_band = _pick("age_band")
    birth_country = _pick("birth_country")
    father = _pick("father")
    living_with = _pick("living_with")
    hukou = _pick("hukou")
    schooling = _pick("schooling")
    at_risk = _pick("at_risk")
    names = NamesField(label=_("Names"), help_text=_("Only if she wants them written down."))
    born_on = EntryField(
        entries.read_date,
        label=_("Day of birth"),
        help_text=_("Only if she wants it written down."),
        widget=forms.TextInput(attrs=PRIVATE | _DAY),
    )
    note = words_field(label=_("Note"), rows=3, required=False)

    def child(self, child: Child) -> Child:
        told = self.cleaned_data
        return Child(
            code=child.code,
            coded={name: told[name] for name in CODED},
            names=told["names"],
            born_on=told["born_on"],
            note=told["note"],
            linked=child.linked,
            id=child.id,
            revision=told["revision"] or 0,
        )

    def see_newest(self, revision: int) -> None:
        """Shown again beside what somebody else saved, it may be sent again."""
        seen = self.data.copy()  # type: ignore[attr-defined]  # request.POST
        seen[self.add_prefix("revision")] = revision
        self.data = seen


def initial_of(child: Child) -> dict[str, Any]:
    coded = {name: "" if value == NOT_ASKED else value for name, value in child.coded.items()}
    beside = {"names": child.names, "born_on": child.born_on, "note": child.note}
    return coded | beside | {"revision": child.revision}


class LinkedCaseForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    label = line_field(
        label=_("Label of the child's case"),
        help_text=_("Two words that only its workers connect with the child: never a name."),
    )
