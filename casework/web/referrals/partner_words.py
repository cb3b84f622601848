"""What is kept of a partner, in words."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from casework.referrals.details import Details
from casework.referrals.partners import OpenPartner
from casework.referrals.vetting import Change
from casework.web.referrals.forms_partner import PartnerForm

Fact = tuple[Any, str]


def differing(opened: OpenPartner, change: Change) -> list[Fact]:
    """Each box that would hold something else, with what it holds now and then."""
    boxes = PartnerForm().fields
    names = [one.name for one in fields(Details)]
    before, after = opened.details, change.details
    pairs = [("name", opened.name, change.name)]
    pairs += [(name, getattr(before, name), getattr(after, name)) for name in names]
    return [
        (boxes[name].label, " → ".join(_in_words(boxes[name], name, one) for one in two))
        for name, *two in pairs
        if two[0] != two[1]
    ]


def _in_words(box: forms.Field, name: str, value: Any) -> str:
    if name == "key_fingerprint":
        value = " ".join(value[place : place + 4] for place in range(0, len(value), 4))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    labels: dict[Any, Any] = dict(getattr(box, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels.get(code, code)) for code in value) or "–"
    return str(labels.get(value, value)) if value not in ("", None) else "–"
