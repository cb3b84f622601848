"""Who looked at what: codes, people and times. No content passes through here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.audit.models import AuditEntry
from casework.cases.fields import SECTIONS
from casework.cases.reasons import LookingReason
from casework.web.audit.filters import AuditFilter
from casework.web.audit.seal import state_of_seal
from casework.web.audit.words import in_words
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic

PAGE = 50


@require_GET
@unlocked
@atomic
def audit(request: SignedInRequest) -> HttpResponse:
    """The log, newest first, 50 a page, continued below an entry's number."""
    require(request.user.is_administrator, "reads_the_log")
    chosen = AuditFilter(request.GET, queryset=AuditEntry.objects.all())
    entries = list(chosen.qs.newest_first(_number(request.GET.get("below")))[: PAGE + 1])
    shown = entries[:PAGE]
    record("audit.read", Subject("audit", "log"), by=request.user, at=now(), count=len(shown))
    return render(
        request,
        "audit/audit.html",
        {
            "filter": chosen,
            "lines": _lines(shown),
            "next_below": shown[-1].number if len(entries) > PAGE else None,
            "kept": _kept(request),
            "seal": state_of_seal(),
        },
    )


def _lines(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    found = list(entries)
    people = User.objects.in_bulk([entry.by for entry in found if entry.by != "system"])
    names = {str(pk): person for pk, person in people.items()}
    return [
        {
            "entry": entry,
            "person": names.get(entry.by),
            "deed": in_words(entry.verb),
            "why": _why(entry.reason),
        }
        for entry in found
    ]


def _why(reason: str) -> str:
    """Why she looked, or which sections she opened; a code that is neither stays a code."""
    if reason in LookingReason.values:
        return str(LookingReason(reason).label)
    return ", ".join(str(SECTIONS.get(code, code)) for code in reason.split(","))


def _kept(request: SignedInRequest) -> str:
    """The filters of this page as a query string, for the link to the next one."""
    query = request.GET.copy()
    query.pop("below", None)
    return query.urlencode()


def _number(text: str | None) -> int | None:
    """A page's start; whatever is no number means the first page."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
