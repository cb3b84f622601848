"""The second person: confirming what protects her, and undoing a death, which takes two."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from casework.access.errors import require
from casework.cases.models import Case
from casework.pathways import actions, policies
from casework.pathways.situations import Situation
from casework.web.cases.forms import words_field
from casework.web.http import SignedInRequest, open_case, unlocked
from casework.web.situation import lines
from casework.web.situation.forms import SinceForm
from casework.web.situation.reading import kept, read, said


class ConfirmTellingForm(SinceForm):
    is_certain = forms.BooleanField(
        label=lazy("It is certain by now"),
        required=False,
        help_text=lazy("Leave it open while it is only reported: it protects her all the same."),
    )
    word = words_field(label=lazy("In a few words"), rows=3, required=False)


class UndoForm(SinceForm):
    word = words_field(label=lazy("Why she is thought to live"), rows=3)


@require_http_methods(["GET", "POST"])
@unlocked
def situation_confirm(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """A supervisor upholds an arrest, a return or a death that was noted, by a new row."""
    case = open_case(request, code)
    require(policies.can_confirm(request.user, case), "can_confirm")
    path = read(request, case)
    step = path.step(pk)
    form = ConfirmTellingForm(
        request.POST or None,
        initial={"since": len(path.told), "is_certain": step.told.telling.confirmed},
    )
    if request.method == "POST" and kept(form, lambda: _confirm(request, case, pk, form)):
        return said(request, case, _("It is confirmed. What protects her stays in effect."))
    page = {"case": case, "form": form, "row": lines.row_of(path, step.told), "pk": pk}
    return render(request, "situation/confirm.html", page)


@require_http_methods(["GET", "POST"])
@unlocked
def situation_undo(request: SignedInRequest, code: str, pk: UUID) -> HttpResponse:
    """The first of two who undo a death."""
    case = open_case(request, code)
    require(policies.can_ask_to_undo(request.user, case), "can_ask_to_undo")
    path = read(request, case)
    step = path.step(pk)
    if step.after != Situation.DE1:
        raise Http404
    form = UndoForm(request.POST or None, initial={"since": len(path.told)})
    if request.method == "POST" and kept(form, lambda: _ask(request, case, pk, form)):
        return said(
            request, case, _("It is asked for. Somebody else corrects it or takes it back.")
        )
    page = {"case": case, "form": form, "row": lines.row_of(path, step.told), "pk": pk}
    return render(request, "situation/undo.html", page)


def _confirm(request: SignedInRequest, case: Case, pk: UUID, form: ConfirmTellingForm) -> None:
    told = form.cleaned_data
    actions.confirm(
        case,
        pk,
        by=request.user,
        at=now(),
        keys=request.keys,
        word=told["word"],
        is_certain=told["is_certain"],
        form_id=told["once"],
        since=told["since"],
    )


def _ask(request: SignedInRequest, case: Case, pk: UUID, form: UndoForm) -> None:
    word = form.cleaned_data["word"]
    actions.ask_to_undo(case, pk, by=request.user, at=now(), keys=request.keys, word=word)
