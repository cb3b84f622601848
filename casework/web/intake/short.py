"""Immediate danger: twelve questions, then Save."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.accounts.models import Role
from casework.cases.forms_short import ShortIntakeForm
from casework.cases.models import Case
from casework.pathways.states import opening_choices
from casework.web import drafts
from casework.web.http import SignedInRequest, conduct_first, unlocked
from casework.web.intake import acts
from casework.web.intake.forms import BeginForm, draft_of_nobody, put

DRAFT = "short-intake"
_CAN_TALK = "alone_and_safe_to_talk"
# The second button draws the page anew; a script does the same as soon as question 3 is answered.
_SHRINK, _GROW = "shrink", "grow"


@require_http_methods(["GET", "POST"])
@unlocked
def short_intake(request: SignedInRequest) -> HttpResponse:
    """One page. It saves whatever was told; with her in danger the case is open at once."""
    desks = request.user.desks_as(Role.CASEWORKER)
    require(bool(desks) and request.user.is_admitted, "can_start")
    conduct_first(request)
    typed = _posted(request) if request.method == "POST" else draft_of_nobody(request, DRAFT)
    begin = BeginForm(typed, desks=desks, initial={"case_id": uuid4()})
    form = ShortIntakeForm(typed, situations=opening_choices())
    is_save = request.method == "POST" and not {_SHRINK, _GROW} & set(request.POST)
    if is_save and begin.is_valid() and form.is_valid():
        return _save(request, begin, form)
    if is_save:
        drafts.keep_if_it_fits(request, form=DRAFT)
    elif typed:
        drafts.show(begin, typed)
        drafts.show(form, typed)
    return _page(request, begin, form, from_draft=bool(typed) and request.method == "GET")


def _posted(request: SignedInRequest) -> QueryDict:
    """What she typed, with her answer to question 3 as the second button says it."""
    posted = request.POST.copy()
    if _SHRINK in posted:
        posted[_CAN_TALK] = "no"
    if _GROW in posted:
        del posted[_CAN_TALK]
    return posted


def _page(
    request: SignedInRequest, begin: BeginForm, form: ShortIntakeForm, *, from_draft: bool = False
) -> HttpResponse:
    page = {"begin": begin, "form": form, "draft": drafts.url(DRAFT), "from_draft": from_draft}
    return render(request, "intake/short.html", page)


def _save(request: SignedInRequest, begin: BeginForm, form: ShortIntakeForm) -> HttpResponse:
    told = form.intake(today=localdate())
    desk, pk = begin.cleaned_data["desk"], begin.cleaned_data["case_id"]
    try:
        case = acts.begin_in_danger(desk, told, pk=pk, by=request.user, at=now(), keys=request.keys)
    except acts.HasBegun as begun:
        case = begun.case
        if not acts.began_so(case, told, request.keys):
            return _began_otherwise(request, begin, form, case)
    drafts.drop(request, form=DRAFT)
    if acts.is_refused(told):
        messages.warning(request, _("She said no: only that, and whether she is safe, was kept."))
        return redirect("case", case.code)
    messages.success(request, _("Saved. What was not asked yet is marked so in the intake."))
    if form.is_shrunk and "saw_shrunk" not in request.POST:
        return redirect("intake_section", case.code, "gate")
    return redirect("case", case.code)


def _began_otherwise(
    request: SignedInRequest, begin: BeginForm, form: ShortIntakeForm, case: Case
) -> HttpResponse:
    """Saved before, and changed since: nothing of it is lost, and nothing of it is saved twice."""
    words = _(
        "These answers were saved before, as %(code)s. What you changed since is still here: "
        "write it there, or save it as a case of its own."
    )
    form.add_error(None, words % {"code": case.code})
    put(begin, "case_id", uuid4())
    return _page(request, begin, form)
