"""Consent: what she allowed to whom until when, and a new answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions import files
from casework.cases.consents import is_in_force, latest
from casework.cases.forms_consent import ConsentForm
from casework.cases.models import Case
from casework.cases.purposes import ConsentAnswer, Purpose, Service
from casework.referrals.queries import partner_choices
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake.record import Opened, open_record

ASKED_HERE = (Purpose.CASE_SERVICES, Purpose.STORE_IDENTIFYING, Purpose.SHARE, Purpose.INTERPRETER)


@require_http_methods(["GET", "POST"])
@unlocked
def consent(request: SignedInRequest, code: str) -> HttpResponse:
    """Every answer that stands, and the form for one purpose."""
    case = open_case(request, code)
    opened = open_record(case, request.keys)
    form = _form(request, opened)
    if request.method == "POST":
        require(policies.can_edit(request.user, case), "can_edit")
        if form.is_valid():
            return _save(request, case, form)
    with transaction.atomic():
        record("consent.read", case, by=request.user, at=now())
    return render(request, "intake/consent.html", _page(request, case, form, opened))


def _form(request: SignedInRequest, opened: Opened) -> ConsentForm:
    asked = request.POST.get("purpose") or request.GET.get("purpose", "")
    purpose = asked if asked in Purpose.values else Purpose.CASE_SERVICES.value
    return ConsentForm(
        request.POST or None,
        purpose=purpose,
        answers=opened.answers,
        partners=list(partner_choices()) if purpose == Purpose.SHARE else None,
        today=localdate(),
    )


def _save(request: SignedInRequest, case: Case, form: ConsentForm) -> HttpResponse:
    files.record_consent(case, form.document(), by=request.user, at=now(), keys=request.keys)
    messages.success(request, _("Her answer is kept."))
    if form.purpose is Purpose.CASE_SERVICES and case.state == "draft":
        return redirect("intake_section", case.code, "safe_contact")
    return redirect("consent", case.code)


def _page(
    request: SignedInRequest, case: Case, form: ConsentForm, opened: Opened
) -> dict[str, Any]:
    partners = dict(partner_choices())
    today = localdate()
    return {
        "case": case,
        "form": form,
        "may_edit": policies.can_edit(request.user, case),
        "purposes": [(code, Purpose(code).label, code == form.purpose) for code in ASKED_HERE],
        "answers": [_line(key, answer, partners, today) for key, answer in latest(opened.consents).items()],
    }


def _line(
    key: tuple[str, str, str], answer: dict[str, Any], partners: dict[str, Any], today: date
) -> dict[str, Any]:
    purpose, service, partner = key
    return {
        "purpose": Purpose(purpose).label,
        "service": Service(service).label if service else "",
        "partner": partners.get(partner, partner),
        "answer": dict(ConsentAnswer.choices).get(answer["state"], _("withdrawn")),
        "holds": is_in_force(answer, today),
        "expires_on": date.fromisoformat(answer["expires_on"]) if answer.get("expires_on") else None,
        "limits": answer.get("limits", ""),
    }
