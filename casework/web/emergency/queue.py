"""What supervisors see of openings in an emergency: who waits for one, and what is to review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.accounts.models import User
from casework.cases import break_glass, policies
from casework.cases.actions.break_glass import reasons_of
from casework.cases.models import BreakGlass
from casework.cases.reasons import EmergencyReason
from casework.web.http import SignedInRequest

# More stand on no page: the longest waiting come first.
MOST = 20


def emergencies(request: SignedInRequest, *, at: datetime) -> list[dict[str, Any]]:
    """Rows for `emergency/_queue.html`. One query when there are none."""
    if not request.user.is_supervisor:
        return []
    rows = break_glass.to_look_at(request.user).select_related("case__desk", "asker", "opener")
    return [_row(request.user, glass, at) for glass in rows[:MOST]]


def _row(user: User, glass: BreakGlass, at: datetime) -> dict[str, Any]:
    waits = not break_glass.request_still_waits(glass, at) and glass.asker_id != user.pk
    may_review = not break_glass.its_hour_is_over(glass, at) and policies.can_review_glass(
        user, glass
    )
    return {
        "glass": glass,
        "code": glass.case.code,
        "open_url": reverse("break_glass_open", args=[glass.pk]) if waits else "",
        "review_url": reverse("break_glass_review", args=[glass.pk]) if may_review else "",
        "is_over": not break_glass.is_live(glass, at),
    }


def with_reasons(request: SignedInRequest, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Why each was asked for, as long as that waits for a supervisor; then the case holds it."""
    told = reasons_of([row["glass"] for row in rows], request.keys) if rows else {}
    return [row | _in_words(told.get(row["glass"].pk)) for row in rows]


def _in_words(told: dict[str, str] | None) -> dict[str, str]:
    if told is None:
        return {}
    return {"reason": str(EmergencyReason(told["reason"]).label), "words": told["words"]}
