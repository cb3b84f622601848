"""Forms of referrals: what the author writes, and what each act asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.referrals.fitting import Fit
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import SERVICES
from casework.referrals.queries import partner_choices
from casework.referrals.states import (
    Act,
    Channel,
    DeclineReason,
    Outcome,
    ReturnReason,
    Urgency,
)
from casework.web.cases.forms import OnceField, line_field, words_field

_CHOOSE = ("", _("choose"))


class ReferralForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    service = forms.ChoiceField(
        label=_("Service"), choices=[_CHOOSE, *((one.value, one.label) for one in SERVICES)]
    )
    partner = forms.ChoiceField(
        label=_("Partner"),
        help_text=_("Only partners that are active are listed."),
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect
    )
    need = words_field(
        label=_("What she needs"),
        rows=4,
        help_text=_("As little as the partner must know. No names, no place, no story."),
    )
    note = words_field(
        label=_("What else the partner must know"),
        rows=3,
        required=False,
        help_text=_("Language, whether a woman should meet her, allergies, pregnancy."),
    )
    contact = line_field(
        label=_("How the partner may reach her"),
        initial=_("Through her caseworker only"),
    )

    def __init__(self, *args: Any, fits: Sequence[Fit] | None = None, **options: Any) -> None:
        """With `fits`, those that fit stand first in the list."""
        super().__init__(*args, **options)
        partner = self.fields["partner"]
        assert isinstance(partner, forms.ChoiceField)
        partner.choices = [_CHOOSE, *(partner_choices() if fits is None else _in_groups(fits))]

    def written(self) -> dict[str, str]:
        names = ("service", "partner", "need", "note", "contact")
        return {name: self.cleaned_data[name] for name in names}


def _in_groups(fits: Sequence[Fit]) -> list[tuple[Any, list[tuple[str, str]]]]:
    active = [fit for fit in fits if fit.partner.state == PartnerState.ACTIVE]
    groups = (
        (_("They fit"), [fit for fit in active if not fit.reasons]),
        (_("Something stands against it"), [fit for fit in active if fit.reasons]),
    )
    return [
        (title, [(str(fit.partner.id), str(fit.partner)) for fit in those])
        for title, those in groups
        if those
    ]


def see_newest(form: forms.Form, revision: int) -> None:
    """A stale form, shown again beside what was saved meanwhile, may be sent again."""
    seen = form.data.copy()  # type: ignore[attr-defined]  # request.POST
    seen["revision"] = str(revision)
    form.data = seen


class ActForm(forms.Form):
    """Nothing to fill in: sending it is the answer."""

    once = OnceField(initial=uuid4, required=False)

    def told(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}


class ReturnForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=ReturnReason.choices, widget=forms.RadioSelect
    )
    comment = words_field(label=_("What has to change"), rows=3)


class ApproveForm(ActForm):
    comment = words_field(label=_("Comment"), rows=2, required=False)


class SendForm(ActForm):
    channel = forms.ChoiceField(
        label=_("How it reaches the partner"), choices=Channel.choices, widget=forms.RadioSelect
    )
    recipient = line_field(
        label=_("Who receives it"),
        help_text=_("The role there, not a name: duty nurse, intake desk."),
    )


class AcceptForm(ActForm):
    answered_by = line_field(label=_("Who answered"), help_text=_("The role there, not a name."))


class DeclineForm(ActForm):
    answered_by = line_field(label=_("Who answered"), help_text=_("The role there, not a name."))
    reason = forms.ChoiceField(
        label=_("Why"), choices=DeclineReason.choices, widget=forms.RadioSelect
    )
    comment = words_field(label=_("In a few words"), rows=3, required=False)


class BeginForm(ActForm):
    accompanied = forms.BooleanField(label=_("Somebody went with her"), required=False)

    def told(self) -> dict[str, str]:
        return {"accompanied": "yes" if self.cleaned_data["accompanied"] else "no"}


class CompleteForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    feedback = words_field(
        label=_("What she says of it"),
        rows=3,
        help_text=_("Respected, safe, useful, would she go again. Or why she was not asked."),
        error_messages={"required": _("Write what she says of it, or why she was not asked.")},
    )


FORMS: dict[Act, type[ActForm]] = {
    Act.ASK_REVIEW: ActForm,
    Act.APPROVE: ApproveForm,
    Act.RETURN: ReturnForm,
    Act.TAKE_UP: ActForm,
    Act.ASK_AGAIN: ActForm,
    Act.SEND: SendForm,
    Act.ACCEPT: AcceptForm,
    Act.DECLINE: DeclineForm,
    Act.BEGIN: BeginForm,
    Act.COMPLETE: CompleteForm,
    Act.HAND_ON: ActForm,
}
# Acts whose one button does them at once, without a page that asks.
AT_ONCE = frozenset({Act.ASK_REVIEW, Act.TAKE_UP, Act.ASK_AGAIN})
