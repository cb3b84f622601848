"""Forms of referrals: what the author writes, and what each act asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.referrals.fitting import Fit
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import services
from casework.referrals.queries import partner_choices
from casework.referrals.states import Urgency
from casework.web.cases.forms import OnceField, line_field, words_field

_CHOOSE = ("", _("choose"))


class ReferralForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    service = forms.ChoiceField(label=_("Service"))
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
    contact = line_field(
        label=_("How the partner may reach her"),
        initial=_("Through her caseworker only"),
    )

    def __init__(self, *args: Any, fits: Sequence[Fit] | None = None, **options: Any) -> None:
        """With `fits`, those that fit stand first in the list."""
        super().__init__(*args, **options)
        service, partner = self.fields["service"], self.fields["partner"]
        assert isinstance(service, forms.ChoiceField)
        assert isinstance(partner, forms.ChoiceField)
        service.choices = [_CHOOSE, *((one.value, one.label) for one in services())]
        partner.choices = [_CHOOSE, *(partner_choices() if fits is None else _in_groups(fits))]

    def written(self) -> dict[str, str]:
        names = ("service", "partner", "need", "contact")
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
