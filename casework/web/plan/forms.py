"""Forms of her plan. Boxes are named as a sheet tells them; `document` is the sheet to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.cases import entries
from casework.cases.actions.plan import in_utc
from casework.cases.codes import some
from casework.cases.codes_care import NeedLevel, Wanted
from casework.cases.codes_contact import ContactMethod
from casework.cases.contacts import ContactOutcome, Direction
from casework.cases.needs import Doer, Priority, Progress, ServiceResult
from casework.cases.notes import WordCheck
from casework.cases.purposes import Service
from casework.cases.safety_plans import BOXES, PlanPath, prompt
from casework.web.cases.forms import OnceField, ReadField, line_field, moment_field, words_field

Words = Any  # text, now or when it is shown
Picks = list[tuple[str, Words]]

SECTORS: Picks = [
    (code, label) for code, label in Service.choices if code not in ("declined", "not_asked")
]
_WAYS = some(
    ContactMethod,
    ("phone", "messenger_wechat", "messenger_kakao", "in_person", "via_trusted_person", "partner"),
)


def _radio(label: Words, picks: Picks, *, needed: bool = True, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=picks, widget=forms.RadioSelect, required=needed, **more
    )


def _pick(label: Words, picks: Picks, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("choose")), *picks], **more)


def _day(label: Words, **more: Any) -> ReadField:
    widget = forms.DateInput(attrs={"type": "date"})
    return ReadField(entries.read_date, label=label, widget=widget, **more)


class PlanForm(forms.Form):
    """`revision`: of the sheet that is written anew, or the number of the newest one seen."""

    once = OnceField(initial=uuid4, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    beside: ClassVar[frozenset[str]] = frozenset({"once", "revision"})

    def document(self) -> dict[str, Any]:
        return {name: told for name, told in self.cleaned_data.items() if name not in self.beside}

    def see(self, revision: int) -> None:
        """Shown again beside the newer text, it may be sent again."""
        seen = self.data.copy()  # type: ignore[attr-defined]  # request.POST
        seen["revision"] = str(revision)
        self.data = seen


class SafetyPlanForm(PlanForm):
    path = _radio(_("Where she is now, for the questions"), list(PlanPath.choices))
    with_her = _radio(
        _("Made with her"),
        [("yes", _("yes")), ("no", _("no, for now it is ours alone"))],
        help_text=_("A plan that she has not made is a list of our own worries. Make it hers."),
    )
    review_on = _day(_("Look at it again on"))

    def __init__(self, *args: Any, path: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in BOXES.items():
            hint = prompt(path, name)
            self.fields[name] = words_field(label=label, rows=3, required=False, help_text=hint)
        self.order_fields(["once", "revision", "path", *BOXES, "with_her", "review_on"])


class NeedForm(PlanForm):
    sector = _pick(_("What she needs"), SECTORS)
    level = _radio(_("How much"), list(NeedLevel.choices))
    wanted = _radio(
        _("Does she want it"),
        list(Wanted.choices),
        help_text=_("What she does not want is written down, and not done."),
    )
    result = _radio(
        _("What came of it"), [("", _("nothing yet")), *ServiceResult.choices], needed=False
    )
    provider = forms.ChoiceField(
        label=_("Who gives it"),
        required=False,
        help_text=_("Pick from the directory. To send her there, write a referral."),
    )
    provider_role = line_field(
        label=_("Somebody else, by role"),
        required=False,
        help_text=_("“A doctor of the clinic”, never a name."),
    )
    appointment = moment_field(
        label=_("Appointment"),
        required=False,
        help_text=_("In your own time. A reminder comes a day before and never says with whom."),
    )
    note = words_field(label=_("Note"), rows=3, required=False)

    def __init__(self, *args: Any, partners: Picks, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nobody yet")), *partners]

    def document(self) -> dict[str, Any]:
        return super().document() | {"appointment": in_utc(self.cleaned_data["appointment"])}


class GoalForm(PlanForm):
    text = words_field(label=_("What she wants to reach, in her words"), rows=2, focus=True)
    sector = _pick(_("What it is about"), SECTORS)
    priority = _radio(_("How much it matters to her"), list(Priority.choices))
    target_month = ReadField(
        entries.read_month,
        label=_("By when"),
        required=False,
        help_text=_("A month, like 2026-09, or leave it open."),
    )
    steps = words_field(label=_("Steps, one on each line"), rows=3, required=False)
    doer = _radio(_("Who does the next step"), list(Doer.choices))
    progress = _radio(_("How far it has come"), list(Progress.choices), initial="not_started")


class ContactForm(PlanForm):
    happened_at = moment_field(label=_("When"), help_text=_("In your own time."))
    direction = _radio(_("Who began it"), list(Direction.choices))
    way = _radio(_("How"), list(_WAYS))
    outcome = _radio(_("What came of it"), list(ContactOutcome.choices))
    word = _radio(
        _("The code word"),
        list(WordCheck.choices),
        needed=False,
        help_text=_("Whether it was really she, and free to speak."),
    )
    words = words_field(label=_("What was said or seen"), required=False)
    next_at = moment_field(
        label=_("Next contact"),
        required=False,
        help_text=_("Only where she may be contacted. Leave it empty and the rhythm holds."),
    )
    beside = PlanForm.beside | {"next_at"}

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def clean_happened_at(self) -> datetime:
        moment: datetime = self.cleaned_data["happened_at"]
        if moment > self.at:
            raise ValidationError(_("This lies in the future. Write down what has happened."))
        return moment

    def clean_next_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["next_at"]
        if moment is not None and moment <= self.at:
            raise ValidationError(_("The next contact lies in the past."))
        return moment

    def document(self) -> dict[str, Any]:
        told = super().document()
        return told | {"happened_at": in_utc(told["happened_at"])}


class ConferenceForm(PlanForm):
    held_on = _day(_("Held on"))
    colleagues = forms.MultipleChoiceField(
        label=_("Colleagues who took part"), widget=forms.CheckboxSelectMultiple, required=False
    )
    others = line_field(
        label=_("Others, by their role"),
        required=False,
        help_text=_("“A doctor of the clinic”, never a name. Nobody hears more than is needed."),
    )
    decided = words_field(label=_("What was decided"), rows=4)
    tasks = words_field(label=_("Who does what by when, one on each line"), rows=3, required=False)

    def __init__(self, *args: Any, colleagues: Picks, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["colleagues"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = colleagues

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("colleagues") and not told.get("others"):
            self.add_error("colleagues", _("A conference takes more than one. Say who was there."))
        return told
