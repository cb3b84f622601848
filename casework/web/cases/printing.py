"""A sheet of a case for paper: watermarked, without her name unless asked, and on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.actions.consent import consent_documents
from casework.cases.models import Case
from casework.cases.reasons import LookingReason
from casework.pathways import line
from casework.pathways.actions import told_of
from casework.web.cases.asking import posted
from casework.web.cases.covered import uncovered
from casework.web.cases.head import consent_of, due_of, label_of, situation_in_words
from casework.web.cases.page import opened_sections
from casework.web.cases.summary import parts
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation.lines import episodes


class PrintForm(forms.Form):
    reason = forms.ChoiceField(
        choices=LookingReason, label=_("Why on paper?"), widget=forms.RadioSelect
    )
    names = forms.BooleanField(
        required=False,
        label=_("With her names and contact"),
        help_text=_(
            "Without them the sheet carries the code. Paper has no lock: whoever finds it reads it."
        ),
    )


@require_http_methods(["GET", "POST"])
@unlocked
def case_print(request: SignedInRequest, code: str) -> HttpResponse:
    """GET asks why, and whether with names; POST puts that on record and shows the sheet."""
    case = open_case(request, code)
    require(policies.can_reveal(request.user, case), "can_reveal")
    form = PrintForm(posted(request))
    if request.method == "GET" or not form.is_valid():
        return render(request, "cases/print.html", {"case": case, "form": form})
    at, with_names = now(), form.cleaned_data["names"]
    reason = LookingReason(form.cleaned_data["reason"])
    reading.printed(case, reason, with_names=with_names, by=request.user, at=at)
    sheet = _sheet(request, case, with_names=with_names)
    page = {"case": case, "reason": reason.label, "at": at}
    return render(request, "cases/printed.html", page | sheet)


def _sheet(request: SignedInRequest, case: Case, *, with_names: bool) -> dict[str, Any]:
    """What the page of the case shows before and, with names, after it is uncovered."""
    keys = request.keys
    sections = opened_sections(case, keys, whole=with_names)
    return {
        "label": label_of(case, keys),
        "situation": situation_in_words(case),
        "consent": consent_of(case, consent_documents(case, keys), on=localdate()),
        "next_due_at": due_of(case),
        "episodes": episodes(line.draw(told_of(case, keys))),
        "parts": parts(sections, code=case.code, may_edit=False),
        "cover": uncovered(sections) if with_names else None,
    }
