"""Writing down an appointment."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import appointments
from casework.web.cases.asking import Question, ask, posted
from casework.web.cases.forms import EXACTLY, OnceField, moment_field, words_field
from casework.web.http import SignedInRequest, open_case, unlocked


class AppointmentForm(forms.Form):
    once = OnceField(initial=uuid4, required=False)
    when = moment_field(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("In your own time."),
        input_formats=EXACTLY,
    )
    words = words_field(
        label=gettext_lazy("With whom, and for what"),
        rows=3,
        help_text=gettext_lazy("It is sealed in a note. The reminder says that there is one."),
    )


@require_http_methods(["GET", "POST"])
@unlocked
def case_appointment(request: SignedInRequest, code: str) -> HttpResponse:
    """She is reminded of it a day before."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    question = Question(
        _("Write down an appointment"),
        _("Keep it"),
        _("It is kept; you are reminded a day before."),
        _("A reminder comes a day before. It never says with whom."),
    )

    def do(told: dict[str, Any]) -> None:
        appointments.make(case, by=request.user, at=now(), keys=request.keys, **told)

    return ask(request, case, question, AppointmentForm(posted(request)), do)
