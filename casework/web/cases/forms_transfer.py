"""Forms of a case that goes elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Desk, Post, Role, User
from casework.cases.models import Case
from casework.cases.transfers import DeskReason, GivenBack, NotHandedOver, TransferReason
from casework.referrals.queries import partner_choices
from casework.web.cases.forms import DecisionForm, words_field
from casework.web.choices import told_apart

Choice = tuple[str, str | Promise]


class DeskForm(forms.Form):
    """Which desk, and who goes on with it there, as one choice: nobody without her desk."""

    to = forms.ChoiceField(
        label=_("Who goes on with it"),
        help_text=_("Without a name, the supervisors of that desk choose somebody."),
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    reason = forms.ChoiceField(label=_("Why"), choices=DeskReason.choices, widget=forms.RadioSelect)
    summary = words_field(
        label=_("What they must know"),
        rows=6,
        help_text=_("What she needs now, what is agreed with her, and until when."),
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", _("choose")), *_desks_but(case)]

    def clean_to(self) -> tuple[Desk, User | None]:
        desk, _colon, person = self.cleaned_data["to"].partition(":")
        owner = User.objects.get(pk=UUID(person)) if person else None
        return Desk.objects.get(pk=UUID(desk)), owner


class TransferForm(forms.Form):
    """Which organisation takes it over, why, and what it must know."""

    receiver = forms.ChoiceField(
        label=_("Organisation"),
        help_text=_("Only partners that are active are listed. Her yes to this one comes first."),
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"), choices=TransferReason.choices, widget=forms.RadioSelect
    )
    summary = words_field(
        label=_("What they must know"),
        rows=6,
        help_text=_("What she needs now and what is agreed with her. As little as they need."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        receiver = self.fields["receiver"]
        assert isinstance(receiver, forms.ChoiceField)
        receiver.choices = [("", _("choose")), *partner_choices()]


class TakenOverForm(forms.Form):
    accepted_on = forms.DateField(
        label=_("Day of their written answer"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the date as year, month and day, like 2019-03-27.")},
    )
    words = words_field(label=_("In a few words"), rows=3, required=False)


class NotHandedOverForm(DecisionForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=NotHandedOver.choices, widget=forms.RadioSelect
    )


class GivenBackForm(DecisionForm):
    reason = forms.ChoiceField(label=_("Why"), choices=GivenBack.choices, widget=forms.RadioSelect)


def _desks_but(case: Case) -> list[tuple[str, list[Choice]]]:
    """Every other desk with its caseworkers; before them, that nobody is named yet."""
    desks: dict[UUID | None, tuple[str, list[Choice]]] = {
        desk.pk: (desk.name, [(f"{desk.pk}:", _("nobody named yet"))])
        for desk in Desk.objects.in_use().exclude(pk=case.desk_id).order_by("code")
    }
    posts = Post.objects.current().filter(role=Role.CASEWORKER, desk__in=list(desks))
    at_work = posts.filter(person__in=User.objects.admitted()).select_related("person")
    for post in at_work.order_by("person__name", "person__username"):
        person = post.person
        desks[post.desk_id][1].append((f"{post.desk_id}:{person.pk}", told_apart(person)))
    return list(desks.values())
