"""What is asked, answered and marked: people, codes, days and numbers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.reports.codes import Answer, Outcome, Reason
from casework.reports.numbers import Number
from casework.web.choices import PersonChoice

_ENDS = [(one.value, one.label) for one in Outcome if one is not Outcome.EXPECTED]


class AskForm(forms.Form):
    of = PersonChoice(label=_("Whom to ask"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        found = User.objects.filter(pk__in=[one.pk for one in people])
        self.fields["of"].queryset = found.order_by("name", "username")  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect
    )


class EndForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=_ENDS, widget=forms.RadioSelect)


class ExpectForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=Reason.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Until which day"),
        help_text=_("Within 92 days. More of it than now is asked about all the same."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def end(self) -> datetime:
        """When that day is over, where she is who marks it."""
        day = self.cleaned_data["until"] + timedelta(days=1)
        return make_aware(datetime.combine(day, time.min))


class LimitForm(forms.Form):
    limit = forms.IntegerField(min_value=0, max_value=10_000)

    def __init__(self, *args: Any, number: Number, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["limit"]
        field.label = str(number.unit)
        field.help_text = _("From %(least)d to %(most)d.") % {
            "least": number.least,
            "most": number.most,
        }
