"""Her path: the line, the tellings behind it, the next move, and corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import Stale, WrongState, require
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.states import CaseState, Reachability
from casework.pathways import actions, line, policies, states
from casework.pathways.line import Line, Step, Told
from casework.pathways.situations import Event, Situation
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation import lines
from casework.web.situation.forms import (
    MoveForm,
    OpeningForm,
    SinceForm,
    TakeBackForm,
    TellingForm,
    initial_of,
)


@require_http_methods(["GET", "POST"])
@unlocked
def situation(request: SignedInRequest, code: str) -> HttpResponse:
    """The line of episodes, what was told behind it, and the form for what comes next."""
    case = open_case(request, code)
    told, drawn = _read(request, case)
    form = _form(request, case, told, drawn)
    if request.method == "POST" and _kept(form, lambda: _tell(request, case, form)):
        return _said(request, case, _("It is told. The line shows where she is now."))
    return _page(request, case, told, drawn, form)


@require_http_methods(["GET", "POST"])
@unlocked
def situation_correct(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Put a telling right by a new one; the old one stays in sight."""
    case = open_case(request, code)
    require(policies.can_move(request.user, case), "can_move")
    told, drawn = _read(request, case)
    step = _step(drawn, pk)
    form = MoveForm(
        request.POST or None,
        before=step.before,
        initial=initial_of(step.told.telling)
        | {"since": len(told), "step": f"{step.told.event}|{step.after}"},
    )
    if request.method == "POST" and _kept(form, lambda: _correct(request, case, pk, form)):
        return _said(request, case, _("It is corrected. The old telling stays in sight."))
    shown = {row.number: row for row in lines.rows(case, told, drawn, may_move=False)}
    page = {
        "case": case,
        "form": form,
        "row": shown[step.told.number],
        "may_take_back": step.before,
    }
    return render(request, "situation/correct.html", page | {"pk": pk})


@require_http_methods(["GET", "POST"])
@unlocked
def situation_take_back(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Say that a move did not happen."""
    case = open_case(request, code)
    require(policies.can_move(request.user, case), "can_move")
    told, drawn = _read(request, case)
    step = _step(drawn, pk)
    form = TakeBackForm(request.POST or None, initial={"since": len(told)})
    if request.method == "POST" and _kept(form, lambda: _take_back(request, case, pk, form)):
        return _said(request, case, _("It is taken back. The old telling stays in sight."))
    shown = {row.number: row for row in lines.rows(case, told, drawn, may_move=False)}
    page = {"case": case, "form": form, "row": shown[step.told.number], "pk": pk}
    return render(request, "situation/take_back.html", page)


def _read(request: SignedInRequest, case: Case) -> tuple[list[Told], Line]:
    """Her path, opened; a reading is an act and goes on record."""
    with transaction.atomic():
        told = actions.told_of(case, request.keys)
        record("situation.read", case, by=request.user, at=now(), count=len(told))
    return told, line.draw(told)


def _form(request: SignedInRequest, case: Case, told: Sequence[Told], drawn: Line) -> TellingForm:
    typed, initial = request.POST or None, {"since": len(told)}
    if not drawn.state:
        return OpeningForm(typed, initial=initial)
    only = _hers_to_tell(request, case, drawn)
    return MoveForm(typed, before=drawn.state, only=only, initial=initial)


def _hers_to_tell(request: SignedInRequest, case: Case, drawn: Line) -> frozenset[str]:
    """The steps that this person may tell: a supervisor says that there is no news at all."""
    lost = f"{Event.M17}|{Situation.UN2}"
    steps = {f"{event}|{state}" for state, event in states.possible(drawn.state)}
    if policies.can_move(request.user, case):
        return frozenset(steps - {lost} or steps)
    return frozenset({lost})


def _may_tell(request: SignedInRequest, case: Case, drawn: Line) -> bool:
    if case.state == CaseState.CLOSED:
        return False
    is_lost_next = drawn.state == Situation.UN1 and policies.can_say_lost(request.user, case)
    return policies.can_move(request.user, case) or is_lost_next


def _kept(form: SinceForm, tell: Callable[[], object]) -> bool:
    """Whether the act was done; if not, the form says why and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        tell()
    except WrongState as error:
        form.add_error(None, str(error))
    except Stale:
        form.add_error(
            None,
            _("Somebody told a newer move meanwhile. Look at the path, then send this again."),
        )
        form.see_newest()
    else:
        return True
    return False


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


def _step(drawn: Line, pk: UUID) -> Step:
    """The telling, if it holds in this case; another case's is as one that is not there."""
    step = drawn.find(pk)
    if step is None:
        raise Http404
    return step


def _said(request: SignedInRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    if case.reachability != Reachability.REACHABLE:
        how = Reachability(case.reachability).label
        messages.warning(request, _("She is not to be contacted now: %s.") % how)
    return redirect(reverse("situation", args=[case.code]))


def _page(
    request: SignedInRequest,
    case: Case,
    told: Sequence[Told],
    drawn: Line,
    form: TellingForm,
) -> HttpResponse:
    is_closed = case.state == CaseState.CLOSED
    may_move = policies.can_move(request.user, case) and not is_closed
    return render(
        request,
        "situation/situation.html",
        {
            "case": case,
            "episodes": lines.episodes(drawn),
            "rows": lines.rows(case, told, drawn, may_move=may_move),
            "form": form if _may_tell(request, case, drawn) else None,
            "is_begun": bool(drawn.state),
        },
    )
