"""Her children: the rows, a row as a form, and a case of its own for a child at risk."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.access.guards import refuse
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case
from casework.cases.reasons import LookingReason
from casework.cases.sheets import SheetKind
from casework.pathways import actions, line_guards
from casework.pathways.children import CODED, Child
from casework.web.children.forms import ChildForm, LinkedCaseForm, initial_of
from casework.web.http import SignedInRequest, open_case, unlocked


@dataclass(frozen=True)
class Shown:
    """A child as the list shows it: never its names, and its case only to who may see that."""

    child: Child
    answers: list[tuple[str, str]]
    case_code: str


@require_GET
@unlocked
def children(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    found, mother = _read(request, case)
    codes = _codes(request, [*(child.linked for child in found), mother])
    page = {
        "case": case,
        "children": [_shown(child, codes.get(child.linked, "")) for child in found],
        "mother": codes.get(mother, ""),
        "may_edit": policies.can_edit(request.user, case),
    }
    return render(request, "children/list.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def child_new(request: SignedInRequest, code: str) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    form = ChildForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        once = form.cleaned_data["once"]
        told = form.child(Child(""))
        actions.add_child(case, told, by=request.user, at=now(), keys=request.keys, form_id=once)
        messages.success(request, _("The child has a row of its own."))
        return redirect("children", code)
    return render(request, "children/child.html", {"case": case, "form": form})


@require_http_methods(["GET", "POST"])
@unlocked
def child_edit(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    child = _child(request, case, pk)
    if request.method == "GET":  # the form shows the child's names
        reading.revealed(case, LookingReason.CORRECTION, by=request.user, at=now())
    form = ChildForm(request.POST or None, initial=initial_of(child))
    if request.method == "POST" and _changed(request, case, child, form):
        messages.success(request, _("It is saved."))
        return redirect("children", code)
    return render(request, "children/child.html", {"case": case, "form": form, "child": child})


@require_http_methods(["GET", "POST"])
@unlocked
def child_case(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Open a draft of the child's own on this desk; each of the two names the other, sealed."""
    case = open_case(request, code)
    require(policies.can_edit(request.user, case), "can_edit")
    child = _child(request, case, pk)
    form = LinkedCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own = _open(request, case, pk, form)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The child has a case. Begin with whether it is safe."))
            return redirect("case", own.code)
    elif request.method == "GET":
        _say_what_stands_in_the_way(form, request, child)
    return render(request, "children/case.html", {"case": case, "form": form, "child": child})


def _read(request: SignedInRequest, case: Case) -> tuple[list[Child], str]:
    """Her children and, in a child's own case, the id of the mother's; on record."""
    with transaction.atomic():
        found = sheets_of(case, request.keys, SheetKind.CHILD, SheetKind.LINK)
        record("case.read", case, by=request.user, at=now(), count=len(found))
    rows = [Child.opened(sheet) for sheet in found if sheet.kind is SheetKind.CHILD]
    links = [sheet.told["case"] for sheet in found if sheet.kind is SheetKind.LINK]
    return rows, links[-1] if links else ""


def _child(request: SignedInRequest, case: Case, pk: UUID) -> Child:
    found, _mother = _read(request, case)
    child = next((one for one in found if one.id == pk), None)
    if child is None:
        raise Http404
    return child


def _codes(request: SignedInRequest, ids: list[str]) -> dict[str, str]:
    """Codes of those linked cases that this person sees herself."""
    named = [one for one in ids if one]
    if not named:
        return {}
    seen = Case.objects.visible_to(request.user).filter(pk__in=named)
    return {str(pk): code for pk, code in seen.values_list("pk", "code")}


def _changed(request: SignedInRequest, case: Case, child: Child, form: ChildForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.change_child(case, form.child(child), by=request.user, at=now(), keys=request.keys)
    except Stale:
        form.add_error(None, _("Somebody saved this row before you. Look at it, then save again."))
        form.see_newest(child.revision)
        return False
    return True


def _open(request: SignedInRequest, case: Case, pk: UUID, form: LinkedCaseForm) -> Case:
    told = form.cleaned_data
    return actions.open_linked_case(
        case,
        pk,
        label=told["label"],
        by=request.user,
        at=now(),
        keys=request.keys,
        form_id=told["once"],
    )


def _say_what_stands_in_the_way(
    form: LinkedCaseForm, request: SignedInRequest, child: Child
) -> None:
    try:
        refuse(line_guards.child_has_no_case(child), line_guards.child_is_at_risk(child))
    except WrongState as error:
        messages.warning(request, str(error))


def _shown(child: Child, case_code: str) -> Shown:
    labels = ChildForm.base_fields
    answers = [
        (str(labels[name].label), str(CODED[name](value).label))
        for name, value in child.coded.items()
        if value != "not_asked"
    ]
    return Shown(child, answers, case_code)
