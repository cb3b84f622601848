"""Who opened this case: the log of one case in words, for its owner and her supervisors."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.models import AuditEntry
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.fields import SECTIONS
from casework.cases.reasons import LookingReason
from casework.web.audit.words import in_words
from casework.web.http import SignedInRequest, open_case, unlocked

PAGE = 50


@require_GET
@unlocked
def case_readers(request: SignedInRequest, code: str) -> HttpResponse:
    """Newest first, 50 a page; what was refused is there too."""
    case = open_case(request, code)
    require(policies.can_see_readers(request.user, case), "can_see_readers")
    below = request.GET.get("below", "")
    entries = AuditEntry.objects.about(code).newest_first(
        int(below) if below.isascii() and below.isdecimal() and len(below) < 19 else None
    )
    found = list(entries[: PAGE + 1])
    reading.readers_listed(case, by=request.user, at=now(), count=len(found[:PAGE]))
    last = found[PAGE - 1].number if len(found) > PAGE else None
    page = {
        "case": case,
        "lines": lines(found[:PAGE]),
        "next_url": f"{reverse('case_readers', args=[code])}?below={last}" if last else "",
    }
    return render(request, "cases/readers.html", page)


def lines(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    people = User.objects.in_bulk([entry.by for entry in entries if entry.by != "system"])
    names = {str(pk): person.name for pk, person in people.items()}
    return [
        {
            "at": entry.at,
            "who": names.get(entry.by, _("the system")),
            "deed": in_words(entry.verb),
            "why": _why(entry),
            "refused": entry.outcome == "refused",
            "count": entry.count,
        }
        for entry in entries
    ]


def _why(entry: AuditEntry) -> str:
    """The reason she gave for looking, or which sections she opened."""
    reason, _comma, more = entry.reason.partition(",")
    if reason in LookingReason.values:
        why = str(LookingReason(reason).label)
        return f"{why}, {_('with names')}" if more == "names" else why
    opened = [SECTIONS[key] for key in entry.reason.split(",") if key in SECTIONS]
    return ", ".join(str(title) for title in opened)
