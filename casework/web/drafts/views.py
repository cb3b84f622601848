"""Keeping a draft every few seconds, and throwing one away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.cases.models import Case
from casework.vault import letters
from casework.web.drafts import keeping
from casework.web.http import SignedInRequest, unlocked, visible_case
from casework.web.signin.locking import AFTER_LOCK
from casework.web.signin.paths import next_path

_LONGEST_NAME = 40


class BackForm(forms.Form):
    next = forms.CharField(widget=forms.HiddenInput)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)


@require_POST
def draft(request: SignedInRequest, form: str, code: str = "") -> HttpResponse:
    """204 when it is kept. It opens nothing, and so goes on while the desk is locked.

    Only one that carries a change keeps the desk awake: a page left open does not.
    """
    case = _of(request, form, code)
    try:
        kept = keeping.keep(request, form=form, case=case)
    except keeping.TooLarge:
        return HttpResponse(status=413)
    except letters.TooMany:
        return HttpResponse(status=409)
    request.keeps_awake = kept.is_change
    return HttpResponse(status=204, headers={"Draft-Beside": "yes"} if kept.is_beside else {})


@require_http_methods(["GET", "POST"])
@unlocked
def draft_discard(request: SignedInRequest, form: str, code: str = "") -> HttpResponse:
    """Asks once: what is thrown away here was never saved anywhere else."""
    case = _of(request, form, code)
    here = next_path(request)
    if request.method == "POST":
        keeping.throw_away(request, form=form, case=case)
        messages.success(request, _("What you had typed is thrown away."))
        return redirect(here)
    back = {"next": here, "draft": request.GET.get("draft", "")}
    page = {"case": case, "here": here, "back": BackForm(initial=back)}
    return render(request, "drafts/discard.html", page)


def _of(request: SignedInRequest, form: str, code: str) -> Case | None:
    if len(form) > _LONGEST_NAME or form == AFTER_LOCK:
        raise Http404
    return visible_case(request, code) if code else None
