"""What waits for a supervisor of the deputy desk: what the desk itself has nobody to decide.

The list opens nothing: it shows codes, and her standby key is used on the page of the decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from casework.accounts.models import Desk, Role, User
from casework.cases import policies, quorum
from casework.cases.actions import reading
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Decision
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.web.http import SignedInRequest

# Tasks that stand in this list instead, or in another one.
IN_THE_LIST = frozenset(
    {
        Kind.CHILD_DECISION,
        Kind.BASIS_RENEWAL,
        Kind.CONFIRM_PROTECTIVE_ACT,
        Kind.OPENING_DUE,
        Kind.DECISION_DUE,
        Kind.CLOSURE_REVIEW,
    }
)
_BY_TASK = (Kind.CHILD_DECISION, Kind.BASIS_RENEWAL)
MOST = 50


class Place(NamedTuple):
    """A desk that she stands by for: who could be the second person there, and who reviews."""

    desk: Desk
    people: quorum.Places
    reviewers: quorum.Places


def waits_for_deputy(request: SignedInRequest, *, at: datetime) -> list[dict[str, Any]] | None:
    """Rows for `decisions/_standing_by.html`, the first due first; None: she stands by for nobody.

    One query for whoever does not.
    """
    user = request.user
    desks = Desk.objects.filter(deputy__in=user.desks_as(Role.SUPERVISOR))
    places = [
        Place(desk, *(quorum.places(desk, act) for act in (quorum.Act.DECIDE, quorum.Act.REVIEW)))
        for desk in desks.select_related("deputy").order_by("code")
    ]
    if not places:
        return None
    cases = Case.objects.stood_by(user)
    found = [row for place in places for row in _rows(user, place, cases)]
    if found:
        reading.listed("standing_by", by=user, at=at, count=len(found))
    return sorted(found, key=lambda row: row["due_at"])[:MOST]


def _rows(user: User, place: Place, cases: Any) -> Iterator[dict[str, Any]]:
    waiting = Decision.objects.waiting().filter(desk=place.desk, case__in=cases)
    for decision in waiting.select_related("case__owner").order_by("due_at")[:MOST]:
        if _is_hers(user, place.people, decision.case, decision.asked_by_id):
            url = reverse("decide", args=[decision.case.code])
            what = DecisionKind(decision.kind).label
            yield _row(place, decision.case, what, url, decision.due_at)
    reviews = Referral.objects.filter(case__desk=place.desk, case__in=cases)
    reviews = reviews.filter(state=ReferralState.PENDING_REVIEW).order_by("due_at")
    for review in reviews.select_related("case__owner", "case__desk")[:MOST]:
        if _is_hers(user, place.reviewers, review.case, *policies.may_have_written(review.case)):
            url = reverse("referral_review", args=[review.case.code, review.pk])
            yield _row(place, review.case, Kind.REFERRAL_REVIEW_DUE.label, url, review.due_at)
    asked = Due.objects.pending().filter(owner=user, kind__in=_BY_TASK, case__desk=place.desk)
    for due in asked.filter(case__in=cases).select_related("case__owner")[:MOST]:
        yield _row(place, due.case, due.get_kind_display(), _url_of(due), due.due_at)


def _is_hers(user: User, places: quorum.Places, case: Case, *but: Any) -> bool:
    return user in quorum.nearest(places, {case.owner_id, *but}).people


def _url_of(due: Due) -> str:
    if due.kind == Kind.CHILD_DECISION:
        return reverse("child_decide", args=[due.case.code, due.reference])
    return reverse("basis_renew", args=[due.case.code])


def _row(place: Place, case: Case, what: Any, url: str, due_at: Any) -> dict[str, Any]:
    return {
        "what": what,
        "code": case.code,
        "url": url,
        "risk": case.risk,
        "desk": place.desk.name,
        "owner": case.owner.name,
        "due_at": due_at,
    }
