"""All that waits for a second person, in one list by due time; referrals to review among them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.access.keys import load
from casework.cases import queries
from casework.cases.actions import reading
from casework.cases.decisions import DecisionKind
from casework.cases.models import Decision
from casework.vault.keyring import Keyring
from casework.web.cases.head import label_of
from casework.web.decisions.standing_by import waits_for_deputy
from casework.web.ending.queue import endings_waiting
from casework.web.http import SignedInRequest, unlocked
from casework.web.referrals.queue import reviews_waiting
from casework.web.referrals.vetting import partners_waiting


@require_GET
@unlocked
def decisions(request: SignedInRequest) -> HttpResponse:
    """What is due first stands first, whatever it is."""
    require(request.user.is_supervisor, "decides")
    at = now()
    reviews = [_review(row) for row in reviews_waiting(request, at=at, most=queries.PAGE)]
    waiting = decisions_waiting(request, at=at, most=queries.PAGE)
    asked = [*partners_waiting(request.user), *endings_waiting(request, at=at)]
    rows = sorted([*waiting, *reviews, *asked], key=lambda row: row["due_at"])
    page = {"decisions": rows, "standing_by": waits_for_deputy(request, at=at)}
    return render(request, "decisions/queue.html", page)


def decisions_waiting(
    request: SignedInRequest, *, at: datetime, most: int = 10
) -> list[dict[str, Any]]:
    """Rows for `decisions/_queue.html`, opened with her keys; for her home too."""
    waiting = queries.to_decide(request.user, most)
    if not waiting:
        return []
    ids = [decision.case_id for decision in waiting]
    load(request.keys, ids, at=at, groups_first=True)
    reading.listed("decisions", by=request.user, at=at, count=len(waiting))
    return [_row(decision, request.keys) for decision in waiting]


def _row(decision: Decision, keys: Keyring) -> dict[str, Any]:
    case = decision.case
    return {
        "what": DecisionKind(decision.kind).label,
        "code": case.code,
        "url": reverse("decide", args=[case.code]),
        "label": label_of(case, keys),
        "risk": case.risk,
        "owner": case.owner.name,
        "due_at": decision.due_at,
    }


def _review(row: dict[str, Any]) -> dict[str, Any]:
    what = f"{row['urgency']} · {row['service']}"
    return row | {"what": what, "url": row["page_url"] if row["is_own"] else row["url"]}
