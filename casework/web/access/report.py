"""The monthly report of access, for administrators: counts and codes."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.reports import lapsing, monthly, policies
from casework.web.audit.reasons import why
from casework.web.audit.words import in_words
from casework.web.http import SignedInRequest, unlocked
from casework.web.transactions import atomic

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
_MONTHS_SHOWN = 12


@require_GET
@unlocked
@atomic
def access_report(request: SignedInRequest) -> HttpResponse:
    """One month; the last whole one, unless another is asked for. That she read it is on record."""
    require(policies.can_read_access_report(request.user), "can_read_access_report")
    this = localdate().replace(day=1)
    months = _before(this)
    first = _month(request.GET.get("month", "")) or months[1]
    report = monthly.of_month(first, ZoneInfo(request.user.time_zone))
    record("access_report.read", Subject("house", "house"), by=request.user, at=now())
    page = {
        "first": first,
        "months": months,
        "parts": [(part.title, [_row(one) for one in rows]) for part, rows in report.parts],
        "late": lapsing.late_by_desk(now()),
    }
    return render(request, "access/report.html", page)


def _row(one: monthly.Counted) -> dict[str, Any]:
    return {
        "deed": in_words(one.verb),
        "why": why(one.verb, one.reason),
        "times": one.times,
    }


def _before(this: date) -> list[date]:
    """This month and those before it."""
    months = [this]
    for _number in range(_MONTHS_SHOWN - 1):
        last = months[-1]
        months.append(date(last.year - (last.month == 1), (last.month - 2) % 12 + 1, 1))
    return months


def _month(text: str) -> date | None:
    """The first day of ``2026-05``; whatever is none means the last whole one."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
