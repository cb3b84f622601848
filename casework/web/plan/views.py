"""Her plan on one page, and the forms that write it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.cases import policies
from casework.cases.actions import heard, reading
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case
from casework.cases.needs import TYPICAL, from_intake, not_followed
from casework.cases.safety_plans import PlanPath
from casework.cases.sheets import OpenSheet, SheetKind
from casework.web import drafts
from casework.web.cases.asking import posted
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.plan import shown
from casework.web.plan.first import first_of, needs_of
from casework.web.plan.forms import PlanForm
from casework.web.plan.parts import PARTS, Part, form_of, keep, part_of

_KINDS = tuple(part.kind for part in PARTS.values())


@require_GET
@unlocked
def plan(request: SignedInRequest, code: str) -> HttpResponse:
    """Safety, needs, goals, contacts and conferences. Whoever may read the case sees it."""
    case = open_case(request, code)
    sheets = _read(request, case, *_KINDS)
    needs = needs_of(case, request.keys)
    asked = not_followed(from_intake(needs), sheets)
    may_write = policies.can_edit(request.user, case)
    page = {"case": case, "may_write": may_write, "asked": shown.asked(asked)}
    page["said"] = needs.get("goals", "")
    calls = heard.calls(case, request.keys)
    return render(request, "plan/plan.html", page | shown.page_of(sheets, calls))


@require_GET
@unlocked
def safety_plan(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """One version on a page of its own, to be read with her or printed: no name, no code."""
    case = open_case(request, code)
    sheet = _sheet(_read(request, case, SheetKind.SAFETY_PLAN), pk)
    page = {"case": case, "plan": shown.safety_plan(sheet, shown.names_of(sheet))}
    return render(request, "plan/safety_plan.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def plan_new(request: SignedInRequest, code: str, part: str) -> HttpResponse:
    return _write(request, code, part_of(part), None)


@require_http_methods(["GET", "POST"])
@unlocked
def plan_edit(request: SignedInRequest, code: str, part: str, pk: UUID) -> HttpResponse:
    found = part_of(part)
    if not found.is_rewritten:
        raise Http404
    return _write(request, code, found, pk)


def _write(request: SignedInRequest, code: str, part: Part, pk: UUID | None) -> HttpResponse:
    """The empty form or the one of a sheet; what was typed before a lock is in it again."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    sheets = _read(request, case, part.kind)
    sheet = _sheet(sheets, pk) if pk else None
    told, revision = first_of(part.kind, case, request.keys, sheets, sheet)
    name = f"plan-{part.word}-{pk}" if pk else f"plan-{part.word}"
    page = {"case": case, "part": part, "title": part.change if pk else part.new}
    page |= {"draft": drafts.url(name, case)}
    if request.method == "POST":
        form = form_of(part, case, posted(request), told=told, revision=revision)
        theirs = _post(request, case, part, form, sheet)
        if theirs is None:
            drafts.drop(request, form=name, case=case)
            messages.success(request, _("It is kept."))
            return redirect(reverse("plan", args=[code]) + f"#{part.word}")
        return render(request, "plan/write.html", page | {"form": form, "theirs": theirs})
    draft = drafts.read(request, form=name, case=case)
    form = form_of(part, case, draft, told=told, revision=revision)
    if draft is not None:
        drafts.show(form, draft)
    page |= {"form": form, "from_draft": draft is not None}
    return render(request, "plan/write.html", page | _heard(part, case, request))


def _post(
    request: SignedInRequest, case: Case, part: Part, form: PlanForm, sheet: OpenSheet | None
) -> shown.Facts | None:
    """None when it is kept; else what somebody else wrote meanwhile, if that is why it is not."""
    if not form.is_valid():
        return []
    try:
        keep(part, case, form, sheet, request)
    except WrongState as error:
        form.add_error(None, str(error))
        return []
    except Stale:
        return _theirs(request, case, part, form, sheet)
    return None


def _theirs(
    request: SignedInRequest, case: Case, part: Part, form: PlanForm, sheet: OpenSheet | None
) -> shown.Facts | None:
    """What stands there now. The same as was typed: this very form was sent twice, and is kept."""
    sheets = sheets_of(case, request.keys, part.kind)
    now_there = _sheet(sheets, sheet.id) if sheet else sheets[-1]
    if now_there.told == form.document():
        return None
    form.see(now_there.revision if sheet else now_there.number)
    return shown.in_facts(part.kind, now_there)


def _heard(part: Part, case: Case, request: SignedInRequest) -> dict[str, Any]:
    """Beside a goal: what she said at the intake, and words of others on the same path."""
    if part.kind != SheetKind.GOAL:
        return {}
    path = case.situation[:2]
    typical = TYPICAL[PlanPath(path)] if path in PlanPath.values else ()
    return {"said": needs_of(case, request.keys).get("goals", ""), "typical": typical}


@transaction.atomic
def _read(request: SignedInRequest, case: Case, *kinds: SheetKind) -> list[OpenSheet]:
    reading.opened(case, ["plan"], by=request.user, at=now())
    return sheets_of(case, request.keys, *kinds)


def _sheet(sheets: list[OpenSheet], pk: UUID) -> OpenSheet:
    """Another case's, or one of another kind, is as one that is not there."""
    for sheet in sheets:
        if sheet.id == pk:
            return sheet
    raise Http404
