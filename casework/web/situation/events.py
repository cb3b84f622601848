"""An event that is no move: told on a page of its own, standing on the same line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases.codes import NOT_ASKED, DatePrecision, Reliability, Source, pickable
from casework.cases.models import Case
from casework.pathways import actions, events, policies
from casework.pathways.events import Happening
from casework.pathways.situations import Situation
from casework.web.cases.forms import ReadField, words_field
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation.forms import SinceForm, pick, precision_of, read_moment
from casework.web.situation.reading import Read, kept, read, said


class EventForm(SinceForm):
    what = forms.ChoiceField(
        label=lazy("What happened"), choices=[("", lazy("choose")), *Happening.choices]
    )
    after = forms.ChoiceField(
        label=lazy("After which step of her path"),
        help_text=lazy("It stands behind that step, whatever its date."),
    )
    child = pick(lazy("Which child"), [])
    happened = ReadField(
        read_moment,
        label=lazy("When it happened"),
        required=False,
        help_text=lazy("A day, a month or a year, as far as it is known."),
    )
    precision = pick(lazy("How exact that is"), pickable(DatePrecision))
    source = pick(lazy("Who told us"), pickable(Source))
    reliability = pick(lazy("How reliable that is"), pickable(Reliability))
    note = words_field(label=lazy("Note"), required=False)

    def __init__(self, *args: Any, path: Read, **options: Any) -> None:
        super().__init__(*args, **options)
        steps = [
            (str(step.told.id), f"{step.told.number} · {Situation(step.after).label}")
            for step in reversed(path.drawn.steps)
        ]
        self.fields["after"] = forms.ChoiceField(
            label=self.fields["after"].label,
            choices=steps,
            help_text=self.fields["after"].help_text,
        )
        if path.children:
            codes = [(str(child.id), child.code) for child in path.children]
            self.fields["child"] = pick(self.fields["child"].label, codes)
        else:
            del self.fields["child"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("happened") and not told.get("precision"):
            told["precision"] = precision_of(told["happened"])
        return told

    def telling(self) -> events.Telling:
        told = self.cleaned_data
        child = told.get("child")
        return events.Telling(
            what=told["what"],
            after=UUID(told["after"]),
            happened=told["happened"],
            precision=told["precision"] or NOT_ASKED,
            source=told["source"] or NOT_ASKED,
            reliability=told["reliability"] or NOT_ASKED,
            note=told["note"],
            child=UUID(child) if child else None,
        )


@require_http_methods(["GET", "POST"])
@unlocked
def situation_event(request: SignedInRequest, code: str) -> HttpResponse:
    """Tell a birth, a loss, a pregnancy, a call under duress: what is no move and weighs as one."""
    case = open_case(request, code)
    require(policies.can_move(request.user, case), "can_move")
    path = read(request, case)
    if not path.drawn.state:
        return redirect("situation", code)
    form = EventForm(request.POST or None, path=path, initial={"since": len(path.told)})
    if request.method == "POST" and kept(form, lambda: _tell(request, case, form)):
        return said(request, case, _("It is told, and stands on her line."))
    return render(request, "situation/event.html", {"case": case, "form": form})


def _tell(request: SignedInRequest, case: Case, form: EventForm) -> None:
    actions.tell_event(
        case,
        form.telling(),
        by=request.user,
        at=now(),
        keys=request.keys,
        form_id=form.cleaned_data["once"],
    )
