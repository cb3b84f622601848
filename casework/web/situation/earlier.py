"""What is told later of an earlier time: step by step, kept whole once it joins what was told.

What was told so far travels in the form itself, in the body of the request, and is checked whole
when it is kept. Nothing of it stands in an address.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.cases.models import Case
from casework.pathways import actions, policies, states
from casework.pathways.actions import Earlier
from casework.pathways.line import Step, Telling
from casework.pathways.line_guards import present_in_the_way
from casework.pathways.situations import Event, Situation
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation import lines
from casework.web.situation.facts import asks_of
from casework.web.situation.forms import Choices, MoveForm, initial_of
from casework.web.situation.reading import Read, kept, read, said

AT_MOST = 12
_THEN = "then:"


class SoFarField(forms.Field):
    """The moves of the testimony that were told on this page already."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[Earlier]:
        try:
            rows = json.loads(value or "[]")
            told = [Earlier(row["to"], row["event"], Telling(**row["telling"])) for row in rows]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValidationError(_("Begin this testimony anew.")) from error
        if len(told) > AT_MOST or not all(_is_whole(one) for one in told):
            raise ValidationError(_("Begin this testimony anew."))
        return told


class EarlierForm(MoveForm):
    """One move of the testimony, or how what was told already follows."""

    so_far = SoFarField(required=False)
    field_order = ("once", "since", "so_far", "step", "meanwhile")

    def __init__(
        self, *args: Any, target: Step, is_now: bool, before: str, is_first: bool, **options: Any
    ) -> None:
        super().__init__(*args, before=before, **options)
        self.target = target
        joining = [] if is_first else _joining(before, target, is_now=is_now)
        offered = _grouped(self.steps.choices)
        self.steps.choices = [("", _("choose")), *joining, *offered]
        for value in (value for _words, group in joining for value, _label in group):
            self.steps.asks[value] = asks_of(before, value.removeprefix(_THEN))

    @property
    def is_joined(self) -> bool:
        return bool(self.cleaned_data.get("joins"))

    def clean_step(self) -> tuple[str, str]:
        typed = self.cleaned_data["step"]
        self.cleaned_data["joins"] = typed.startswith(_THEN)
        event, _bar, state = typed.removeprefix(_THEN).partition("|")
        return event, state

    def move(self) -> Earlier:
        event, state = self.cleaned_data["step"]
        return Earlier(state, event, self.telling())


@require_http_methods(["GET", "POST"])
@unlocked
def situation_before(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """Tell what happened before a step of her line."""
    case = open_case(request, code)
    require(policies.can_move(request.user, case), "can_move")
    path = read(request, case)
    step = path.step(pk)
    if not path.drawn.has_room_before(step):  # said before she tells it all
        messages.error(request, present_in_the_way())
        return redirect("situation", case.code)
    so_far = _so_far(request)
    form = _form(request, path, step, so_far, request.POST or None)
    if request.method == "POST" and kept(form, lambda: _go_on(request, case, path, form, so_far)):
        if form.is_joined:
            return said(request, case, _("It is told, and stands before what was told already."))
        so_far = [*so_far, form.move()]
        once = str(form.cleaned_data["once"])
        form = _form(request, path, step, so_far, None, once=once)
    page = {
        "case": case,
        "form": form,
        "row": lines.row_of(path, step.told),
        "so_far": [_in_words(one) for one in so_far],
        "pk": pk,
    }
    return render(request, "situation/before.html", page)


def _so_far(request: SignedInRequest) -> list[Earlier]:
    try:
        told: list[Earlier] = SoFarField(required=False).clean(request.POST.get("so_far"))
    except ValidationError:
        return []  # the form says so
    return told


def _form(
    request: SignedInRequest,
    path: Read,
    step: Step,
    so_far: list[Earlier],
    typed: Any,
    *,
    once: str = "",
) -> EarlierForm:
    before = so_far[-1].to if so_far else step.before
    initial = {"since": len(path.told), "so_far": _as_text(so_far), "once": once or uuid4()}
    if so_far:
        beside = initial_of(step.told.telling)
        initial = {name: beside[name] for name in ("source", "reliability")} | initial
    is_now = step in path.drawn.episodes[-1].steps
    return EarlierForm(
        typed, target=step, is_now=is_now, before=before, is_first=not so_far, initial=initial
    )


def _go_on(
    request: SignedInRequest, case: Case, path: Read, form: EarlierForm, so_far: list[Earlier]
) -> None:
    """Keep all of it when it joins what was told; otherwise see that this move follows."""
    event, state = form.cleaned_data["step"]
    if form.is_joined and not so_far:
        raise WrongState(_("Tell first what happened before."))
    if not form.is_joined:
        _refuse_what_does_not_follow(form.before, state, event, len(so_far))
        return
    then = form.move()
    is_as_it_was = event == form.target.told.event and bool(form.target.before)
    actions.insert_before(
        case,
        form.target.told.id,
        so_far,
        then=None if is_as_it_was else then,
        by=request.user,
        at=now(),
        keys=request.keys,
        form_id=form.cleaned_data["once"],
        since=form.cleaned_data["since"],
    )


def _refuse_what_does_not_follow(before: str, state: str, event: str, count: int) -> None:
    if count >= AT_MOST:
        raise WrongState(_("Keep what was told so far first, then go on."))
    if before:
        states.require(before, state, event)
    else:
        states.require_initial(state)


def _joining(before: str, target: Step, *, is_now: bool) -> Choices:
    """By which events what was told already can follow; what is open now began with a move."""
    found = [
        event
        for state, event in states.possible(before)
        if state == target.after and not (is_now and event == Event.INSIDE)
    ]
    label = Situation(target.after).label
    options = [(f"{_THEN}{event}|{target.after}", f"{event.label} → {label}") for event in found]
    return [(_("Then what was told already: keep all of it"), options)] if options else []


def _grouped(choices: Any) -> Choices:
    return [group for group in choices if group[0]]


def _is_whole(one: Earlier) -> bool:
    told = vars(one.telling)
    texts = [value for name, value in told.items() if name not in ("facts", "confirmed")]
    whole = isinstance(told["facts"], dict) and isinstance(told["confirmed"], bool)
    return whole and all(isinstance(text, str) for text in (one.to, one.event, *texts))


def _as_text(so_far: list[Earlier]) -> str:
    rows = [{"to": one.to, "event": one.event, "telling": {**vars(one.telling)}} for one in so_far]
    return json.dumps(rows, ensure_ascii=False)


def _in_words(one: Earlier) -> str:
    state = Situation(one.to) if one.to in Situation else None
    where = f"{state.path.label}: {state.label}" if state else one.to
    return f"{Event(one.event).label} → {where}" if one.event in Event else where
