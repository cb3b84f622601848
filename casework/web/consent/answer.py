"""Consent: what she allows, to whom, until when; a new answer; taking one back."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.actions.consent import record_consent
from casework.cases.answers import told_by_someone_else
from casework.cases.forms_consent import ConsentForm
from casework.cases.models import Case, ConsentRecord
from casework.cases.purposes import ConsentAnswer, Purpose
from casework.cases.states import Risk
from casework.referrals.queries import partner_choices
from casework.web import drafts
from casework.web.cases.forms import OnceField
from casework.web.consent.standing import standing
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake.folds import folded
from casework.web.intake.page import frame
from casework.web.intake.record import Opened, open_record

_NAMES_PARTNERS = frozenset({Purpose.SHARE, Purpose.TRANSFER})


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
        form, once = _forms(case, purpose, opened, draft)
        if draft:
            drafts.show(form, draft)
            drafts.show(once, draft)
        return _show(request, case, opened, form, once, from_draft=bool(draft))
    require(policies.can_edit(request.user, case), "can_edit")
    form, once = _forms(case, purpose, opened, request.POST)
    if once.is_valid() and form.is_valid():
        try:
            return _save(request, case, form, once)
        except WrongState as error:
            form.add_error(None, str(error))
    drafts.keep_if_it_fits(request, form=draft_name(purpose), case=case)
    return _show(request, case, opened, form, once)


def draft_name(purpose: Purpose) -> str:
    return f"consent-{purpose.value}"


def _purpose(request: SignedInRequest) -> Purpose:
    """Asked for by a tab, or by the form; whatever is no purpose is the first one."""
    asked = request.POST.get("purpose") or request.GET.get("purpose", "")
    return Purpose(asked) if asked in Purpose.values else Purpose.CASE_SERVICES


def _forms(
    case: Case, purpose: Purpose, opened: Opened, posted: QueryDict | None
) -> tuple[ConsentForm, OnceForm]:
    form = ConsentForm(
        posted,
        purpose=purpose,
        answers=opened.answers,
        partners=list(partner_choices()) if purpose in _NAMES_PARTNERS else None,
        today=localdate(),
        is_in_danger=case.risk == Risk.CRITICAL or opened.answers.get("immediate_danger") == "yes",
    )
    return form, OnceForm(posted, initial={"once": uuid4(), "purpose": purpose.value})


def _draft(request: SignedInRequest, case: Case, purpose: Purpose) -> QueryDict | None:
    """One that was saved already was kept a moment too late."""
    draft = drafts.read(request, form=draft_name(purpose), case=case)
    pk = OnceField(required=False).clean(draft.get("once")) if draft else None
    return None if pk and ConsentRecord.objects.filter(pk=pk).exists() else draft


def _save(request: SignedInRequest, case: Case, form: ConsentForm, once: OnceForm) -> HttpResponse:
    document, pk = form.document(), once.cleaned_data["once"]
    record_consent(case, document, by=request.user, at=now(), keys=request.keys, pk=pk)
    drafts.drop(request, form=draft_name(form.purpose), case=case)
    about_services = form.purpose is Purpose.CASE_SERVICES
    if about_services and document["state"] == ConsentAnswer.REFUSED:
        messages.warning(request, _("Her no is kept. Write nothing more of what she tells."))
        return redirect("case", case.code)
    messages.success(request, _("Her answer is kept."))
    if about_services and case.state == "draft":
        return redirect("intake_section", case.code, "safe_contact")
    return redirect("consents", case.code)


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
    return render(request, "consent/answer.html", page)


def _may_ask(form: ConsentForm, opened: Opened) -> bool:
    """Of what somebody else tells, only help itself is written down; the rest is hers to answer."""
    return form.purpose is Purpose.CASE_SERVICES or not told_by_someone_else(opened.answers)
