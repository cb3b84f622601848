"""The questions of the risk aid as a form. What is not picked was not asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.cases import risk_aid
from casework.cases.actions.assessment import Assessed, asks_about_plan
from casework.cases.codes import CHOSE_NOT_TO_SAY, NOT_ASKED, NOT_KNOWN, UNKNOWN
from casework.cases.risk_aid import Group, Item
from casework.cases.states import Risk
from casework.pathways.situations import Situation
from casework.web.cases.forms import OnceField, moment_field, words_field

_PICKS = [(risk_aid.YES, _("yes")), (risk_aid.NO, _("no")), (UNKNOWN, _("not known"))]
_RATINGS = [*((str(number), str(number)) for number in range(11)), NOT_KNOWN, CHOSE_NOT_TO_SAY]
_HIGHER = [
    ("", _("as the answers make it")),
    *((level.value, level.label) for level in (Risk.MEDIUM, Risk.HIGH, Risk.CRITICAL)),
]


def initial_of(answers: risk_aid.Answers) -> dict[str, str]:
    return {name_of(code): said for code, said in answers.items() if said != NOT_ASKED}


def name_of(code: str) -> str:
    return f"item_{code}"


class AssessForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    # The level that was on the page when she answered.
    seen = forms.ChoiceField(choices=Risk.choices, widget=forms.HiddenInput, required=False)
    assault_at = moment_field(
        label=_("If she was forced in the last five days: when"),
        required=False,
        help_text=_("In your own time, as near as is known. Care is due by 72 and by 120 hours."),
    )
    her_rating = forms.ChoiceField(
        label=_("How dangerous it is, in her own view"),
        help_text=_("“From 0, safe, to 10, the worst you can think of: where are you today?”"),
        choices=_RATINGS,
        widget=forms.RadioSelect,
        required=False,
    )
    at_least = forms.ChoiceField(
        label=_("Set the level higher than the answers make it"),
        help_text=_("You may, whenever you think so. The answers never make it lower than it is."),
        choices=_HIGHER,
        widget=forms.RadioSelect,
        required=False,
    )
    words = words_field(label=_("What else matters"), rows=3, required=False)

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        self.initial.setdefault("version", risk_aid.CURRENT)
        self.initial.setdefault("at_least", "")
        for item in self._items():
            self.fields[name_of(item.code)] = _question(item)

    def groups(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """The questions under their heads, as they are asked."""
        for group in Group:
            items = [item for item in self._items() if item.group == group]
            yield group.label, [self[name_of(item.code)] for item in items]

    def rest(self) -> list[BoundField]:
        return [self[name] for name in ("assault_at", "her_rating", "at_least", "words")]

    def hidden(self) -> list[BoundField]:
        return self.hidden_fields()

    def clean_assault_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["assault_at"]
        if moment is not None and moment > self.at:
            raise ValidationError(_("This lies in the future. When did it happen?"))
        return moment

    def assessed(self) -> Assessed:
        told = self.cleaned_data
        return Assessed(
            version=told["version"],
            answers={item.code: told[name_of(item.code)] or NOT_ASKED for item in self._items()},
            at_least=Risk(told["at_least"]),
            her_rating=told["her_rating"] or NOT_ASKED,
            words=told["words"],
            assault_at=told["assault_at"],
        )

    def see(self, level: str) -> None:
        """Shown again beside the newer level, it may be sent again."""
        seen = self.data.copy()  # type: ignore[attr-defined]  # request.POST
        seen["seen"] = level
        self.data = seen

    def _items(self) -> list[Item]:
        protocol = asks_about_plan()
        return [item for item in risk_aid.current().items if protocol or not item.if_protocol]


class AnswerForm(forms.Form):
    """A yes needs no words; a no does."""

    words = words_field(label=_("In a few words"), rows=2, required=False)
    answer = forms.ChoiceField(
        choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput, required=False
    )

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("answer") != "yes" and not told.get("words"):
            raise ValidationError(_("Say why, so that her worker knows what to do."))
        return told


def known_from(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What the intake says already. Unsure of her age counts as under 18, for her protection."""
    under_18 = documents.get("gate", {}).get("under_18", "")
    pregnant = documents.get("dependants", {}).get("pregnant", "")
    picks = (risk_aid.YES, risk_aid.NO, UNKNOWN)
    known = {"H3": pregnant} if pregnant in picks else {}
    if under_18 in picks:
        known["C2"] = risk_aid.NO if under_18 == risk_aid.NO else risk_aid.YES
    return known


_HELD = frozenset({Situation.CU1, Situation.CU2})
_LOCKED_IN = frozenset({Situation.FM2, Situation.SX2})


def known_now(situation: str) -> dict[str, str]:
    """What her path says by itself, whatever was answered before it went on."""
    known = (("A1", situation in _HELD), ("V1", situation in _LOCKED_IN))
    return {code: risk_aid.YES for code, is_so in known if is_so}


def _question(item: Item) -> forms.ChoiceField:
    label = capfirst(str(item.label))
    return forms.ChoiceField(
        label=gettext("If so: %s") % label if item.under else label,
        help_text=str(item.ask),
        choices=_PICKS,
        widget=forms.RadioSelect,
        required=False,
    )
