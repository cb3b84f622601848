"""Forms that tell where she is. A box left empty means: not asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.cases import entries
from casework.cases.codes import NOT_ASKED, UNKNOWN, DatePrecision, Reliability, Source, pickable
from casework.pathways import moments, states
from casework.pathways.line import Telling
from casework.pathways.requirements import REQUIREMENTS, Needs, needs
from casework.pathways.states import LIVE, SILENT, Event
from casework.web.cases.forms import OnceField, ReadField, words_field
from casework.web.situation import facts
from casework.web.situation.facts import FactsForm, StepSelect, asks_of

Words = Any  # text, now or when it is shown
Choices = list[tuple[Words, list[tuple[str, Words]]]]

# How exact a date is follows from how much of it was written, unless she says otherwise.
_PRECISION_OF = {
    1: DatePrecision.UNKNOWN_MONTH,
    2: DatePrecision.UNKNOWN_DAY,
    3: DatePrecision.EXACT,
}
_NEEDED = {
    "happened": _("Write when, as far as it is known, or pick below that it is not known."),
    "source": _("Say who told us; “not known” is an answer."),
    "reliability": _("Say how reliable that is; “not known” is an answer."),
}
_NOTHING: tuple[str, Words] = ("", _("not asked"))


def read_moment(text: str) -> str:
    """A day, a month or a year as it is kept: `2024-03-09`, `2024-03` or `2024`."""
    for read in (entries.read_date, entries.read_month, entries.read_year):
        try:
            return read(text)
        except ValidationError:
            continue
    raise ValidationError(_("Write a day as 2024-03-09, a month as 2024-03, a year as 2024."))


def precision_of(happened: str) -> DatePrecision:
    return _PRECISION_OF[len(happened.split("-"))]


def pick(label: Words, choices: list[tuple[str, Words]], **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_NOTHING, *choices], required=False, **options)


class SinceForm(forms.Form):
    """Kept once, and against what was on the screen: `since` is the number of the newest row."""

    once = OnceField(initial=uuid4, required=False)
    since = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def see_newest(self) -> None:
        """Shown again beside the newer row, it may be sent again."""
        seen = self.data.copy()  # type: ignore[attr-defined]  # request.POST
        seen[self.add_prefix("since")] = self.initial["since"]
        self.data = seen


class TakeBackForm(SinceForm):
    note = words_field(label=_("Why it is taken back"), rows=3, required=False)


class TellingForm(SinceForm, FactsForm):
    """What is told besides where it leads."""

    happened = ReadField(
        read_moment,
        label=_("When it happened"),
        required=False,
        help_text=_("A day, a month or a year, as far as it is known: 2024-03-09, 2024-03, 2024."),
    )
    precision = pick(_("How exact that is"), pickable(DatePrecision))
    source = pick(_("Who told us"), pickable(Source))
    reliability = pick(_("How reliable that is"), pickable(Reliability))
    reported = forms.BooleanField(
        label=_("Reported, not confirmed yet"),
        required=False,
        help_text=_("It protects her at once all the same."),
    )
    note = words_field(label=_("Note"), required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        happened = told.get("happened", "")
        if happened and not told.get("precision"):
            told["precision"] = precision_of(happened)
        if "happened" in told and "precision" in told:
            self._refuse_moment(happened, told["precision"] or NOT_ASKED)
        return told

    def _refuse_moment(self, happened: str, precision: str) -> None:
        """Beside the date; the act refuses the same."""
        if wrong := moments.refusal(happened, precision, today=localdate()):
            self.add_error("happened", wrong)

    def wanted(self) -> Needs:
        """Which facts are asked for."""
        raise NotImplementedError

    def telling(self) -> Telling:
        told = self.cleaned_data
        return Telling(
            happened=told["happened"],
            precision=told["precision"] or NOT_ASKED,
            source=told["source"] or NOT_ASKED,
            reliability=told["reliability"] or NOT_ASKED,
            note=told["note"],
            confirmed=not told["reported"],
            meanwhile=told.get("meanwhile", ""),
            facts=self.facts(self.wanted()),
        )


class OpeningForm(TellingForm):
    state = forms.CharField(label=_("Where she is now"), widget=forms.Select)
    field_order = ("once", "since", "state")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "state", list(states.opening_choices()))

    def wanted(self) -> Needs:
        return needs("", "", self.cleaned_data.get("state", ""))


class MoveForm(TellingForm):
    """Only what can follow is offered; what was sent all the same is refused with what can."""

    step = forms.CharField(label=_("What happened, and where she is now"), widget=StepSelect)
    meanwhile = pick(
        _("What happened meanwhile"),
        [],
        help_text=_("When she is found again on another path. It may be unknown."),
    )
    field_order: tuple[str, ...] = ("once", "since", "step", "meanwhile")

    def __init__(
        self, *args: Any, before: str, only: frozenset[str] = frozenset(), **options: Any
    ) -> None:
        """`only`: the steps that are this person's to tell, where not all of them are."""
        super().__init__(*args, **options)
        self.before = before
        groups = steps_from(before, only=only) if before else _openings()
        _offer(self, "step", groups)
        self.steps.asks = {
            value: asks_of(before, value) for _event, group in groups for value, _w in group
        }
        if before in SILENT:
            self.fields["meanwhile"] = pick(
                self.fields["meanwhile"].label or "",
                _meanwhile(),
                help_text=self.fields["meanwhile"].help_text,
                widget=_meanwhile_select(),
            )
        else:
            del self.fields["meanwhile"]

    @property
    def steps(self) -> StepSelect:
        select = self.fields["step"].widget
        assert isinstance(select, StepSelect)
        return select

    def clean_step(self) -> tuple[str, str]:
        """Event and state; a code that is neither is refused by the act itself."""
        event, _bar, state = self.cleaned_data["step"].partition("|")
        return event, state

    def wanted(self) -> Needs:
        event, state = self.cleaned_data.get("step") or ("", "")
        return needs(event, self.before, state, self.cleaned_data.get("meanwhile", ""))

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if "|".join(told.get("step") or ()) in self.steps.asks:
            self.mark_missing(self.wanted())
            self._mark_unsourced(told)
        return told

    def _mark_unsourced(self, told: dict[str, Any]) -> None:
        """What opens an episode says when it was and who told it; the act refuses the same."""
        if told["step"][0] in ("", Event.INSIDE):
            return
        for name, box in (("precision", "happened"), ("source",) * 2, ("reliability",) * 2):
            if name in told and not told[name] and box not in self.errors:
                self.add_error(box, _NEEDED[box])


def _offer(form: forms.Form, name: str, groups: Choices) -> None:
    widget = form.fields[name].widget
    assert isinstance(widget, forms.Select)
    widget.choices = [("", _("choose")), *groups]


def steps_from(before: str, *, only: frozenset[str] = frozenset()) -> Choices:
    """What can follow, grouped by what happened; the value is `event|state`."""
    groups: dict[Event, list[tuple[str, Words]]] = {}
    for state, event in states.possible(before):
        value = f"{event}|{state}"
        if only and value not in only:
            continue
        words = f"{state.path.label}: {state.label}"
        groups.setdefault(event, []).append((value, words))
    return [(event.label, groups[event]) for event in Event if event in groups]


def _openings() -> Choices:
    return [
        (path, [(f"|{code}", words) for code, words in group])
        for path, group in states.opening_choices()
    ]


def _meanwhile_select() -> StepSelect:
    select = StepSelect()
    select.asks = {event: REQUIREMENTS[event] for event in REQUIREMENTS}
    return select


def _meanwhile() -> list[tuple[str, Words]]:
    possible = {event for state in LIVE for event in states.events_into(state)}
    named: list[tuple[str, Words]] = [(e.value, e.label) for e in Event if e in possible]
    return [*named, (UNKNOWN, _("not known how"))]


def initial_of(told: Telling) -> dict[str, Any]:
    """A correction begins with what was told."""
    kept = {name: "" if value == NOT_ASKED else value for name, value in vars(told).items()}
    return kept | {"reported": not told.confirmed} | facts.initial_of(told.facts)
