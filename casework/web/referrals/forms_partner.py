"""What is kept of a partner. Never the place of a shelter: country and province at most."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import Language, some
from casework.cases.entries import read_date
from casework.cases.if_taken import APPEALS
from casework.cases.places import Country, ProvinceInChina
from casework.referrals.partners import SERVICES, Agreement, Capacity, Details, OpenPartner
from casework.web.cases.forms import OnceField, ReadField, line_field, words_field

_NOT_SAID = ("", _("not said"))
_NO_ANSWERS = ("unknown", "declined", "not_asked")


class PartnerForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    name = line_field(label=_("Name"))
    services = forms.MultipleChoiceField(
        label=_("Services"),
        choices=[(one.value, one.label) for one in SERVICES],
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=some(Language, (Language.KOREAN, Language.CHINESE, Language.OTHER)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    appeal_to = forms.ChoiceField(
        label=_("An appeal against a forced return goes there as to"),
        choices=[("", _("none of these")), *APPEALS.items()],
        required=False,
        help_text=_(
            "She may have asked for it beforehand, in case she is taken. Then it goes there without"
            " another yes."
        ),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[_NOT_SAID, *((c, w) for c, w in Country.choices if c not in _NO_ANSWERS)],
        required=False,
    )
    province = forms.ChoiceField(
        label=_("Province"),
        choices=[_NOT_SAID, *((c, w) for c, w in ProvinceInChina.choices if c not in _NO_ANSWERS)],
        required=False,
        help_text=_("In China. Never a finer place."),
    )
    capacity = forms.ChoiceField(
        label=_("Places"), choices=Capacity.choices, widget=forms.RadioSelect
    )
    focal_point = line_field(label=_("Whom we speak to there"), required=False)
    contact = line_field(label=_("How we reach them"), required=False)
    agreement = forms.ChoiceField(
        label=_("Agreement"),
        choices=Agreement.choices,
        widget=forms.RadioSelect,
        help_text=_("Helpers in China sign nothing: a spoken agreement counts."),
    )
    agreement_until = ReadField(
        read_date,
        label=_("In force until"),
        required=False,
        help_text=_("The last day, like 2026-03-27."),
    )
    agreed = words_field(label=_("Who agreed to what, and when"), rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        has_agreement = told.get("agreement") in (Agreement.SIGNED, Agreement.SPOKEN)
        if has_agreement and not told.get("agreement_until"):
            self.add_error("agreement_until", _("Say until when the agreement is in force."))
        return told

    def details(self) -> Details:
        names = Details.__dataclass_fields__
        return Details(**{name: self.cleaned_data[name] for name in names})


class NewPartnerForm(PartnerForm):
    once = OnceField(initial=uuid4, required=False)
    alias = line_field(
        label=_("Public code"),
        help_text=_("Letters and digits that tell a stranger nothing, like willow-3."),
    )
    field_order = ("once", "revision", "alias")

    def clean_alias(self) -> str:
        alias = str(self.cleaned_data["alias"]).lower()
        try:
            validate_slug(alias)
        except ValidationError:
            raise ValidationError(_("Use letters, digits and dashes only.")) from None
        if len(alias) > 30:
            raise ValidationError(_("A code has at most 30 characters."))
        return alias


def initial_of(partner: OpenPartner, revision: int) -> dict[str, Any]:
    return asdict(partner.details) | {"name": partner.name, "revision": revision}
