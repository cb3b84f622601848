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
from casework.referrals import actions, guards, missing, policies, queries, states
from casework.referrals.asking import ask
from casework.referrals.models import Referral
from casework.referrals.partners import services
from casework.referrals.policies import Document, Question
from casework.referrals.states import ReferralState, Urgency
from casework.web.cases.forms import OnceField
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.referrals import finding, links, shown
from casework.web.referrals.choices import choices
from casework.web.referrals.forms import ReferralForm, see_newest
from casework.web.referrals.packet_shown import told_and_not

_ASKS_FOR_CONSENT = frozenset(
    {ReferralState.DRAFT, ReferralState.APPROVED, ReferralState.SUSPENDED}
)


@require_http_methods(["GET", "POST"])
@unlocked
def referral_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin a referral of this case."""
    case = open_case(request, code)
    require(policies.can_write(request.user, case), "can_write")
    replaced = _asked_to_replace(request, case)
    before = request.keys.open_document(replaced) if replaced else {}
    initial = {name: before[name] for name in actions.WRITTEN if name in before}
    _note_missing(request, case)
    form, find = finding.form_of(request, initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _drafted(request, case, form, replaced)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. Now choose what the partner is told."))
            return redirect("referral_packet", code, made.pk)
    page = find | {"case": case, "form": form, "is_open": case.state == CaseState.OPEN}
    page |= {"replaced": replaced}
    return render(request, "referrals/edit.html", page)


def _drafted(
    request: SignedInRequest, case: Case, form: ReferralForm, replaced: Referral | None
) -> Referral:
    return actions.draft(
        case,
        by=request.user,
        at=now(),
        keys=request.keys,
        urgency=form.cleaned_data["urgency"],
        written=form.written(),
        replaces=replaced.pk if replaced else None,
        form_id=form.cleaned_data["once"],
    )


def _note_missing(request: SignedInRequest, case: Case) -> None:
    """She looked for a partner and found nobody: that is counted for her desk, without the case."""
    sent = request.POST
    if "nobody" not in sent or sent.get("service") not in services():
        return
    once = OnceField(required=False).clean(sent.get("once"))
    desk, service = case.desk, sent["service"]
    missing.nobody_fits(desk, service, once=once, by=request.user, at=now())


def _asked_to_replace(request: SignedInRequest, case: Case) -> Referral | None:
    """The one that the address names, if it is one of this case."""
    asked = request.GET.get("replaces", "")
    try:
        return Referral.objects.filter(case=case, pk=UUID(asked)).first() if asked else None
    except ValueError:
        return None


@require_GET
@unlocked
def referral(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """What is asked of whom, how far it is, and the next steps with why not."""
    found, question = read(request, open_case(request, code), pk)
    page = page_of(request, found, question) | links.side(request, found, question.partner)
    return render(request, "referrals/referral.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def referral_edit(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Change a draft. A form that is older than what somebody saved keeps both texts."""
    case = open_case(request, code)
    require(policies.can_write(request.user, case), "can_write")
    found, question = read(request, case, pk)
    initial = question.document | {"urgency": found.urgency, "revision": found.revision}
    _note_missing(request, case)
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
        question = ask(found, document, request.keys, by=request.user, at=now())
        record("referral.read", case, by=request.user, at=now())
    return found, question


def page_of(request: SignedInRequest, found: Referral, question: Question) -> dict[str, Any]:
    steps = queries.steps_of(found, request.keys)
    return {
        "case": found.case,
        "referral": found,
        "partner": question.partner,
        "service": shown.service_label(question.document),
        "tone": shown.URGENCY_TONES[Urgency(found.urgency)],
        "waits_for": shown.waits_for(found.state, question.document),
        "steps": shown.progress(found, steps),
        "done": shown.done(steps),
        "choices": choices(request.user, found, question),
        "consent": guards.covering(question),
        "needs_consent": found.state in _ASKS_FOR_CONSENT,
        "at_once": question.document.get("emergency", ""),
        "replaces": _replaced(found, question.document),
        "may_write": policies.can_write(request.user, found.case),
        "at_rest": _at_rest(found, question),
    } | told_and_not(found, question.document, question.partner)


def _at_rest(found: Referral, question: Question) -> str:
    """Why the partner takes nothing now, where something is under way with it."""
    if found.state not in states.LIVE or question.partner is None:
        return ""
    return question.partner.at_rest(question.on)


def _replaced(found: Referral, document: Document) -> Referral | None:
    """The one in whose place it was written."""
    pk = document.get("replaces")
    return Referral.objects.filter(case=found.case, pk=pk).first() if pk else None


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
