"""Her risk: what the aid asks, what it makes of the answers, and her course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import Stale, WrongState, require
from casework.cases import policies, risk_aid
from casework.cases.actions import assessment, lowering, reading
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case, Section
from casework.cases.reasons import RiskReason
from casework.cases.scores import Score, last_assessed, scores
from casework.cases.sheets import SheetKind
from casework.cases.states import READ_ONLY, Risk
from casework.web import drafts
from casework.web.assessment.forms import AnswerForm, AssessForm, initial_of, known_from, known_now
from casework.web.assessment.shown import course, page_of
from casework.web.attempts import attempt
from casework.web.cases.asking import posted
from casework.web.http import SignedInRequest, open_case, unlocked

DRAFT = "risk"
_KNOWN_FROM = ("gate", "dependants")


@require_http_methods(["GET", "POST"])
@unlocked
def risk_assess(request: SignedInRequest, code: str) -> HttpResponse:
    """The questions, the level they make, and her course. Whoever may read the case sees it."""
    case = open_case(request, code)
    if request.method == "POST":
        return _post(request, case)
    found = _read(request, case)
    draft = drafts.read(request, form=DRAFT, case=case)
    form = AssessForm(draft, at=now(), initial=_initial(request, case, found))
    if draft is not None:
        drafts.show(form, draft)
    return _show(request, case, found, form, from_draft=draft is not None)


@transaction.atomic
def _read(request: SignedInRequest, case: Case) -> list[Score]:
    reading.opened(case, [SheetKind.RISK], by=request.user, at=now())
    return scores(sheets_of(case, request.keys, SheetKind.RISK))


def _post(request: SignedInRequest, case: Case) -> HttpResponse:
    form = AssessForm(posted(request), at=now())
    try:
        if form.is_valid() and _kept(request, case, form):
            drafts.drop(request, form=DRAFT, case=case)
            messages.success(request, _("The assessment is kept. What it says stands below."))
            return redirect("risk_assess", case.code)
    except Stale:
        form.see(case.risk)
        theirs = [
            (_("When you answered, her risk was"), Risk(form.cleaned_data["seen"]).label),
            (_("Meanwhile it was set to"), Risk(case.risk).label),
        ]
        return _show(request, case, _read(request, case), form, theirs=theirs)
    return _show(request, case, _read(request, case), form)


def _kept(request: SignedInRequest, case: Case, form: AssessForm) -> bool:
    try:
        assessment.assess(
            case,
            form.assessed(),
            by=request.user,
            at=now(),
            keys=request.keys,
            pk=form.cleaned_data["once"],
            seen=Risk(form.cleaned_data["seen"]),
        )
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    return True


def _initial(request: SignedInRequest, case: Case, found: list[Score]) -> dict[str, Any]:
    """What her path says now, else what was answered last time, else what the intake says."""
    rows = Section.objects.filter(case=case, kind__in=_KNOWN_FROM)
    known = known_from({row.kind: request.keys.open_document(row) for row in rows})
    last = last_assessed(found)
    same = last is not None and last.version == risk_aid.CURRENT
    before = last.told.get("items", {}) if last is not None and same else {}
    moment = last.told.get("assault_at", "") if last is not None and same else ""
    first: dict[str, Any] = {"seen": case.risk}
    if moment:
        first["assault_at"] = datetime.fromisoformat(moment)
    return first | initial_of(known | before | known_now(case.situation))


def _show(
    request: SignedInRequest, case: Case, found: list[Score], form: AssessForm, **more: Any
) -> HttpResponse:
    may_assess = policies.can_edit(request.user, case)
    page = (
        page_of(case, found)
        | course(found)
        | {
            "form": form if may_assess else None,
            "draft": drafts.url(DRAFT, case),
            "may_set": policies.can_raise_risk(request.user, case) and case.state not in READ_ONLY,
            "asked": _asked(request, case),
            "may_answer": policies.can_lower_risk(request.user, case),
            "answer_form": AnswerForm(),
        }
    )
    return render(request, "assessment/assess.html", page | more)


def _asked(request: SignedInRequest, case: Case) -> dict[str, Any] | None:
    """The lower level that waits for a second person, with why."""
    told = lowering.asked_for(case, request.keys) if case.submitted_at else None
    if told is None:
        return None
    reason = RiskReason(told["reason"]).label
    return {"level": told["risk"], "by": told["name"], "reason": reason, "words": told["words"]}


@require_POST
@unlocked
def risk_answer(request: SignedInRequest, code: str) -> HttpResponse:
    """A second person agrees to the lower level, or keeps it as it is and says why."""
    case = open_case(request, code)
    require(policies.can_lower_risk(request.user, case), "can_lower_risk")
    form = AnswerForm(posted(request))
    if not form.is_valid():
        messages.error(request, _("Say why, so that her worker knows what to do."))
        return redirect("risk_assess", code)
    act = lowering.agree if form.agrees else lowering.keep
    told: dict[str, Any] = {"words": form.cleaned_data["words"], "keys": request.keys}
    done = _("The level is lowered.") if form.agrees else _("The level stays as it is.")
    attempt(request, lambda: act(case, by=request.user, at=now(), **told), done)
    return redirect("risk_assess", code)
