"""Reviews that wait go to whoever reviews now: a supervisor, or her deputy while she is away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access import stand_ins
from casework.access.models import StandIn
from casework.accounts.models import Post, Role, User
from casework.audit import sweeps
from casework.cases.models import Case
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.reminders.upkeep import recompute


def follow_reviews(person: User, by: User | None, at: datetime) -> None:
    """What waits on her desks waits for those who can review it now."""
    posts = Post.objects.current().filter(person=person, role=Role.SUPERVISOR)
    waiting = Referral.objects.filter(
        state=ReferralState.PENDING_REVIEW, case__desk__in=posts.values("desk")
    )
    held = Case.objects.select_for_update(of=("self",), no_key=True)
    cases = held.select_related("desk__deputy", "owner").filter(pk__in=waiting.values("case"))
    for case in cases.order_by("pk"):
        recompute(case, by, at)


def sweep(at: datetime) -> int:
    """Those that have begun or ended by the clock; returns how many. Late or twice it is the same:
    the row says how far it was followed.
    """
    return sweeps.each(StandIn.objects.to_follow(at), lambda row: _follow(row, at))


@transaction.atomic
def _follow(row: StandIn, at: datetime) -> bool:
    free = StandIn.objects.select_for_update(of=("self",), skip_locked=True)
    held = free.to_follow(at).filter(pk=row.pk).select_related("person").first()
    if held is None:
        return False
    stand_ins.follow(held, by=None, at=at)
    return True
