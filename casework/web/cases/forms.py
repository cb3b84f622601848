"""Forms of the case pages. What is typed goes through the readers of the intake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.cases import entries
from casework.cases.closing import TO_BE_MET, Checklist, ClosingReason, unexplained
from casework.cases.reasons import (
    LOWERS,
    RAISES,
    GivingBackReason,
    HoldReason,
    ReopeningReason,
    ResumeReason,
    RiskReason,
    StopReason,
    VoidReason,
)
from casework.cases.risk_levels import is_lower
from casework.cases.states import Risk
from casework.web.choices import PersonChoice

# Nothing of hers goes to a browser's memory or to a spelling service.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class ReadField(forms.CharField):
    """A box whose text goes through one reader of `cases.entries`, which says what is wrong."""

    def __init__(self, read: Callable[[str], str], **options: Any) -> None:
        self.read = read
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return self.read("" if value is None else str(value))


class OnceField(forms.UUIDField):
    """The name of the row to be: a form sent twice is kept once. A broken one is named anew."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID:
        try:
            name: UUID | None = super().clean(value)
        except ValidationError:
            name = None
        return name or uuid4()


def line_field(*, focus: bool = False, **options: Any) -> ReadField:
    """One line; with `focus` the cursor stands in it when the page opens."""
    attributes = PRIVATE | {"maxlength": entries.LINE_LIMIT} | _focused(focus)
    box = forms.TextInput(attrs=attributes)
    return ReadField(entries.read_line, widget=box, **options)


def words_field(*, rows: int = 4, focus: bool = False, **options: Any) -> ReadField:
    limits = {"rows": rows, "maxlength": entries.NARRATIVE_LIMIT}
    box = forms.Textarea(attrs=PRIVATE | limits | _focused(focus))
    return ReadField(entries.read_narrative, widget=box, **options)


# As a browser's own control sends it, or as the sentence for a wrong one shows it; nothing else.
EXACTLY: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


def moment_field(**options: Any) -> forms.DateTimeField:
    """A day and a time, in the zone of whoever writes; `input_formats=EXACTLY` where no other."""
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write day and time, like 2026-03-27 21:30.")},
        **options,
    )


def _focused(focus: bool) -> dict[str, str]:
    return {"data-focus": "", "autofocus": ""} if focus else {}


class FindForm(forms.Form):
    words = line_field(
        focus=True,
        label=_("Code, label, name or alias"),
        help_text=_("Only your own cases, your desk's and those shared with you are searched."),
    )


class LineForm(forms.Form):
    words = line_field(label=_("Her case: code or label"), focus=True)


class NoteForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    text = words_field(label=_("Note"), rows=8, focus=True)


class CallForm(forms.Form):
    """What is written while she is on the line."""

    once = OnceField(initial=uuid4, required=False)
    word = line_field(
        label=_("The word she said"),
        required=False,
        help_text=_("Ask her for the code word. It is compared, and the case never holds it."),
    )
    said = words_field(label=_("What she said"), rows=5, focus=True)
    promised = words_field(label=_("What I promised"), rows=3, required=False)
    next_contact = moment_field(
        label=_("Next contact"),
        required=False,
        help_text=_("In your own time. Leave it empty and the rhythm of her risk level holds."),
    )

    def __init__(self, *args: Any, at: datetime, is_closed: bool = False, **options: Any) -> None:
        self.at = at
        super().__init__(*args, **options)
        if is_closed:
            self.fields["reopened_for"] = forms.ChoiceField(
                label=_("Why the case is opened again"),
                choices=ReopeningReason.choices,
                initial=ReopeningReason.RETURNED,
                widget=forms.RadioSelect,
            )

    def clean_next_contact(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["next_contact"]
        if moment is not None and moment <= self.at:
            raise ValidationError(_("The next contact lies in the past."))
        return moment


class LabelForm(forms.Form):
    text = line_field(
        label=_("Label"),
        help_text=_("Two words that only her workers connect with her: never a name or a place."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > 60:
            raise ValidationError(_("A label has at most 60 characters."))
        return text


class RiskForm(forms.Form):
    risk = forms.ChoiceField(
        label=_("Risk level"),
        choices=[(level, label) for level, label in Risk.choices if level],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Why"), choices=RiskReason.choices, widget=forms.RadioSelect)
    words = words_field(label=_("In a few words"), rows=3, required=False)
    # The level that was on the screen when she decided.
    seen = forms.ChoiceField(choices=Risk.choices, widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A reason to raise it lowers nothing, and the other way round."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        level, seen, reason = (told.get(name, "") for name in ("risk", "seen", "reason"))
        if level and seen and reason in RAISES and is_lower(level, seen):
            self.add_error("reason", _("This is a reason to raise it. Why is it lower now?"))
        if level and seen and reason in LOWERS and is_lower(seen, level):
            self.add_error("reason", _("This is a reason to lower it. Why is it higher now?"))
        return told


class DecisionForm(forms.Form):
    """A coded reason, and words that are sealed in a note."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    words = words_field(label=_("In a few words"), rows=3, required=False)


class GiveBackForm(DecisionForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=GivingBackReason.choices, widget=forms.RadioSelect
    )
    words = words_field(label=_("What has to change"), rows=3)


def why_of(item: str) -> str:
    """The box beside a line of the checklist."""
    return f"why_{item}"


class CloseForm(DecisionForm):
    """Why, and each line of the checklist with what there is to say of it."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=ClosingReason.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        answers = [("yes", _("yes")), ("no", _("no"))]
        for item in Checklist:
            box = forms.ChoiceField(label=item.label, choices=answers, widget=forms.RadioSelect)
            self.fields[item.value] = box
            label = _("If not, why") if item in TO_BE_MET else _("More about it")
            self.fields[why_of(item)] = line_field(label=label, required=False)
        pairs = [name for item in Checklist.values for name in (item, why_of(item))]
        self.order_fields(["reason", *pairs, "words"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        why = {item: told.get(why_of(item), "") for item in Checklist.values}
        for item in unexplained(told, why):
            self.add_error(why_of(item), gettext("Say why it is not so: %s") % item.label)
        return told


class HoldForm(DecisionForm):
    once = OnceField(initial=uuid4, required=False)
    reason = forms.ChoiceField(label=_("Why"), choices=HoldReason.choices, widget=forms.RadioSelect)
    review_on = forms.DateField(
        label=_("Next review"),
        help_text=_("Within 30 days."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the date as year, month and day, like 2019-03-27.")},
    )


class ResumeForm(DecisionForm):
    reason = forms.ChoiceField(
        label=_("How it is known"), choices=ResumeReason.choices, widget=forms.RadioSelect
    )


class StopContactForm(DecisionForm):
    reason = forms.ChoiceField(label=_("Why"), choices=StopReason.choices, widget=forms.RadioSelect)


class VoidForm(DecisionForm):
    reason = forms.ChoiceField(label=_("Why"), choices=VoidReason.choices, widget=forms.RadioSelect)


class ReopenForm(DecisionForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=ReopeningReason.choices, widget=forms.RadioSelect
    )


class ColleagueForm(forms.Form):
    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"] = PersonChoice(
            label=_("Colleague"),
            queryset=people,
            error_messages={"invalid_choice": _("Choose somebody from the list.")},
        )


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it is the answer."""


class OnceForm(forms.Form):
    """The same, where sending it twice would do it twice."""

    once = OnceField(initial=uuid4, required=False)
