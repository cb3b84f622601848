"""Somebody new: the safety gate, and with it a case."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.accounts.models import Role
from casework.cases.models import Case
from casework.web import drafts
from casework.web.http import SignedInRequest, conduct_first, unlocked
from casework.web.intake import acts
from casework.web.intake.forms import BeginForm, Leaf, draft_of_nobody, leaf_of
from casework.web.intake.page import asks_to_draw, draft_name, drawn, page_of_nobody
from casework.web.intake.record import ORDER, Opened

FIRST = ORDER[0]
DRAFT = "intake"


@require_http_methods(["GET", "POST"])
@unlocked
def intake_begin(request: SignedInRequest) -> HttpResponse:
    """The safety gate of somebody new. The case begins when it is saved."""
    desks = request.user.desks_as(Role.CASEWORKER)
    require(bool(desks) and request.user.is_admitted, "can_start")
    conduct_first(request)
    draft = None if request.method == "POST" else draft_of_nobody(request, DRAFT)
    typed = request.POST if request.method == "POST" else draft
    begin = BeginForm(typed, desks=desks, initial={"case_id": uuid4()})
    leaf = leaf_of(FIRST, Opened(), typed)
    if request.method == "POST" and not asks_to_draw(request):
        if begin.is_valid() and leaf.is_valid():
            return _begin(request, begin, leaf)
        drafts.keep_if_it_fits(request, form=DRAFT)
    elif typed:
        drafts.show(begin, typed)
        leaf.show(typed)
    page = page_of_nobody(begin, leaf, drafts.url(DRAFT))
    return drawn(request, "intake/begin.html", page | {"from_draft": bool(draft)})


def _begin(request: SignedInRequest, begin: BeginForm, leaf: Leaf) -> HttpResponse:
    desk, pk = begin.cleaned_data["desk"], begin.cleaned_data["case_id"]
    try:
        case = acts.begin(desk, leaf, pk=pk, by=request.user, at=now(), keys=request.keys)
    except acts.HasBegun as begun:
        case = begun.case
        if not acts.is_saved(case, leaf, request.keys):
            return _go_on_there(request, case)
    drafts.drop(request, form=DRAFT)
    return redirect("consent", case.code)


def _go_on_there(request: SignedInRequest, case: Case) -> HttpResponse:
    """Sent again with other words: the case has begun, and these wait in its first section."""
    drafts.keep_if_it_fits(request, form=draft_name(FIRST), case=case)
    drafts.drop(request, form=DRAFT)
    return redirect("intake_section", case.code, FIRST)
