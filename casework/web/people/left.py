"""What somebody who left, or changed desk, leaves to others: what a supervisor has to do now.

Counts, and where it is done. No case is opened, and none is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.access.models import FocalPoint, StandIn
from casework.accounts.models import Desk, Post, Role, User
from casework.cases.models import BreakGlass, Case, Decision
from casework.cases.states import READ_ONLY
from casework.referrals.models import Referral
from casework.referrals.states import ReferralState
from casework.reminders.models import Due
from casework.reminders.roster import Duty
from casework.vault.models import EpochDue


class ToDo(NamedTuple):
    words: str
    number: int
    url: str
    link: str


def still_to_do(person: User, user: User, at: datetime) -> list[ToDo]:
    """Of the desks on which she has no post any more; links where `user` may go herself."""
    ended = list(Post.objects.filter(person=person, ended_at__isnull=False, desk__isnull=False))
    held = {post.desk_id for post in person.posts.current()}
    gone = [post for post in ended if post.desk_id not in held]
    if not gone:
        return []
    desks = list(Desk.objects.filter(posts__in=gone).distinct())
    led = [post for post in gone if post.role == Role.SUPERVISOR]
    found = [
        *_of_cases(person, desks),
        *_to_review(Desk.objects.filter(posts__in=led)),
        *_of_keys(desks),
        *_where_she_is_named(person, desks, at),
    ]
    return [one if user.is_supervisor else one._replace(url="") for one in found if one.number]


def _of_cases(person: User, desks: list[Desk]) -> Iterator[ToDo]:
    hers = Case.objects.in_sight().filter(owner=person, desk__in=desks)
    hers = hers.exclude(state__in=READ_ONLY)
    number, url = hers.count(), reverse("case_list") + "?scope=without_owner"
    words = ngettext("case to hand over to a new caseworker",
                     "cases to hand over to a new caseworker", number)  # fmt: skip
    yield ToDo(words, number, url, _("Hand over"))
    number = Due.objects.pending().filter(owner=person, case__in=hers).count()
    words = ngettext("task of hers; until then it reaches the supervisors",
                     "tasks of hers; until then they reach the supervisors", number)  # fmt: skip
    yield ToDo(words, number, reverse("home"), _("Today"))


def _to_review(desks: Any) -> Iterator[ToDo]:
    """What waits for a supervisor where she was one."""
    decisions = Decision.objects.waiting().filter(desk__in=desks, case__hidden_at__isnull=True)
    number = decisions.count()
    words = ngettext("decision that waits", "decisions that wait", number)
    yield ToDo(words, number, reverse("decisions"), _("Decide"))
    waits = Referral.objects.filter(state=ReferralState.PENDING_REVIEW, case__desk__in=desks)
    number = waits.count()
    words = ngettext("referral to review", "referrals to review", number)
    yield ToDo(words, number, reverse("referral_queue"), _("Review"))
    number = BreakGlass.objects.filter(case__desk__in=desks, reviewed_at__isnull=True).count()
    words = ngettext("opening in an emergency to review",
                     "openings in an emergency to review", number)  # fmt: skip
    yield ToDo(words, number, reverse("break_glass"), _("Review"))


def _of_keys(desks: list[Desk]) -> Iterator[ToDo]:
    groups = Q(group__in=[group for desk in desks for group in (desk.duty_id, desk.supervisors_id)])
    number = EpochDue.objects.filter(groups, raised_at__isnull=True).count()
    words = ngettext(
        "key of the desk to renew: this happens by itself when a supervisor next unlocks",
        "keys of the desk to renew: this happens by itself when a supervisor next unlocks",
        number,
    )
    yield ToDo(words, number, "", "")


def _where_she_is_named(person: User, desks: list[Desk], at: datetime) -> Iterator[ToDo]:
    points = FocalPoint.objects.filter(Q(person=person) | Q(deputy=person), desk__in=desks)
    number = points.count()
    words = ngettext("desk whose focal point for children, or her deputy, she was",
                     "desks whose focal point for children, or her deputy, she was",
                     number)  # fmt: skip
    yield ToDo(words, number, "", "")
    number = StandIn.objects.not_over(at).filter(deputy=person).count()
    words = ngettext("colleague in whose place she was to act",
                     "colleagues in whose place she was to act", number)  # fmt: skip
    yield ToDo(words, number, "", "")
    turns = Duty.objects.standing().filter(person=person, desk__in=desks, ends_at__gt=at)
    number = turns.count()
    words = ngettext("turn on call that needs somebody else",
                     "turns on call that need somebody else", number)  # fmt: skip
    yield ToDo(words, number, "", "")
