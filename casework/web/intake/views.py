"""The intake, in the order a conversation takes. Whatever was told so far can be saved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import Stale, require
from casework.accounts.models import Role
from casework.audit.log import record
from casework.cases import policies
from casework.cases.answers import still_to_ask
from casework.cases.fields import SECTIONS
from casework.cases.forms import SectionForm, section_form
from casework.cases.models import Case
from casework.pathways.states import opening_choices
from casework.web import drafts
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake import acts
from casework.web.intake.forms import BeginForm, SheetForm
from casework.web.intake.record import Opened, open_record

# Consent is a record for each purpose and has pages of its own.
ORDER = [section for section in SECTIONS if section != "consent"]
FIRST = ORDER[0]


@require_http_methods(["GET", "POST"])
@unlocked
def intake_begin(request: SignedInRequest) -> HttpResponse:
    """The safety gate of somebody new. The case begins when it is saved."""
    desks = request.user.desks_as(Role.CASEWORKER)
    require(bool(desks) and request.user.is_admitted, "can_start")
    typed = request.POST or drafts.read(request, form="intake")
    begin = BeginForm(typed or None, desks=desks, initial={"case_id": uuid4()})
    gate = _section_form(FIRST, typed, Opened())
    beside = SheetForm(typed or None)
    if request.method == "POST" and begin.is_valid() and gate.is_valid() and beside.is_valid():
        case = acts.begin(
            begin.cleaned_data["desk"],
            gate,
            beside.cleaned_data["sheet"],
            pk=begin.case_pk(),
            by=request.user,
            at=now(),
            keys=request.keys,
        )
        drafts.drop(request, form="intake")
        return redirect("consent", case.code)
    page = {"begin": begin, "form": gate, "beside": beside, "section": FIRST, "title": SECTIONS[FIRST]}
    return render(request, "intake/begin.html", page | _draft(request, typed, "intake"))


@require_GET
@unlocked
def intake(request: SignedInRequest, code: str) -> HttpResponse:
    """Go on where something is still to be asked."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    missing = still_to_ask(open_record(case, request.keys).documents)
    return redirect("intake_section", code, missing[0][0] if missing else FIRST)


@require_http_methods(["GET", "POST"])
@unlocked
def intake_section(request: SignedInRequest, code: str, section: str) -> HttpResponse:
    """One section of a case: read, written down, saved against what it was read at."""
    if section not in ORDER:
        raise Http404
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    opened = open_record(case, request.keys)
    typed = request.POST or drafts.read(request, form=f"intake-{section}", case=case)
    form = _section_form(section, typed, opened, case=case)
    beside = SheetForm(typed or None, initial=opened.beside(section))
    if request.method == "POST" and form.is_valid() and beside.is_valid():
        try:
            return _save(request, case, form, beside)
        except Stale:
            return _show_both(request, case, form, beside, opened)
    with transaction.atomic():
        record("record.read", case, by=request.user, at=now(), reason=section)
    page = _page(case, form, beside, opened) | _draft(request, typed, f"intake-{section}", case)
    return render(request, "intake/section.html", page)


def _save(
    request: SignedInRequest, case: Case, form: SectionForm, beside: SheetForm
) -> HttpResponse:
    acts.save(
        case,
        form,
        beside.cleaned_data["sheet"],
        revisions=beside.revisions(form.section),
        by=request.user,
        at=now(),
        keys=request.keys,
    )
    drafts.drop(request, form=f"intake-{form.section}", case=case)
    messages.success(request, _("Saved."))
    if "stay" in request.POST:
        return redirect("intake_section", case.code, form.section)
    return _next(case, form.section)


def _next(case: Case, section: str) -> HttpResponse:
    """Consent is asked right after the safety gate; after the last section comes the case."""
    if section == FIRST and case.consent == "not_asked":
        return redirect("consent", case.code)
    after = ORDER[ORDER.index(section) + 1 :]
    return redirect("intake_section", case.code, after[0]) if after else redirect("case", case.code)


def _show_both(
    request: SignedInRequest, case: Case, form: SectionForm, beside: SheetForm, opened: Opened
) -> HttpResponse:
    """Somebody saved first: what she typed stays, what they wrote stands beside it."""
    again = request.POST.copy()
    again["revision"] = str(opened.revisions.get(form.section, 0))
    again["sheet_revision"] = str(opened.revisions.get(acts.SHEET, 0))
    page = _page(case, form, SheetForm(again), opened)
    theirs = opened.in_words(form.section)
    return render(request, "intake/section.html", page | {"theirs": theirs}, status=409)


def _section_form(
    section: str, typed: Any, opened: Opened, *, case: Case | None = None
) -> SectionForm:
    form = section_form(section)(
        typed or None, answers=opened.answers, situations=opening_choices(), today=localdate()
    )
    if case is not None and case.situation:
        form.fields.pop("situation", None)  # from here on it moves, and is not typed over
    return form


def _page(case: Case, form: SectionForm, beside: SheetForm, opened: Opened) -> dict[str, Any]:
    missing = still_to_ask(opened.documents)
    return {
        "case": case,
        "form": form,
        "beside": beside,
        "section": form.section,
        "title": SECTIONS[form.section],
        "steps": [
            {
                "key": key,
                "label": label,
                "missing": sum(1 for where, _name, _sentence in missing if where == key),
                "current": key == form.section,
            }
            for key, label in SECTIONS.items()
        ],
    }


def _draft(
    request: SignedInRequest, typed: Any, form: str, case: Case | None = None
) -> dict[str, Any]:
    return {"from_draft": bool(typed) and request.method == "GET", "draft": drafts.url(form, case)}
