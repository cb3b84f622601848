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
from casework.audit.reading import Asked, Line
from casework.audit.reading import page as page_of_log
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.fields import SECTIONS
from casework.cases.reasons import LookingReason
from casework.web.audit.lines import number, people_of
from casework.web.audit.words import in_words
from casework.web.http import SignedInRequest, open_case, unlocked


@require_GET
@unlocked
def case_readers(request: SignedInRequest, code: str) -> HttpResponse:
    """Newest first, 50 a page; what was refused is there too."""
    case = open_case(request, code)
    require(policies.can_see_readers(request.user, case), "can_see_readers")
    found = page_of_log(Asked({"subject_code": code}), number(request.GET.get("below")))
    reading.readers_listed(case, by=request.user, at=now(), count=len(found.lines))
    older = f"{reverse('case_readers', args=[code])}?below={found.below}"
    page = {
        "case": case,
        "lines": lines(found.lines),
        "next_url": older if found.below else "",
    }
    return render(request, "cases/readers.html", page)


def lines(entries: list[Line]) -> list[dict[str, Any]]:
    people = people_of(entry.by for entry in entries)
    names = {pk: person.name for pk, person in people.items()}
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


def _why(entry: Line) -> str:
    """The reason she gave for looking, or which sections she opened."""
    reason, _comma, more = entry.reason.partition(",")
    if reason in LookingReason.values:
        why = str(LookingReason(reason).label)
        return ", ".join([why, _("with names")]) if more == "names" else why
    opened = [SECTIONS[key] for key in entry.reason.split(",") if key in SECTIONS]
    return ", ".join(str(title) for title in opened)
