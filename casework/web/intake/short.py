"""Immediate danger: twelve questions, then Save."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.accounts.models import Role
from casework.cases.forms_short import ShortIntakeForm
from casework.pathways.states import opening_choices
from casework.web import drafts
from casework.web.http import SignedInRequest, unlocked
from casework.web.intake import acts
from casework.web.intake.forms import DangerForm

DRAFT = "short-intake"


@require_http_methods(["GET", "POST"])
@unlocked
def short_intake(request: SignedInRequest) -> HttpResponse:
    """One page. It saves whatever was told; with her in danger the case is open at once."""
    desks = request.user.desks_as(Role.CASEWORKER)
    require(bool(desks) and request.user.is_admitted, "can_start")
    typed = request.POST or drafts.read(request, form=DRAFT)
    begin = DangerForm(typed or None, desks=desks, initial={"case_id": uuid4()})
    form = ShortIntakeForm(typed or None, situations=opening_choices())
    if request.method == "POST" and begin.is_valid() and form.is_valid():
        return _save(request, begin, form)
    page = {
        "begin": begin,
        "form": form,
        "from_draft": bool(typed) and request.method == "GET",
        "draft": drafts.url(DRAFT),
    }
    return render(request, "intake/short.html", page)


def _save(request: SignedInRequest, begin: DangerForm, form: ShortIntakeForm) -> HttpResponse:
    case = acts.begin_in_danger(
        begin.cleaned_data["desk"],
        form.intake(today=localdate()),
        pk=begin.case_pk(),
        by=request.user,
        at=now(),
        keys=request.keys,
    )
    drafts.drop(request, form=DRAFT)
    messages.success(request, _("Saved. What was not asked yet is marked so in the intake."))
    return redirect("case", case.code)
