"""One incident: a row of its own, in any number, and never forced."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import Stale, require
from casework.cases import policies
from casework.cases.actions import incidents as acts
from casework.cases.actions import reading
from casework.cases.actions.sheets import sheets_of
from casework.cases.codes_incident import IncidentType
from casework.cases.fields import INCIDENT
from casework.cases.forms import IncidentForm
from casework.cases.incidents import STRUCK
from casework.cases.models import Case, Sheet
from casework.cases.sheets import OpenSheet, SheetKind
from casework.vault.keyring import Keyring
from casework.web import drafts
from casework.web.cases.forms import OnceField
from casework.web.cases.head import label_of
from casework.web.cases.wording import in_words
from casework.web.days import day_in_words
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.intake.folds import folded
from casework.web.intake.forms import RevisionField, put
from casework.web.intake.page import asks_to_draw, drawn
from casework.web.intake.record import open_record

NEW = "incident-new"


class SheetMarks(forms.Form):
    """The name of a new row, or the revision at which one was read."""

    once = OnceField(required=False)
    revision = RevisionField()


@require_http_methods(["GET", "POST"])
@unlocked
def incident_new(request: SignedInRequest, code: str) -> HttpResponse:
    """A row for one more event, without an order in which they must be told."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    return _incident(request, case, None)


@require_http_methods(["GET", "POST"])
@unlocked
def incident(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """One that stands, to be written on."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    found = [one for one in sheets_of(case, request.keys, SheetKind.INCIDENT) if one.id == pk]
    if not found:
        raise Http404
    return _incident(request, case, found[0])


@require_POST
@unlocked
def incident_strike(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Entered by mistake: struck out, or brought back; nothing of it is lost either way."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    is_struck = request.POST.get("strike") == "yes"
    read_at = RevisionField().clean(request.POST.get("revision"))
    by: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    try:
        acts.strike_incident(case, pk, is_struck=is_struck, revision=read_at, **by)
    except Sheet.DoesNotExist as error:
        raise Http404 from error
    except Stale:
        messages.error(request, _("Somebody wrote on it meanwhile: look again; nothing changed."))
        return redirect("incident", case.code, pk)
    said = _("It is struck out and counted nowhere.") if is_struck else _("It counts again.")
    messages.success(request, said)
    return redirect("intake_section", case.code, "incidents")


def listed(case: Case, keys: Keyring) -> list[tuple[UUID, str, str, bool]]:
    """Each incident of a case: its type, its day in words, and whether it is struck out."""
    return [
        (
            sheet.id,
            _type(sheet),
            day_in_words(str(sheet.told.get("happened_on") or "")),
            bool(sheet.told.get(STRUCK)),
        )
        for sheet in sheets_of(case, keys, SheetKind.INCIDENT)
    ]


def draft_name(sheet: OpenSheet | None) -> str:
    return f"incident-{sheet.id.hex[:12]}" if sheet else NEW


def _incident(request: SignedInRequest, case: Case, sheet: OpenSheet | None) -> HttpResponse:
    name = draft_name(sheet)
    is_post = request.method == "POST"
    typed = request.POST if is_post else drafts.read(request, form=name, case=case)
    form, marks = _forms(request, case, sheet, typed)
    if is_post and not asks_to_draw(request):
        if form.is_valid() and marks.is_valid():
            return _save(request, case, sheet, form, marks)
        drafts.keep_if_it_fits(request, form=name, case=case)
    elif typed:
        drafts.show(form, typed)
        drafts.show(marks, typed)
    if not is_post:
        reading.opened(case, ["incidents"], by=request.user, at=now())
    return _show(request, case, sheet, form, marks, from_draft=bool(typed) and not is_post)


def _forms(
    request: SignedInRequest, case: Case, sheet: OpenSheet | None, typed: QueryDict | None
) -> tuple[IncidentForm, SheetMarks]:
    answers = open_record(case, request.keys).answers | (sheet.told if sheet else {})
    read_at = sheet.revision if sheet else 0
    marks = SheetMarks(typed, initial={"once": uuid4(), "revision": read_at})
    return IncidentForm(typed, answers=answers, today=localdate()), marks


def _save(
    request: SignedInRequest,
    case: Case,
    sheet: OpenSheet | None,
    form: IncidentForm,
    marks: SheetMarks,
) -> HttpResponse:
    told, keys, read_at = form.document(), request.keys, marks.cleaned_data["revision"]
    if sheet is not None and STRUCK in sheet.told:
        told |= {STRUCK: sheet.told[STRUCK]}
    by: dict[str, Any] = {"by": request.user, "at": now(), "keys": keys}
    try:
        if sheet is None:
            acts.add_incident(case, told, pk=marks.cleaned_data["once"], **by)
        elif told != sheet.told or read_at == sheet.revision:
            acts.change_incident(case, sheet.id, told, revision=read_at, **by)
    except Stale:
        return _show_both(request, case, form, marks)
    drafts.drop(request, form=draft_name(sheet), case=case)
    messages.success(request, _("Saved."))
    return redirect("intake_section", case.code, "incidents")


def _show_both(
    request: SignedInRequest, case: Case, form: IncidentForm, marks: SheetMarks
) -> HttpResponse:
    """Somebody saved it first: what she typed stays, what they wrote stands beside it."""
    pk = request.resolver_match.kwargs["pk"] if request.resolver_match else None
    sheet = next(s for s in sheets_of(case, request.keys, SheetKind.INCIDENT) if s.id == pk)
    drafts.keep_if_it_fits(request, form=draft_name(sheet), case=case)
    typed = form.document()
    stored = [
        (str(row.label), in_words(row, sheet.told))
        for row in INCIDENT
        if in_words(row, sheet.told) != in_words(row, typed)
    ]
    put(marks, "revision", sheet.revision)
    reading.opened(case, ["incidents"], by=request.user, at=now())
    return _show(request, case, sheet, form, marks, stored=stored, status=409)


def _show(
    request: SignedInRequest,
    case: Case,
    sheet: OpenSheet | None,
    form: IncidentForm,
    marks: SheetMarks,
    *,
    from_draft: bool = False,
    stored: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    page: dict[str, Any] = {
        "case": case,
        "label": label_of(case, request.keys),
        "form": form,
        "marks": marks,
        "questions": folded(form),
        "stored": stored,
        "sheet": sheet,
        "is_struck": bool(sheet and sheet.told.get(STRUCK)),
        "draft": drafts.url(draft_name(sheet), case),
        "from_draft": from_draft,
    }
    response = drawn(request, "intake/incident.html", page)
    response.status_code = status
    return response


def _type(sheet: OpenSheet) -> str:
    code = str(sheet.told.get("incident_type") or "")
    is_told = code in IncidentType.values and code != IncidentType.NOT_ASKED
    return str(IncidentType(code).label) if is_told else _("Type not picked yet")
