"""The supervisor's queue: overdue, then urgent, then whoever has waited longest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.access.keys import load
from casework.accounts.models import Role, User
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.audit.models import AuditEntry
from casework.referrals.models import Referral
from casework.referrals.states import Act, Urgency
from casework.vault.keyring import Keyring
from casework.web.cases.head import label_of
from casework.web.http import SignedInRequest, unlocked
from casework.web.people.stand_in import standing_in_now
from casework.web.referrals import under_way
from casework.web.referrals.answered import answers_waiting
from casework.web.referrals.looking import reviews_of_partners
from casework.web.referrals.shown import URGENCY_TONES, service_label

MOST = 50
_COUNTED = {
    f"referral.{Act.SEND_AT_ONCE}": gettext_lazy("sent"),
    f"referral.{Act.UPHOLD}": gettext_lazy("found right"),
    f"referral.{Act.NOT_UPHOLD}": gettext_lazy("found not right"),
}


@require_GET
@unlocked
def referral_queue(request: SignedInRequest) -> HttpResponse:
    """All that wait for a review of hers."""
    require(request.user.is_admitted and request.user.is_supervisor, "reviews")
    at = now()
    waiting = Referral.objects.to_review(request.user, at)
    reviews = reviews_waiting(request, at=at, most=MOST)
    page = {"reviews": reviews, "count": waiting.count(), "at_once": at_once(request.user, at)}
    page |= {"standing_in": standing_in_now(request.user, at)}
    page |= {"to_look_at": reviews_of_partners(request.user, at)}
    days, cases = under_way.days_to_the_first(request.user, at)
    page |= {"states": under_way.by_state(request.user, at), "days": days, "cases": cases}
    page |= {"not_found": under_way.not_found(request.user)}
    page |= {"answered": answers_waiting(request, at=at, most=MOST)}
    return render(request, "referrals/queue.html", page)


def at_once(user: User, at: datetime) -> list[tuple[str, str]]:
    """How often one was sent without a review on her desks, and how that was found. Opens nothing.

    By the log, of the last quarter.
    """
    desks = [desk.code for desk in user.desks_as(Role.SUPERVISOR)]
    entries = AuditEntry.objects.filter(desk__in=desks, verb__in=_COUNTED)
    counted = dict(
        entries.between(at - under_way.SINCE, None).values_list("verb").annotate(Count("number"))
    )
    return [(str(label), str(counted.get(verb, 0))) for verb, label in _COUNTED.items()]


def reviews_waiting(
    request: SignedInRequest, *, at: datetime, most: int = 10
) -> list[dict[str, Any]]:
    """Rows for `referrals/_queue.html`, opened with her keys; for her home too."""
    waiting = list(
        Referral.objects.to_review(request.user, at).select_related(
            "case__label", "case__owner", "case__desk"
        )[:most]
    )
    load(request.keys, [referral.case_id for referral in waiting], at=at)
    with transaction.atomic():
        record(
            "referrals.listed",
            Subject("referrals", "queue"),
            by=request.user,
            at=at,
            count=len(waiting),
        )
    return [_row(referral, request.user, request.keys) for referral in waiting]


def _row(referral: Referral, user: User, keys: Keyring) -> dict[str, Any]:
    case = referral.case
    document = keys.open_document(referral) if keys.holds(case.pk) else {}
    return {
        "code": case.code,
        "label": label_of(case, keys),
        "service": service_label(document),
        "urgency": Urgency(referral.urgency).label,
        "tone": URGENCY_TONES[Urgency(referral.urgency)],
        "due_at": referral.due_at,
        "owner": case.owner.name,
        "is_own": str(user.pk) in document.get("authors", []),
        "url": reverse("referral_review", args=[case.code, referral.pk]),
        "page_url": reverse("referral", args=[case.code, referral.pk]),
    }
