"""Her path: the line, the tellings behind it, the next move, and corrections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases.models import Case
from casework.cases.policies import can_reopen
from casework.cases.states import READ_ONLY
from casework.pathways import actions, aftermath, policies, reach, states
from casework.pathways.line import Line
from casework.pathways.situations import Event, Situation
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation import lines
from casework.web.situation.forms import (
    MoveForm,
    OpeningForm,
    TakeBackForm,
    TellingForm,
    initial_of,
)
from casework.web.situation.reading import Read, kept, read, said

_LOST = f"{Event.M17}|{Situation.UN2}"


@require_http_methods(["GET", "POST"])
@unlocked
def situation(request: SignedInRequest, code: str) -> HttpResponse:
    """The line of episodes, what was told behind it, and the form for what comes next."""
    case = open_case(request, code)
    path = read(request, case)
    form = _form(request, case, path)
    if request.method == "POST" and kept(form, lambda: _tell(request, case, form)):
        return said(request, case, _("It is told. The line shows where she is now."))
    return _page(request, case, path, form)


@require_http_methods(["GET", "POST"])
@unlocked
def situation_correct(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Put a telling right by a new one; the old one stays in sight."""
    case = open_case(request, code)
    require(policies.can_move(request.user, case), "can_move")
    path = read(request, case)
    step = path.step(pk)
    form = MoveForm(
        request.POST or None,
        before=step.before,
        initial=initial_of(step.told.telling)
        | {"since": len(path.told), "step": f"{step.told.event}|{step.after}"},
    )
    if request.method == "POST" and kept(form, lambda: _correct(request, case, pk, form)):
        return said(request, case, _("It is corrected. The old telling stays in sight."))
    page = {
        "case": case,
        "form": form,
        "row": lines.row_of(path, step.told),
        "may_take_back": step.before,
        "pk": pk,
    }
    return render(request, "situation/correct.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def situation_take_back(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Say that a move did not happen; so a supervisor reverses what was told to protect her."""
    case = open_case(request, code)
    path = read(request, case)
    protective = path.drawn.find(pk) is not None and aftermath.is_protective(path.step(pk))
    allowed = policies.can_reverse if protective else policies.can_move
    require(allowed(request.user, case), allowed.__name__)
    step = path.step(pk)
    form = TakeBackForm(request.POST or None, initial={"since": len(path.told)})
    if request.method == "POST" and kept(form, lambda: _take_back(request, case, pk, form)):
        return said(request, case, _("It is taken back. The old telling stays in sight."))
    page = {"case": case, "form": form, "row": lines.row_of(path, step.told), "pk": pk}
    return render(request, "situation/take_back.html", page)


def _form(request: SignedInRequest, case: Case, path: Read) -> TellingForm:
    typed, initial = request.POST or None, {"since": len(path.told)}
    if not path.drawn.state:
        return OpeningForm(typed, initial=initial)
    only = _hers_to_tell(request, case, path.drawn)
    return MoveForm(typed, before=path.drawn.state, only=only, initial=initial)


def _hers_to_tell(request: SignedInRequest, case: Case, drawn: Line) -> frozenset[str]:
    """The steps that this person may tell: a supervisor says that there is no news at all."""
    steps = {f"{event}|{state}" for state, event in states.possible(drawn.state)}
    if policies.can_move(request.user, case):
        return frozenset(steps - {_LOST} or steps)
    return frozenset({_LOST})


def _may_tell(request: SignedInRequest, case: Case, drawn: Line) -> bool:
    if case.state in READ_ONLY:
        return False
    is_lost_next = drawn.state == Situation.UN1 and policies.can_say_lost(request.user, case)
    return policies.can_move(request.user, case) or is_lost_next


def _tell(request: SignedInRequest, case: Case, form: TellingForm) -> None:
    told: dict[str, Any] = form.cleaned_data
    common: dict[str, Any] = {
        "by": request.user,
        "at": now(),
        "keys": request.keys,
        "telling": form.telling(),
        "form_id": told["once"],
    }
    if isinstance(form, MoveForm):
        event, state = told["step"]
        actions.move(case, state, event=event, since=told["since"], **common)
    else:
        actions.open_situation(case, told["state"], **common)


def _correct(request: SignedInRequest, case: Case, pk: UUID, form: MoveForm) -> None:
    event, state = form.cleaned_data["step"]
    actions.correct(
        case,
        pk,
        state,
        event=event,
        by=request.user,
        at=now(),
        keys=request.keys,
        telling=form.telling(),
        form_id=form.cleaned_data["once"],
        since=form.cleaned_data["since"],
    )


def _take_back(request: SignedInRequest, case: Case, pk: UUID, form: TakeBackForm) -> None:
    actions.take_back(
        case,
        pk,
        by=request.user,
        at=now(),
        keys=request.keys,
        note=form.cleaned_data["note"],
        form_id=form.cleaned_data["once"],
        since=form.cleaned_data["since"],
    )


def _page(request: SignedInRequest, case: Case, path: Read, form: TellingForm) -> HttpResponse:
    is_closed = case.state in READ_ONLY
    may_move = policies.can_move(request.user, case) and not is_closed
    may_confirm = policies.can_confirm(request.user, case) and not is_closed
    may = lines.May(may_move, request.user.pk if may_confirm else None)
    return render(
        request,
        "situation/situation.html",
        {
            "case": case,
            "episodes": lines.episodes(path.drawn),
            "as_she_is": lines.as_she_is(path.drawn),
            "rows": lines.rows(case, path, may),
            "replaced": lines.replaced(path),
            "form": form if form.is_bound or _may_tell(request, case, path.drawn) else None,
            "may_move": may_move,
            "may_reopen": can_reopen(request.user, case),
            "children": len(path.children),
            "is_begun": bool(path.drawn.state),
            "is_taken": path.drawn.state in reach.TAKEN,
        },
    )
