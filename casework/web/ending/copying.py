"""She asks for a copy of what is held: asked for, made, and put into her own hands."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.errors import WrongState, require
from casework.cases import policies, rescue_places
from casework.cases.actions import her_copy, reading
from casework.cases.actions.consent import consent_documents
from casework.cases.actions.files import section_documents
from casework.cases.models import Case, CopyRequest, Note, Section
from casework.web.attempts import attempt
from casework.web.cases.asking import posted
from casework.web.consent.copying import case_code
from casework.web.ending.copy_more import more
from casework.web.ending.copy_words import WORDS, day_in, language_of, parts
from casework.web.ending.forms import CopyForm, GivenForm
from casework.web.http import SignedInRequest, open_case, unlocked

LANGUAGES: Final = {"ko": "한국어", "zh-hans": "简体中文", "en": "English"}


@require_http_methods(["GET", "POST"])
@unlocked
def copy_request(request: SignedInRequest, code: str) -> HttpResponse:
    """GET shows how far it is; POST asks for one, or says that she has it."""
    case = open_case(request, code)
    require(policies.can_ask_copy(request.user, case), "can_ask_copy")
    waits = her_copy.waiting(case)
    form = (GivenForm if waits else CopyForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, case, form.cleaned_data, is_given=waits is not None)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            return redirect("case" if waits else "copy_request", code)
    page: dict[str, Any] = {
        "case": case,
        "form": form,
        "waits": waits,
        "languages": LANGUAGES.items(),
    }
    page |= _asked_for(request, waits) if waits else {}
    return render(request, "ending/copy_request.html", page)


@require_POST
@unlocked
def copy_made(request: SignedInRequest) -> HttpResponse:
    """The page to read to her or to print. The address names no case, the title says nothing."""
    asked = request.POST.get("language", "")
    language = asked if asked in LANGUAGES else "en"
    case = open_case(request, case_code(request.POST.get("code", "")))
    hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    if not attempt(request, lambda: her_copy.made(case, language=language, **hands)):
        return redirect("copy_request", case.code)
    with translation.override(language):
        page = _page(request, case, language)
    return render(request, "ending/copy.html", page)


def _asked_for(request: SignedInRequest, waits: CopyRequest) -> dict[str, str]:
    """How she wants it, and the language that she speaks; on record."""
    gates = Section.objects.filter(case=waits.case, kind="gate")
    documents = {gate.kind: request.keys.open_document(gate) for gate in gates}
    reading.opened(waits.case, ["gate"], by=request.user, at=now())
    wish = request.keys.open_document(waits)["words"]
    return {"wish": wish, "hers": language_of(documents)}


def _act(request: SignedInRequest, case: Case, told: dict[str, Any], *, is_given: bool) -> None:
    hands: dict[str, Any] = {"by": request.user, "at": now(), "keys": request.keys}
    if is_given:
        her_copy.given(case, told, **hands)
        messages.success(request, _("It is written down that she has it."))
    else:
        her_copy.ask(case, words=told["words"], **hands)
        messages.success(request, _("Within 30 days she is to have it. Make it below."))


def _page(request: SignedInRequest, case: Case, language: str) -> dict[str, Any]:
    words, today = WORDS[language], localdate()
    documents = section_documents(case, request.keys)
    kept = {kind: rescue_places.in_time(told, now()) for kind, told in documents.items()}
    return {
        "words": words,
        "language": "zh-Hans" if language == "zh-hans" else language,
        "day": day_in(language, today),
        "parts": parts(
            kept,
            consent_documents(case, request.keys),
            _notes(request, case),
            language,
            more(case, request.keys, words, language, on=today),
            on=today,
        ),
    }


def _notes(request: SignedInRequest, case: Case) -> list[tuple[date, str]]:
    """What was written down of what she said; who wrote it is not hers to carry about."""
    found = []
    for note in Note.objects.filter(case=case).order_by("number"):
        text = request.keys.open(note, "body")
        told = request.keys.open_document(note)
        if text and told.get("kind") in _OF_HERS:
            found.append((date.fromisoformat(told["at"][:10]), text))
    return found


_OF_HERS: Final = frozenset({"note", "call", "contact"})
