"""A desk's referrals counted: by state, how many are late, and how soon the first one is sent.

By clear columns and the log alone; and what was asked for and not found by a count that names no
case. No record is opened.
"""

from __future__ import annotations

import statistics
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.timezone import localdate

from casework.accounts.models import Role, User
from casework.audit.models import AuditEntry
from casework.cases.models import Case
from casework.cases.purposes import Service
from casework.referrals import missing
from casework.referrals.models import Referral
from casework.referrals.states import Act, ReferralState

SINCE = timedelta(days=90)
_OVER = (ReferralState.CLOSED, ReferralState.CANCELLED)
_SENT = (f"referral.{Act.SEND}", f"referral.{Act.SEND_AT_ONCE}")


def by_state(user: User, at: datetime) -> list[dict[str, Any]]:
    """State, how many of her desks' are in it, and of these how many are late; in their order."""
    there = {"case__hidden_at__isnull": True}  # with an erased case its referrals are gone
    mine = Referral.objects.filter(case__desk__in=user.desks_as(Role.SUPERVISOR), **there)
    late = Count("pk", filter=Q(due_at__lte=at))
    rows = mine.exclude(state__in=_OVER).order_by().values("state").annotate(Count("pk"), late=late)
    found = {row["state"]: row for row in rows}
    return [
        {"label": state.label, "count": found[state]["pk__count"], "late": found[state]["late"]}
        for state in ReferralState
        if state in found
    ]


def days_to_the_first(user: User, at: datetime) -> tuple[float, int]:
    """Median of the days from opening a case to its first referral sent, and of how many cases.

    Cases of her desks that were opened in the last quarter.
    """
    mine = Case.objects.in_sight().filter(desk__in=user.desks_as(Role.SUPERVISOR))
    opened = dict(mine.filter(opened_at__gte=at - SINCE).values_list("code", "opened_at"))
    entries = AuditEntry.objects.filter(verb__in=_SENT, subject_code__in=list(opened))
    sent = entries.between(at - SINCE, None).order_by().values_list("subject_code")
    waits = [(first - opened[code]).total_seconds() for code, first in sent.annotate(Min("at"))]
    return (statistics.median(waits) / 86_400 if waits else 0.0), len(waits)


def not_found(user: User) -> list[dict[str, Any]]:
    """Services that were asked for on her desks and not found, in this month and the two before."""
    rows = missing.of_desks(user.desks_as(Role.SUPERVISOR), localdate())
    return [row._asdict() | {"label": Service(row.service).label} for row in rows]
