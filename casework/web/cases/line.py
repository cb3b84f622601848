"""She is on the line: one screen from the code or label to two boxes, kept together by one save."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.errors import WrongState, require
from casework.cases import policies
from casework.cases import words as spoken
from casework.cases.actions import plan, reading, record, reopening
from casework.cases.actions.consent import consent_documents
from casework.cases.answers import together
from casework.cases.models import Case, Note, Section
from casework.cases.notes import NoteKind, WordCheck
from casework.cases.reasons import LookingReason
from casework.cases.states import CaseState, Reachability
from casework.reminders import actions as reminders
from casework.vault.keyring import Keyring
from casework.web import drafts
from casework.web.cases.asking import posted
from casework.web.cases.call import (
    last_calls,
    last_contacts,
    may_i_speak,
    minding_consent,
    what_not_to_say,
)
from casework.web.cases.forms import CallForm, LineForm
from casework.web.cases.head import label_of, row_of, situation_in_words
from casework.web.cases.lists import by_code, search
from casework.web.http import SignedInRequest, open_case, unlocked

Opened = dict[str, dict[str, Any]]

DRAFT = "call"
_OPENED = ("gate", "safe_contact", "identity")


@require_http_methods(["GET", "POST"])
@unlocked
def line(request: SignedInRequest) -> HttpResponse:
    """Whose call is it? One hit leads straight on; what was typed is in no URL."""
    require(policies.can_list(request.user), "can_list")
    form = LineForm(posted(request))
    if request.method == "GET" or not form.is_valid():
        return render(request, "cases/line.html", {"form": form})
    if known := by_code(request, form.cleaned_data["words"]):
        return redirect("line_case", known.code)
    found = search(request, form.cleaned_data["words"])
    if len(found) == 1:
        return redirect("line_case", found[0].code)
    rows = [
        row_of(case, request.keys) | {"url": reverse("line_case", args=[case.code])}
        for case in found
    ]
    return render(request, "cases/line.html", {"form": form, "rows": rows, "is_searched": True})


@require_http_methods(["GET", "POST"])
@unlocked
def line_case(request: SignedInRequest, code: str) -> HttpResponse:
    """The screen of the call. Opening it is on record as a look, because of contact.

    A closed case is opened again with the first thing that is kept of the call, and not before.
    """
    case = open_case(request, code)
    is_closed = case.state == CaseState.CLOSED
    allowed = policies.can_reopen if is_closed else policies.can_add_note
    require(allowed(request.user, case), allowed.__name__)
    at, opened = now(), _open(case, request.keys)
    if "check" in request.POST:
        return _check(request, case, opened, at)
    draft = drafts.read(request, form=DRAFT, case=case) if request.method == "GET" else None
    form = CallForm(posted(request) if draft is None else draft, at=at, is_closed=is_closed)
    if draft is not None:
        drafts.show(form, draft)
    if request.method == "POST" and form.is_valid() and _saved(request, case, form, opened):
        drafts.drop(request, form=DRAFT, case=case)
        messages.success(request, _("The contact is kept, and the next one is set."))
        if is_closed:
            messages.warning(
                request, _("The case is open again for 48 hours; a supervisor confirms it.")
            )
        return redirect("case", code)
    reading.revealed(case, LookingReason.CONTACT, by=request.user, at=at)
    return _show(request, case, opened, form, from_draft=draft is not None)


def _check(request: SignedInRequest, case: Case, opened: Opened, at: datetime) -> HttpResponse:
    """Compare the word, and leave everything typed where it is. Looking again is on record."""
    word = _heard(case, opened, request.POST.get("word", ""))
    reading.revealed(case, LookingReason.CONTACT, by=request.user, at=at)
    if request.htmx:
        return render(request, "cases/_word.html", {"word": word})
    # Not bound: what she has not finished is no mistake yet.
    form = CallForm(initial=request.POST.dict(), at=at, is_closed=case.state == CaseState.CLOSED)
    return _show(request, case, opened, form, word=word)


def _open(case: Case, keys: Keyring) -> Opened:
    rows = Section.objects.filter(case=case, kind__in=_OPENED)
    return {row.kind: keys.open_document(row) for row in rows}


def _heard(case: Case, opened: Opened, said: str) -> WordCheck:
    if not said.strip():
        return WordCheck.NOT_ASKED
    return spoken.check(case.pk, opened.get("safe_contact", {}), said)


@transaction.atomic
def _keep(
    request: SignedInRequest, case: Case, told: dict[str, Any], word: WordCheck, at: datetime
) -> None:
    """The note, the follow-up done, and the next one, together or not at all; sent twice, once."""
    record.lock_case(case)
    if case.state == CaseState.CLOSED and told.get("reopened_for"):
        hands: dict[str, Any] = {"by": request.user, "at": at, "keys": request.keys}
        reopening.reopen(case, reason=told["reopened_for"], **hands)
    before = Note.objects.filter(case=case).count()
    if moment := told["next_contact"]:
        plan.refuse_unsafe(case, moment, by=request.user, at=at, keys=request.keys)
    beside = {"promised": told["promised"], "word": word}
    beside |= {"next_contact": moment.isoformat()} if moment else {}
    record.add_note(
        case,
        told["said"],
        by=request.user,
        at=at,
        keys=request.keys,
        kind=NoteKind.CONTACT,
        once=told["once"],
        told=beside,
    )
    if Note.objects.filter(case=case).count() > before:
        reminders.follow_up_done(case, by=request.user, at=at, promised_at=moment)


def _saved(request: SignedInRequest, case: Case, form: CallForm, opened: Opened) -> bool:
    word = _heard(case, opened, form.cleaned_data["word"])
    try:
        _keep(request, case, form.cleaned_data, word, form.at)
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    return True


def _show(
    request: SignedInRequest, case: Case, opened: Opened, form: CallForm, **more: Any
) -> HttpResponse:
    answers = together(opened)
    calls = last_calls(case, request.keys)
    documents = consent_documents(case, request.keys)
    rule = may_i_speak(case, answers, at=form.at)
    page = {
        "case": case,
        "form": form,
        "label": label_of(case, request.keys),
        "situation": situation_in_words(case),
        "rule": minding_consent(rule, answers, documents, on=localdate(form.at)),
        "call_her": answers.get("alias", ""),
        "careful": what_not_to_say(answers, documents),
        "contacts": last_contacts(calls, case, request.keys),
        "promises": [call for call in calls if call.promised],
        "draft": drafts.url(DRAFT, case),
        "may_stop": case.reachability == Reachability.REACHABLE
        and policies.can_stop_contact(request.user, case),
    }
    return render(request, "cases/line_case.html", page | more)
