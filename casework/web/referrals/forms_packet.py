"""What the partner is told: a box to tick for each answer that may go, a box for each that is
written for this partner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from casework.cases.models import Case
from casework.referrals import packing
from casework.referrals.packet_groups import Group
from casework.referrals.packet_items import Item
from casework.web.cases.forms import line_field, words_field
from casework.web.referrals.packet_shown import said


class PacketForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self,
        data: Any,
        *,
        document: Mapping[str, Any],
        receives: list[str],
        answers: Mapping[str, Any],
        case: Case,
        revision: int,
    ) -> None:
        super().__init__(data, initial={"revision": revision})
        self.offered = packing.offered(document["service"], receives)
        self.missing: list[Item] = []
        items = document.get("items", {})
        for item in self.offered:
            if item.lines:
                self.fields[item.name] = _box(item, str(items.get(item.name, "")))
            elif now := packing.repeated(item, answers, case):
                self.fields[item.name] = _tick(item, said(item, now), item.name in items)
            else:
                self.missing.append(item)

    @property
    def ticked(self) -> list[str]:
        return [item.name for item in self.offered if self.cleaned_data.get(item.name) is True]

    @property
    def written(self) -> dict[str, str]:
        boxes = [item.name for item in self.offered if item.lines]
        return {name: self.cleaned_data[name] for name in boxes}

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The boxes under the name of their group, in the order of the reference."""
        found = []
        for group in Group:
            names = [item.name for item in self.offered if item.group == group]
            if boxes := [self[name] for name in names if name in self.fields]:
                found.append((str(group.label), boxes))
        return found


def _box(item: Item, kept: str) -> forms.Field:
    options: dict[str, Any] = {
        "label": item.label,
        "help_text": item.hint,
        "required": False,
        "initial": kept,
    }
    return line_field(**options) if item.lines == 1 else words_field(rows=item.lines, **options)


def _tick(item: Item, words: str, kept: bool) -> forms.Field:
    hint = _("The record says: %(words)s.") % {"words": words}
    if item.hint:
        hint = f"{hint} {item.hint}"
    return forms.BooleanField(label=str(item.label), help_text=hint, required=False, initial=kept)
