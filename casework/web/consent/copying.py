"""A copy for her: what she allowed, in her language, with nothing that tells who she is.

The address names no case, for a browser prints it in the margin; the title says nothing, for it
becomes the name of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from casework.access.errors import require
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions.consent import consent_documents
from casework.cases.consent_states import ConsentStage
from casework.cases.consents import Document, is_in_force, latest
from casework.cases.purposes import SHARED_AS, Purpose, Service
from casework.web.consent.copy_words import LANGUAGES, WORDS, Words, day_in
from casework.web.converters import CaseCode
from casework.web.http import SignedInRequest, open_case, unlocked

_NO = frozenset({ConsentStage.REFUSED, ConsentStage.WITHDRAWN})


@require_POST
@unlocked
def consent_copy(request: SignedInRequest) -> HttpResponse:
    """The page to print. That it was made is on record, with its language."""
    asked = request.POST.get("language", "")
    language = asked if asked in LANGUAGES else "en"
    case = open_case(request, case_code(request.POST.get("code", "")))
    require(policies.can_add_note(request.user, case), "can_add_note")
    with transaction.atomic():
        record("consent.copied", case, by=request.user, at=now(), reason=language)
    newest = latest(consent_documents(case, request.keys)).values()
    words, on = WORDS[language], localdate()
    yes = [answer for answer in newest if is_in_force(answer, on)]
    page = {
        "words": words,
        "language": "zh-Hans" if language == "zh-hans" else language,
        "yes": lines_of(yes, words, language),
        "no": _no(
            [answer for answer in newest if answer["state"] in ("refused", "withdrawn")], words
        ),
    }
    return render(request, "consent/copy.html", page)


def case_code(typed: str) -> str:
    """What is no code is no case."""
    if not re.fullmatch(CaseCode.regex, typed):
        raise Http404
    return typed


def lines_of(answers: Iterable[Document], words: Words, language: str) -> list[str]:
    """One line for each thing; two partners of one kind look alike, for neither is named."""
    lines = [_line(answer, words, language) for answer in answers]
    return list(dict.fromkeys(lines))


def _line(answer: Document, words: Words, language: str) -> str:
    until = day_in(language, date.fromisoformat(answer["expires_on"]))
    told = [_what(answer, words)]
    if answer["purpose"] in (Purpose.SHARE, Purpose.TRANSFER):
        told.append(words["one_partner"])
    return " · ".join([*told, words["until"].format(day=until)])


def _no(answers: Iterable[Document], words: Words) -> list[str]:
    return list(dict.fromkeys(_what(answer, words) for answer in answers))


def _what(answer: Document, words: Words) -> str:
    purpose = answer["purpose"]
    return words[SHARED_AS[Service(answer["service"])] if purpose == Purpose.SHARE else purpose]
