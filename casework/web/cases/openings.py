"""A supervisor's queue of cases to open, or to confirm that they were opened at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.access.keys import load
from casework.cases import queries
from casework.cases.actions import reading
from casework.cases.models import Case
from casework.cases.states import CaseState
from casework.vault.keyring import Keyring
from casework.web.cases.head import row_of
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def openings(request: SignedInRequest) -> HttpResponse:
    """All that wait, most dangerous and longest first."""
    require(request.user.is_supervisor, "decides")
    rows = openings_to_decide(request, at=now(), most=queries.PAGE)
    return render(request, "cases/openings.html", {"openings": rows})


def openings_to_decide(
    request: SignedInRequest, *, at: datetime, most: int = 10
) -> list[dict[str, Any]]:
    """Rows for `cases/_openings.html`, with since when each waits. For her home too."""
    cases = queries.to_decide(request.user, most)
    if not cases:
        return []
    load(request.keys, [case.pk for case in cases], at=at, groups_first=True)
    reading.listed("openings", by=request.user, at=at, count=len(cases))
    return [_row(case, request.keys) for case in cases]


def _row(case: Case, keys: Keyring) -> dict[str, Any]:
    is_open = case.state == CaseState.OPEN
    return row_of(case, keys) | {"waits_since": case.submitted_at, "is_open": is_open}
