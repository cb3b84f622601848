"""Consent: what she allows, to whom, until when; a new answer; taking one back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases import policies
from casework.cases.actions import files, reading
from casework.cases.answers import told_by_someone_else
from casework.cases.consents import latest
from casework.cases.forms_consent import ConsentForm
from casework.cases.models import Case, ConsentRecord
from casework.cases.purposes import ConsentAnswer, Purpose
from casework.referrals.queries import partner_choices
from casework.web import drafts
from casework.web.cases.forms import OnceField
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake.folds import folded
from casework.web.intake.page import frame
from casework.web.intake.record import Opened, open_record
from casework.web.intake.standing import standing

_TAKE_BACK = "take_back"


class OnceForm(forms.Form):
    """The name of the record to be, and the purpose it is about."""

    once = OnceField()
    purpose = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@unlocked
def consent(request: SignedInRequest, code: str) -> HttpResponse:
    """Every answer that stands, and the form for one purpose."""
    case = open_case(request, code)
    opened = open_record(case, request.keys)
    purpose = _purpose(request)
    if request.method == "GET":
        draft = _draft(request, case, purpose)
        form, once = _forms(purpose, opened, draft)
        if draft:
            drafts.show(form, draft)
            drafts.show(once, draft)
        return _show(request, case, opened, form, once, from_draft=bool(draft))
    require(policies.can_edit(request.user, case), "can_edit")
    if _TAKE_BACK in request.POST:
        form, once = _forms(purpose, opened, None)
        form.initial.update(_taken_back(request.POST, opened))
        return _show(request, case, opened, form, once)
    form, once = _forms(purpose, opened, request.POST)
    if once.is_valid() and form.is_valid():
        return _save(request, case, form, once)
    drafts.keep_if_it_fits(request, form=draft_name(purpose), case=case)
    return _show(request, case, opened, form, once)


def draft_name(purpose: Purpose) -> str:
    return f"consent-{purpose.value}"


def _purpose(request: SignedInRequest) -> Purpose:
    """Asked for by a tab, or by the form; whatever is no purpose is the first one."""
    asked = request.POST.get("purpose") or request.GET.get("purpose", "")
    return Purpose(asked) if asked in Purpose.values else Purpose.CASE_SERVICES


def _forms(
    purpose: Purpose, opened: Opened, posted: QueryDict | None
) -> tuple[ConsentForm, OnceForm]:
    form = ConsentForm(
        posted,
        purpose=purpose,
        answers=opened.answers,
        partners=list(partner_choices()) if purpose == Purpose.SHARE else None,
        today=localdate(),
    )
    return form, OnceForm(posted, initial={"once": uuid4(), "purpose": purpose.value})


def _draft(request: SignedInRequest, case: Case, purpose: Purpose) -> QueryDict | None:
    """One that was saved already was kept a moment too late."""
    draft = drafts.read(request, form=draft_name(purpose), case=case)
    pk = OnceField(required=False).clean(draft.get("once")) if draft else None
    return None if pk and ConsentRecord.objects.filter(pk=pk).exists() else draft


def _taken_back(posted: QueryDict, opened: Opened) -> dict[str, Any]:
    """Her standing answer with the new one in it. Its scope comes in the form, never in a URL."""
    scope = tuple(posted.get(name, "") for name in ("purpose", "service", "partner"))
    answer = {tuple(key): answer for key, answer in latest(opened.consents).items()}.get(scope, {})
    return answer | {"state": ConsentAnswer.WITHDRAWN, "given_on": localdate().isoformat()}


def _save(request: SignedInRequest, case: Case, form: ConsentForm, once: OnceForm) -> HttpResponse:
    document, pk = form.document(), once.cleaned_data["once"]
    files.record_consent(case, document, by=request.user, at=now(), keys=request.keys, pk=pk)
    drafts.drop(request, form=draft_name(form.purpose), case=case)
    about_services = form.purpose is Purpose.CASE_SERVICES
    if about_services and document["state"] in {ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN}:
        messages.warning(request, _("Her no is kept. Write nothing more of what she tells."))
        return redirect("case", case.code)
    messages.success(request, _("Her answer is kept."))
    if about_services and case.state == "draft":
        return redirect("intake_section", case.code, "safe_contact")
    return redirect("consent", case.code)


def _show(
    request: SignedInRequest,
    case: Case,
    opened: Opened,
    form: ConsentForm,
    once: OnceForm,
    *,
    from_draft: bool = False,
) -> HttpResponse:
    reading.opened(case, ["consent"], by=request.user, at=now())
    may_edit = policies.can_edit(request.user, case)
    page = frame(case, opened, "consent", request.keys) | {
        "form": form,
        "questions": folded(form),
        "once": once,
        "may_edit": may_edit,
        "may_ask": may_edit and _may_ask(form, opened),
        "purpose": form.purpose,
        "answers": standing(opened.consents, on=localdate()),
        "draft": drafts.url(draft_name(form.purpose), case),
        "from_draft": from_draft,
    }
    return render(request, "intake/consent.html", page)


def _may_ask(form: ConsentForm, opened: Opened) -> bool:
    """Of what somebody else tells, only help itself is written down; the rest is hers to answer."""
    return form.purpose is Purpose.CASE_SERVICES or not told_by_someone_else(opened.answers)
