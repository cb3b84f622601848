"""Whom a task reaches now: its owner; while she is away her deputy, if she can open the case; else
a supervisor of its desk. The row stays with its owner, so that nothing has to be given back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from casework.access import stand_ins
from casework.access.models import StandIn
from casework.accounts.models import Post, User
from casework.cases.models import Case


def tasks_of(user: User, at: datetime) -> Q:
    """Her own tasks in cases that she can open, and those that reach her in somebody's place."""
    return reduce(or_, ways_to(user, at))


def ways_to(user: User, at: datetime) -> list[Q]:
    """The same one by one, for whoever wants the first of each: an index has them in order."""
    rows = stand_ins.in_force(at)
    owners = [user]
    owners += [r.person for r in rows if r.deputy_id == user.pk and _is_there(r.deputy, rows)]
    found = [Q(_can_open(user), owner=owner) for owner in owners]
    if not user.is_supervisor:
        return found
    of_partners = Q(owner=user, case__isnull=True)
    return [*found, of_partners, _left_to_supervisors(user, rows)]


def readers(owner: User, desk: UUID, at: datetime) -> Iterator[User]:
    """Who may act in place of `owner`, the nearest first; `tasks_of` says whether it is hers."""
    rows = stand_ins.in_force(at)
    for row in rows:
        if row.person_id == owner.pk:
            yield row.deputy
    away = {row.person_id for row in rows}
    posts = Post.objects.keyed().of_admitted().filter(desk=desk)
    for post in (
        posts.exclude(person__in=away).select_related("person").order_by("person__username")
    ):
        yield post.person


def is_away(owner: User, at: datetime) -> bool:
    """She has left, is locked out, or has named a deputy for now."""
    if owner.locked_out or not owner.is_active:
        return True
    return any(row.person_id == owner.pk for row in stand_ins.in_force(at))


def _left_to_supervisors(user: User, rows: list[StandIn]) -> Q:
    """On her desks: of those who have left or are locked out, and of those away whose deputy cannot
    open the case."""
    on_her_desks = Q(case__in=Case.objects.on_desks_of(user))
    found = Q(on_her_desks, Q(owner__is_active=False) | Q(owner__locked_out=True))
    for row in rows:
        if row.person_id == user.pk:
            continue
        theirs = Q(on_her_desks, owner=row.person)
        found |= theirs & ~_can_open(row.deputy) if _is_there(row.deputy, rows) else theirs
    return found


def _is_there(deputy: User, rows: list[StandIn]) -> bool:
    return deputy.is_admitted and all(row.person_id != deputy.pk for row in rows)


def _can_open(user: User) -> Q:
    """Cases that she sees, or stands by for."""
    seen = Q(case__in=Case.objects.visible_to(user))
    return seen | Q(case__in=Case.objects.stood_by(user)) if user.is_supervisor else seen
