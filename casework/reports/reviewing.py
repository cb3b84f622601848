"""Each quarter a supervisor confirms who holds which case: keep, or end. Codes only, no key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from casework.access import revoking
from casework.access.errors import require
from casework.access.models import GroupGrant, HolderRole, UserGrant
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues
from casework.cases.actions.record import lock_case
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.reports import policies
from casework.reports.lapsing import extra, waiting
from casework.reports.review_rows import Lapse

# So many on a page, the longest due first.
PAGE = 25
MOST_COUNTED = 100


@dataclass(frozen=True)
class ToConfirm:
    """One case with whoever holds it beside the supervisors of the desk."""

    case: Case
    due_at: datetime
    shared_with: list[User] = field(default_factory=list)
    for_an_hour: list[User] = field(default_factory=list)
    stands_by: list[str] = field(default_factory=list)  # names of desks that hold a standby key


def to_confirm(user: User, at: datetime) -> list[ToConfirm]:
    """Whose review is due on her desks, at most a page of them. Four queries for any number."""
    first = _due(user, at).values_list("case").annotate(first=Min("due_at"))
    dates = dict(first.order_by("first", "case")[:PAGE])
    cases = Case.objects.filter(pk__in=dates).select_related("owner", "desk")
    found = {case.pk: ToConfirm(case, dates[case.pk]) for case in cases}
    grants = UserGrant.objects.in_force(at).filter(content_object__in=found)
    readers = grants.filter(role=HolderRole.READER).select_related("user")
    for grant in readers.order_by("user__username"):
        place = found[grant.content_object_id]
        (place.for_an_hour if grant.until else place.shared_with).append(grant.user)
    standing = GroupGrant.objects.filter(content_object__in=found, role=HolderRole.STANDBY)
    for case, desk in standing.values_list("content_object", "group__desk_supervised__name"):
        found[case].stands_by.append(desk)
    return sorted(found.values(), key=lambda one: (one.due_at, one.case.code))


def how_many(user: User, at: datetime) -> int:
    """Up to a hundred and one: more are not counted, ten thousand cost a home no more."""
    return len(_due(user, at).order_by("case").values_list("case").distinct()[: MOST_COUNTED + 1])


@transaction.atomic
def confirm(case: Case, *, ending: Collection[UUID], by: User, at: datetime) -> None:
    """Who holds it, holds it on, but for those in `ending`. The quarter begins anew.

    Raises NotAllowed. Nothing is written where another supervisor was quicker.
    """
    require(policies.can_review_access(by, case), "can_review_access")
    lock_case(case)
    if not waiting().filter(case=case, due_at__lte=at).exists():
        return
    held = list(extra(case).order_by("pk"))
    for grant in held:
        if grant.user_id in ending:
            revoking.revoke(case, whom=grant.user, by=by, at=at, reason="reviewed")
    kept = sum(grant.user_id not in ending for grant in held)
    record("access.reviewed", case, by=by, at=at, rows=_confirmed(case, at), count=1 + kept)
    dues.settle(case, Kind.ACCESS_REVIEW, by=by, at=at)
    changed(case, by=by, at=at)


def _due(user: User, at: datetime) -> QuerySet[Due]:
    """Of her desks; and what she is asked for, where the desk that she stands by for has nobody."""
    mine = Q(case__in=Case.objects.on_desks_of(user).exclude(owner=user))
    mine |= Q(owner=user, case__in=Case.objects.stood_by(user))
    return waiting().filter(mine, due_at__lte=at)


def _confirmed(case: Case, at: datetime) -> list[Lapse]:
    """Warnings that were heard: nothing lapses any more."""
    rows = list(Lapse.objects.standing().select_for_update().filter(case=case).order_by("pk"))
    for row in rows:
        row.ended_at = at
        row.raise_revision().save(update_fields=["ended_at", "revision"])
    return rows
