"""If she is taken or silent: asking her, and the checklist that an arrest or a return opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.actions.consent import day_of
from casework.cases.actions.if_taken import keep_wishes
from casework.cases.actions.sheets import sheets_of
from casework.cases.if_taken import IfTakenState, Wishes, wishes
from casework.cases.models import Case
from casework.cases.purposes import Service
from casework.cases.sheets import OpenSheet, SheetKind
from casework.pathways.actions import told_of
from casework.pathways.actions.checklist import tick
from casework.pathways.checklist import due_at, newest_taken, tasks
from casework.pathways.line import Step, draw
from casework.referrals import actions as referrals
from casework.referrals.policies import can_write
from casework.referrals.queries import directory
from casework.web import drafts
from casework.web.cases.asking import posted
from casework.web.cases.head import label_of
from casework.web.consent.forms import AppealForm, IfTakenForm, StepForm
from casework.web.consent.wishes import said
from casework.web.http import SignedInRequest, open_case, unlocked

_SERVICE = Service.REPATRIATION_PREVENTION
_DRAFT = "if-taken"


@require_http_methods(["GET", "POST"])
@unlocked
def if_taken(request: SignedInRequest, code: str) -> HttpResponse:
    """Her wishes; once she is taken, the steps made from them, each ended by a line."""
    case = open_case(request, code)
    form = StepForm(posted(request))
    if request.method == "POST":
        require(policies.can_add_note(request.user, case), "can_add_note")
        if form.is_valid() and _ticked(request, case, form):
            return redirect("if_taken", code)
    reading.opened(case, [SheetKind.IF_TAKEN], by=request.user, at=now())
    return render(request, "consent/if_taken.html", _page(request, case, form))


@require_http_methods(["GET", "POST"])
@unlocked
def if_taken_ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask her, or keep that she takes back what she said."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    known = _wishes(request, case)
    draft = drafts.read(request, form=_DRAFT, case=case) if request.method == "GET" else None
    stands = known.state == IfTakenState.ANSWERED
    form = IfTakenForm(posted(request) or draft, known=known.told, may_withdraw=stands)
    if draft is not None:
        drafts.show(form, draft)
    if request.method == "POST" and form.is_valid() and _kept(request, case, form):
        drafts.drop(request, form=_DRAFT, case=case)
        messages.success(request, _("Her answer is kept."))
        return redirect("if_taken", code)
    reading.opened(case, [SheetKind.IF_TAKEN], by=request.user, at=now())
    page = {"case": case, "form": form, "draft": drafts.url(_DRAFT, case)}
    return render(request, "consent/if_taken_ask.html", page | {"from_draft": draft is not None})


@require_POST
@unlocked
def if_taken_appeal(request: SignedInRequest, code: str) -> HttpResponse:
    """The appeal as a draft of a referral, to be looked through, reviewed and sent."""
    case = open_case(request, code)
    require(can_write(request.user, case), "can_write")
    form = AppealForm(request.POST, partners=_partners())
    if not form.is_valid():
        messages.error(request, _("Pick a partner from the directory."))
        return redirect("if_taken", code)
    try:
        made = _appeal(request, case, form)
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("if_taken", code)
    messages.success(request, _("The draft is kept. Look it through, then ask for its review."))
    return redirect("referral_edit", code, made.pk)


def _ticked(request: SignedInRequest, case: Case, form: StepForm) -> bool:
    told = form.cleaned_data
    act = {"by": request.user, "at": now(), "keys": request.keys, "pk": told["once"]}
    try:
        tick(case, told["step"], told["line"], **act)
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Done, and written down."))
    return True


def _kept(request: SignedInRequest, case: Case, form: IfTakenForm) -> bool:
    act: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    try:
        keep_wishes(case, form.told(), pk=form.cleaned_data["once"], **act)
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    return True


def _appeal(request: SignedInRequest, case: Case, form: AppealForm) -> Any:
    written = {
        "service": _SERVICE.value,
        "partner": form.cleaned_data["partner"],
        "need": _("Stopping a forced return: she was taken, and asked for this beforehand."),
        "contact": _("Through her caseworker only."),
    }
    return referrals.draft(
        case,
        by=request.user,
        at=now(),
        keys=request.keys,
        urgency="urgent",
        written=written,
        form_id=form.cleaned_data["once"],
    )


def _sheets(request: SignedInRequest, case: Case) -> list[OpenSheet]:
    return sheets_of(case, request.keys, SheetKind.IF_TAKEN)


def _wishes(request: SignedInRequest, case: Case) -> Wishes:
    return wishes(_sheets(request, case), case, on=day_of(now(), request.user))


def _partners() -> list[tuple[str, str]]:
    return [
        (str(partner.id), str(partner))
        for partner in directory()
        if partner.state == "active" and _SERVICE in partner.details.services
    ]


def _page(request: SignedInRequest, case: Case, form: StepForm) -> dict[str, Any]:
    sheets, user = _sheets(request, case), request.user
    told = wishes(sheets, case, on=day_of(now(), user))
    step = newest_taken(draw(told_of(case, request.keys)))
    return {
        "case": case,
        "label": label_of(case, request.keys),
        "wishes": told,
        "said": said(told),
        "is_taken": step is not None,
        "hours": _hours(told, sheets, step, form),
        "form": form,
        "may_tick": policies.can_add_note(user, case),
        "may_ask": policies.can_edit(user, case),
        "appeal": AppealForm(partners=_partners()) if step and can_write(user, case) else None,
    }


def _hours(
    told: Wishes, sheets: list[OpenSheet], step: Step | None, typed: StepForm
) -> list[dict[str, Any]]:
    """The steps under the hour by which they are due; each that is left with a form of its own."""
    if step is None:
        return []
    grouped: dict[int, dict[str, Any]] = {}
    for task in tasks(told, sheets, step.told.id):
        hour = grouped.setdefault(
            task.hours, {"hours": task.hours, "due_at": due_at(step, task), "tasks": []}
        )
        moment = datetime.fromisoformat(task.at) if task.at else None
        hour["tasks"].append((task, moment, _form(task.key, typed)))
    return list(grouped.values())


def _form(key: str, typed: StepForm) -> StepForm:
    """What was typed stays with its step."""
    if typed.is_bound and typed.data.get("step") == key:
        return typed
    return StepForm(initial={"step": key}, auto_id=f"id_%s_{key}")
