"""One page: what is allowed to whom until when, and how it came to be."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from casework.access import focal_points
from casework.cases import policies
from casework.cases.actions import reading
from casework.cases.actions.consent import consent_documents, told_of_her
from casework.cases.actions.consent_decisions import girl_is_renewed_by_focal_point
from casework.cases.answers import counts_as_child
from casework.cases.consents import (
    SERVICES,
    is_undecided,
    latest,
    rests_on_her_being_a_child,
)
from casework.cases.identifying import SECTION, lying, said_no
from casework.cases.models import Case
from casework.cases.section_rows import section_of
from casework.web.cases.head import label_of
from casework.web.consent.copy_words import LANGUAGES
from casework.web.consent.past import past
from casework.web.consent.standing import standing
from casework.web.http import SignedInRequest, open_case, unlocked


@require_GET
@unlocked
def consents(request: SignedInRequest, code: str) -> HttpResponse:
    """Every purpose with her newest answer; below, every answer she ever gave."""
    case = open_case(request, code)
    reading.opened(case, ["consent"], by=request.user, at=now())
    return render(request, "consent/consents.html", _page(request, case))


def _page(request: SignedInRequest, case: Case) -> dict[str, Any]:
    on, documents = localdate(), consent_documents(case, request.keys)
    lines = standing(documents, on=on)
    newest, user = latest(documents), request.user
    help_itself = newest.get(SERVICES)
    basis = help_itself if help_itself and help_itself["state"] == "cannot_ask" else None
    is_child = basis is not None and counts_as_child(told_of_her(case, request.keys))
    undecided = [answer["id"] for answer in newest.values() if is_undecided(answer)]
    return {
        "case": case,
        "label": label_of(case, request.keys),
        "may_edit": policies.can_edit(request.user, case),
        "lines": [line for line in lines if line.is_answered],
        "unasked": [line for line in lines if not line.is_answered],
        "copies": LANGUAGES if policies.can_add_note(user, case) else {},
        "past": past(documents, on=on),
        "names_lie": said_no(documents) and bool(lying(section_of(case, SECTION, request.keys))),
        "basis": basis,
        "basis_of_girl": basis is not None and rests_on_her_being_a_child(basis),
        "basis_ends": date.fromisoformat(basis["expires_on"]) if basis else None,
        "may_renew": policies.can_renew_basis(user, case)
        and not girl_is_renewed_by_focal_point(case, is_child, user),
        "is_child": is_child,
        "undecided": undecided,
        "may_decide": policies.can_decide_for_child(user, case),
        "focal": focal_points.of(case.desk) if undecided or is_child else [],
    }
