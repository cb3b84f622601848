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
        (boxes[name].label, f"{_in_words(boxes[name], now)} → {_in_words(boxes[name], then)}")
        for name, now, then in pairs
        if now != then
    ]


def _in_words(box: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    labels: dict[Any, Any] = dict(getattr(box, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels.get(code, code)) for code in value) or "–"
    return str(labels.get(value, value)) if value not in ("", None) else "–"
