"""What is kept of a partner. Never the place of a shelter: country and province at most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.cases.codes import Language, some
from casework.cases.entries import read_date
from casework.cases.if_taken import APPEALS
from casework.cases.places import Country, ProvinceInChina
from casework.referrals.details import (
    Accessible,
    Agreement,
    Capacity,
    Details,
    PartnerKind,
    Pledge,
    Trust,
)
from casework.referrals.packet_groups import Group
from casework.referrals.partners import OpenPartner, services
from casework.referrals.reasons import Channel
from casework.web.cases.forms import OnceField, ReadField, line_field, words_field
from casework.web.referrals.partner_sections import SECTIONS

_NOT_SAID = ("", _("not said"))
_NO_ANSWERS = ("unknown", "declined", "not_asked")
# OpenPGP of both kinds, or a public key of age.
_FINGERPRINT: Final = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}|AGE1[0-9A-Z]{58}")
_CAPACITY: Final = ("capacity", "places", "places_free")


def _many(label: Any, choices: Any, *, needed: bool = False, **more: Any) -> Any:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=widget, required=needed, **more
    )


def _one(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


def _list(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, **more)


def _day(label: Any, **more: Any) -> ReadField:
    widget = forms.DateInput(attrs={"type": "date"})
    return ReadField(read_date, label=label, required=False, widget=widget, **more)


def _number(label: Any, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        error_messages={"invalid": _("Write a number, or leave it empty.")},
        **more,
    )


def told_of(of: type[Any]) -> list[tuple[str, Any]]:
    """The codes of a list of places; that a place is not known is said by leaving it empty."""
    return [(code, words) for code, words in of.choices if code not in _NO_ANSWERS]


class PartnerForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    name = line_field(label=_("Name"))
    kind = _list(_("What kind of place it is"), [_NOT_SAID, *PartnerKind.choices])
    services = _many(_("Services"), (), needed=True)
    country = _list(_("Country"), [_NOT_SAID, *told_of(Country)])
    province = _list(
        _("Province that it serves"),
        [("", _("the whole country")), *told_of(ProvinceInChina)],
        help_text=_("In China. Never a finer place, and never where a shelter is."),
    )
    languages = _many(
        _("Languages"), some(Language, (Language.KOREAN, Language.CHINESE, Language.OTHER))
    )
    hours = line_field(
        label=_("Hours"), required=False, help_text=_("In their own time: “weekdays 9 to 17”.")
    )

    women_only = forms.BooleanField(label=_("Women only"), required=False)
    takes_children = forms.BooleanField(label=_("Takes children"), required=False)
    child_from = _number(_("Children from this age"), 17, help_text=_("Empty: from birth."))
    child_to = _number(_("Children up to this age"), 17, help_text=_("Empty: up to 17."))
    accessible = _one(
        _("Without steps, or with help for who cannot climb them"),
        Accessible.choices,
        initial=Accessible.UNKNOWN,
        required=False,
    )
    intake_rules = words_field(
        label=_("Rules for coming in"),
        rows=2,
        required=False,
        help_text=_("What they ask for, and what nobody should have with her."),
    )
    cost = line_field(label=_("What it costs, and who pays"), required=False)

    capacity = _one(_("Places"), Capacity.choices)
    places = _number(_("Places in all"), 9999)
    places_free = _number(_("Of these, free"), 9999)
    capacity_on = _day(_("It was so on"), help_text=_("Empty, and something has changed: today."))

    focal_point = line_field(label=_("Whom we speak to there"), required=False)
    contact = line_field(label=_("How we reach them"), required=False)
    deputy = line_field(label=_("Whom, when they are away, and how"), required=False)
    urgent_line = line_field(
        label=_("Urgent line"), required=False, help_text=_("For tonight, and nothing else.")
    )
    channel = _list(_("How a packet reaches them"), [_NOT_SAID, *Channel.choices])
    key_fingerprint = line_field(
        label=_("Fingerprint of their key"),
        required=False,
        help_text=_("Of OpenPGP, 40 or 64 signs; or a public key of age. Compare it by voice."),
    )

    agreement = _one(_("Agreement"), Agreement.choices)
    agreement_number = line_field(
        label=_("Number of the paper"), required=False, help_text=_("If it is signed.")
    )
    agreed_with = line_field(
        label=_("Who agreed"), required=False, help_text=_("If it was spoken: the role there.")
    )
    agreed_on = _day(_("On which day"), help_text=_("If it was spoken."))
    agreed = words_field(label=_("To what"), rows=3, required=False)
    agreement_until = _day(
        _("In force until"), help_text=_("The last day. You are reminded 30 days before.")
    )
    code_of_conduct = _one(
        _("Code of conduct, and protection from sexual abuse by helpers"),
        Pledge.choices,
        initial=Pledge.NONE,
        required=False,
    )
    data_annex = _one(
        _("How they keep what we tell them, and delete it"),
        Pledge.choices,
        initial=Pledge.NONE,
        required=False,
    )

    groups = _many(_("What a packet to them may hold"), Group.choices)
    appeal_to = _list(
        _("An appeal against a forced return goes there as to"),
        [("", _("none of these")), *APPEALS.items()],
        help_text=_(
            "She may have asked for it beforehand, in case she is taken. Then it goes there without"
            " another yes."
        ),
    )

    trust = _one(
        _("Trust"),
        Trust.choices,
        initial=Trust.PROVISIONAL,
        required=False,
        help_text=_(
            "Provisional: it is new, or something has to be watched. It is told nothing that names"
            " her or leads to her."
        ),
    )
    conflicts = words_field(
        label=_("Ties that could harm her"),
        rows=2,
        required=False,
        help_text=_("To the local police, to brokers, to buyers' families."),
    )
    incidents = words_field(label=_("What went wrong, with its day"), rows=3, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        box = self.fields["services"]
        assert isinstance(box, forms.MultipleChoiceField)
        box.choices = [(one.value, one.label) for one in services()]

    def clean_key_fingerprint(self) -> str:
        written = str(self.cleaned_data["key_fingerprint"])
        signs = re.sub(r"[\s:]", "", written).upper()
        if signs and not _FINGERPRINT.fullmatch(signs):
            raise ValidationError(_("This is not a whole fingerprint. Copy it again."))
        return signs.lower() if signs.startswith("AGE") else signs

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name, sentence in _missing(told):
            self.add_error(name, sentence)
        if _above(told, "child_from", "child_to"):
            self.add_error("child_to", _("This is younger than the age they begin at."))
        if _above(told, "places_free", "places"):
            self.add_error("places_free", _("More are free than there are."))
        if str(told.get("capacity_on") or "") > localdate().isoformat():
            self.add_error("capacity_on", _("This day is still to come."))
        if told.get("province") and told.get("country") != Country.CHN:
            self.add_error("province", _("The list holds provinces of China only."))
        return told

    def details(self) -> Details:
        """What was left empty is as `Details` has it."""
        told = {one.name: self.cleaned_data[one.name] for one in fields(Details)}
        is_as_it_was = told["capacity_on"] == str(self.initial.get("capacity_on") or "")
        if is_as_it_was and any(name in self.changed_data for name in _CAPACITY):
            told["capacity_on"] = localdate().isoformat()
        return Details(**{name: value for name, value in told.items() if value not in ("", None)})

    def sections(self) -> Iterator[dict[str, Any]]:
        """Each with its boxes; open stands the first, what has a fault, and all of a new one."""
        for section in SECTIONS:
            boxes = [self[name] for name in section.names if name in self.fields]
            is_open = section is SECTIONS[0] or any(box.errors for box in boxes)
            is_new = not self.initial.get("revision")
            yield section._asdict() | {"boxes": boxes, "is_open": is_open or is_new}


def _missing(told: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What an agreement must say, each with the box it belongs in."""
    agreement = told.get("agreement")
    if agreement == Agreement.SIGNED and not told.get("agreement_number"):
        yield "agreement_number", _("Write the number that stands on the paper.")
    if agreement == Agreement.SPOKEN and not told.get("agreed_with"):
        yield "agreed_with", _("Say who agreed: the role there.")
    if agreement == Agreement.SPOKEN and not told.get("agreed_on"):
        yield "agreed_on", _("Say on which day.")
    if agreement == Agreement.SPOKEN and not told.get("agreed"):
        yield "agreed", _("Say what was agreed.")
    if agreement in (Agreement.SIGNED, Agreement.SPOKEN) and not told.get("agreement_until"):
        yield "agreement_until", _("Say until when the agreement is in force.")


def _above(told: dict[str, Any], low: str, high: str) -> bool:
    first, second = told.get(low), told.get(high)
    return first is not None and second is not None and first > second


class NewPartnerForm(PartnerForm):
    once = OnceField(initial=uuid4, required=False)
    alias = line_field(
        label=_("Public code"),
        help_text=_("Letters and digits that tell a stranger nothing, like willow-3."),
    )

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
