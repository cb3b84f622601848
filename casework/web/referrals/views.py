"""A referral: written, read, changed while it is a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.states import CaseState
from casework.referrals import actions, policies, queries, states
from casework.referrals.models import Referral
from casework.referrals.policies import Document, Question
from casework.referrals.states import ReferralState, Urgency
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.referrals import finding, shown
from casework.web.referrals.forms import ReferralForm, see_newest


@require_http_methods(["GET", "POST"])
@unlocked
def referral_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin a referral of this case."""
    case = open_case(request, code)
    require(policies.can_write(request.user, case), "can_write")
    form, find = finding.form_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft(
                case,
                by=request.user,
                at=now(),
                keys=request.keys,
                urgency=form.cleaned_data["urgency"],
                written=form.written(),
                form_id=form.cleaned_data["once"],
            )
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. Ask for its review when it is ready."))
            return redirect("referral", code, made.pk)
    page = find | {"case": case, "form": form, "is_open": case.state == CaseState.OPEN}
    return render(request, "referrals/edit.html", page)


@require_GET
@unlocked
def referral(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """What is asked of whom, how far it is, and the next steps with why not."""
    found, question = read(request, open_case(request, code), pk)
    return render(request, "referrals/referral.html", page_of(request, found, question))


@require_http_methods(["GET", "POST"])
@unlocked
def referral_edit(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Change a draft. A form that is older than what somebody saved keeps both texts."""
    case = open_case(request, code)
    require(policies.can_write(request.user, case), "can_write")
    found, question = read(request, case, pk)
    initial = question.document | {"urgency": found.urgency, "revision": found.revision}
    form, find = finding.form_of(request, initial)
    page = find | {"case": case, "form": form, "referral": found, "is_open": True}
    if request.method == "POST" and form.is_valid():
        try:
            _rewrite(request, found, form)
        except WrongState as error:
            form.add_error(None, str(error))
        except Stale:
            form.add_error(None, _("Somebody else saved first. What they wrote stands below."))
            see_newest(form, found.revision)
            page["theirs"] = shown.facts(question.document, question)
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("referral", code, pk)
    return render(request, "referrals/edit.html", page)


def read(request: SignedInRequest, case: Case, pk: UUID) -> tuple[Referral, Question]:
    """A referral of this very case, opened, with what its guards look at; the reading on record."""
    found = get_object_or_404(Referral.objects.filter(case=case), pk=pk)
    found.case = case
    with transaction.atomic():
        document: Document = request.keys.open_document(found)
        question = actions.ask(found, document, request.keys, by=request.user, at=now())
        record("referral.read", case, by=request.user, at=now())
    return found, question


def page_of(request: SignedInRequest, found: Referral, question: Question) -> dict[str, Any]:
    return {
        "case": found.case,
        "referral": found,
        "facts": shown.facts(question.document, question),
        "service": shown.service_label(question.document),
        "tone": shown.URGENCY_TONES[Urgency(found.urgency)],
        "steps": shown.progress(found),
        "done": shown.done(queries.steps_of(found, request.keys)),
        "choices": shown.choices(request.user, found, question),
        "consent": policies.covering(question),
        "needs_consent": found.state in (ReferralState.DRAFT, ReferralState.APPROVED),
        "may_write": policies.can_write(request.user, found.case),
        "at_rest": _at_rest(found, question),
    }


def _at_rest(found: Referral, question: Question) -> str:
    """Why the partner takes nothing now, where something is under way with it."""
    if found.state not in states.LIVE or question.partner is None:
        return ""
    return question.partner.at_rest(question.on)


def _rewrite(request: SignedInRequest, found: Referral, form: ReferralForm) -> None:
    actions.rewrite(
        found,
        by=request.user,
        at=now(),
        keys=request.keys,
        urgency=form.cleaned_data["urgency"],
        written=form.written(),
        revision=form.cleaned_data["revision"] or 0,
    )
