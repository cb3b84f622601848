"""What is kept of a partner, in words; and what women say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.referrals.details import Details
from casework.referrals.partners import OpenPartner
from casework.referrals.scores import Score
from casework.referrals.vetting import Change
from casework.web.days import day_in_words
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
        if _sorted(two[0]) != _sorted(two[1])
    ]


def _sorted(value: Any) -> Any:
    """Boxes that are ticked have no order."""
    return sorted(value) if isinstance(value, list) else value


_SAID = {
    "respected": gettext_lazy("treated her with respect"),
    "safe": gettext_lazy("felt safe to her"),
    "useful": gettext_lazy("was of use to her"),
    "again": gettext_lazy("she would go again"),
}


def in_words(scores: Iterable[Score]) -> list[Fact]:
    """For `_components/facts.html`; nothing while fewer than five have answered."""
    told = _("%(yes)s of %(of)s said yes")
    return [(_SAID[one.question], told % {"yes": one.yes, "of": one.of}) for one in scores]


def _in_words(box: forms.Field, name: str, value: Any) -> str:
    if name == "key_fingerprint":
        value = " ".join(value[place : place + 4] for place in range(0, len(value), 4))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    labels: dict[Any, Any] = dict(getattr(box, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels.get(code, code)) for code in value) or "–"
    return day_in_words(str(labels.get(value, value))) if value not in ("", None) else "–"
