"""A desk where nobody is left to be told: its overdue follow-ups reach the administrators, and its
alerts at once (`alerts`).

They learn codes and how many, and can open nothing; what they can do is give somebody a post, or
end an absence. Rows are computed with the case (`rules.wanted`); this sweep does it for cases that
nobody touches, when the last supervisor has gone, and when somebody is there again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from casework.access import stand_ins
from casework.access.models import StandIn
from casework.accounts.models import Desk, Post, User
from casework.audit import sweeps
from casework.cases.models import Case
from casework.cases.states import LIVING
from casework.reminders.asked import nobody_is_there
from casework.reminders.kinds import FOLLOW_UPS, Kind
from casework.reminders.models import Due
from casework.reminders.upkeep import anew

AT_MOST = 100
_DUE = FOLLOW_UPS | {Kind.SUPERVISOR_ALERT}


def sweep(at: datetime) -> int:
    """Returns how many cases were computed anew. Safe to run twice, also at once."""
    away = stand_ins.in_force(at)
    found = [pk for desk in Desk.objects.all() for pk in _changed(desk, at, away)]
    return sweeps.each(found[:AT_MOST], lambda case: anew(case, at))


def told_to(administrator: User, at: datetime) -> QuerySet[Due]:
    """What stands on her home: codes, and since when; the longest first."""
    rows = Due.objects.pending().filter(owner=administrator, kind=Kind.UNATTENDED, due_at__lte=at)
    rows = rows.filter(case__in=Case.objects.in_sight())
    return rows.select_related("case__desk").order_by("due_at", "id")


def _changed(desk: Desk, at: datetime, away: list[StandIn]) -> Collection[UUID]:
    """Of its living cases those whose follow-up or alert is due and of which nobody is told, or
    somebody is again.
    """
    heads = _heads(desk) or (_heads(desk.deputy) if desk.deputy else [])
    pending = Due.objects.pending().filter(case=OuterRef("pk"))
    told = Exists(pending.filter(kind=Kind.UNATTENDED))
    cases = Case.objects.filter(desk=desk, state__in=LIVING)
    if nobody_is_there(heads, away):
        is_due = Exists(pending.filter(kind__in=_DUE, due_at__lte=at))
        late_is_told = Exists(pending.filter(kind=Kind.UNATTENDED, reference=None))
        cases = cases.filter(is_due, ~late_is_told)
    else:
        cases = cases.filter(told).exclude(owner__in=heads)
    return list(cases.order_by("pk").values_list("pk", flat=True)[:AT_MOST])


def _heads(desk: Desk) -> list[UUID]:
    posts = Post.objects.keyed().of_admitted().filter(desk=desk)
    return list(posts.values_list("person", flat=True))
