"""Somebody is away: a deputy does her tasks in her place, from one moment until another.

Nobody gets a key by it. A supervisor's deputy reviews in her place; she is a supervisor of the same
desk, or of the one that stands by for it and holds its standby keys already. A caseworker's is a
colleague of her desk, whom her tasks reach in the cases that she can open herself
(`reminders.reach`).

To one of the same desk it gives nothing that she had not: a supervisor may name her for another
one. One of the desk that stands by opens and reviews what she could not before: that is for the
absent one alone to give, so that two agree that somebody else reads it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from casework.access import focal_points, policies
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.access.models import Followed, StandIn
from casework.accounts.models import Post, Role, User
from casework.accounts.rows import Forged
from casework.audit import fresh
from casework.audit.log import new_entry, record

logger = logging.getLogger(__name__)

LONGEST: Final = timedelta(days=92)

# What follows when somebody's reviews pass to another or come back: an app above moves what waits
# (`AppConfig.ready`).
passed: list[Callable[[User, User | None, datetime], None]] = []


@transaction.atomic
def hand_over(
    deputy: User,
    *,
    since: datetime,
    until: datetime,
    by: User,
    at: datetime,
    person: User | None = None,
) -> StandIn:
    """Until then her deputy acts in place of `person`, who is `by` herself or one of her desk.

    Raises NotAllowed, WrongState, Stale.
    """
    person = person or by
    require(policies.can_name_deputy(by, person), "can_name_deputy")
    people = list(_hold(person, deputy))
    since = max(since, at)
    hers = StandIn.objects.overlapping(since, until).filter(person=person)
    same = hers.filter(deputy=deputy, until=until).first()
    if same is not None:
        return same  # a doubled submit is kept once
    refuse(
        stand_in_has_days(since, until),
        stand_in_holds_a_key(person, deputy),
        stand_in_gains_by_her_word(person, deputy, by),
        handed_over_once(hers.first()),
        stand_in_is_there(deputy, since, until),
    )
    fresh.require_fresh(*people)
    row, entry = StandIn(person=person, deputy=deputy, since=since, until=until), new_entry()
    row.protect(entry).save(force_insert=True)
    record("reviews.handed_over", row, by=by, at=at, entry=entry, rows=[row])
    if since <= at:
        follow(row, by=by, at=at)
    return row


@transaction.atomic
def take_back(row: StandIn, *, by: User, at: datetime) -> None:
    """Before its time, or before it began. Nothing happens when it is over. Raises NotAllowed."""
    require(policies.can_end_stand_in(by, row), "can_end_stand_in")
    held = StandIn.objects.select_for_update(of=("self",)).not_over(at).filter(pk=row.pk).first()
    if held is None:
        return
    fresh.require_fresh(held)
    held.ended_at, entry = at, new_entry()
    held.protect(entry).save(update_fields=["ended_at", "revision", "entry", "mac"])
    record("reviews.taken_back", held, by=by, at=at, entry=entry, rows=[held])
    follow(held, by=by, at=at)


def follow(row: StandIn, *, by: User | None, at: datetime) -> None:
    """What waits for the one waits for the other, or for herself again."""
    is_over = row.ended_at is not None or row.until <= at
    StandIn.objects.filter(pk=row.pk).update(followed=Followed.OVER if is_over else Followed.BEGUN)
    for follower in passed:
        follower(row.person, by, at)


def standing_in(people: Collection[User], may: Callable[[], Collection[User]]) -> dict[UUID, User]:
    """Who reviews now in whose place; `may` says who holds a key.

    A deputy who has handed her own reviews over stands in for nobody.
    """
    found = StandIn.objects.in_force(Now()).select_related("deputy")
    rows = [row for row in found if is_right(row)]
    away = {row.person_id for row in rows}
    hers = [row for row in rows if row.person_id in {one.pk for one in people}]
    able = set(may()) if hers else set()
    return {
        row.person_id: row.deputy
        for row in hers
        if row.deputy in able and row.deputy_id not in away
    }


def in_force(at: datetime) -> list[StandIn]:
    """Who is away now, with both people."""
    rows = StandIn.objects.in_force(at).select_related("person", "deputy").order_by("since", "id")
    return [row for row in rows if is_right(row)]


def is_right(row: StandIn) -> bool:
    """A row that was forged counts for nothing: whom it names as a deputy gets nothing by it, and
    whom it calls away is there. Nobody else is kept from her work by it.
    """
    try:
        row.check_mac()
    except Forged:
        logger.error("stand-in %s is forged", row.pk)
        return False
    return True


def forged(at: datetime) -> list[StandIn]:
    """Such rows that are not over, with both people, for administrators."""
    rows = StandIn.objects.not_over(at).select_related("person", "deputy").order_by("since", "id")
    return [row for row in rows if not is_right(row)]


def candidates(person: User) -> list[User]:
    """Whoever could act in her place on one of her desks, by name."""
    desks = person.desks_as(Role.SUPERVISOR)
    found = {one for desk in desks for one in focal_points.candidates(desk)} - {person}
    if not desks:
        posts = Post.objects.current().filter(desk__in=person.desks_as(Role.CASEWORKER))
        found = set(User.objects.admitted().filter(pk__in=posts.values("person"))) - {person}
    return sorted(found, key=lambda one: (one.name, one.username))


def offered(person: User, by: User) -> list[User]:
    """Those of `candidates` whom `by` may name."""
    return [one for one in candidates(person) if not stand_in_gains_by_her_word(person, one, by)]


@guard
def stand_in_has_days(since: datetime, until: datetime) -> str:
    """Somebody stands in for at most 92 days, and not for days gone by."""
    if until <= since:
        return _("The last day is over, or before the first one.")
    if until - since > LONGEST:
        return _("At most 92 days. Hand them over anew then, if you are still away.")
    return ""


@guard
def stand_in_holds_a_key(person: User, deputy: User) -> str:
    """A supervisor's deputy is one of the desk, or of the one that stands by; else a colleague."""
    if deputy in candidates(person):
        return ""
    if not person.is_supervisor:
        return _("A caseworker's deputy is somebody else of the same desk.")
    return _("A deputy is a supervisor of the same desk, or of the one that stands by for it.")


@guard
def stand_in_gains_by_her_word(person: User, deputy: User, by: User) -> str:
    """Only she who is away lets somebody of the desk that stands by review in her place."""
    if by == person:
        return ""
    for desk in person.desks_as(Role.SUPERVISOR):
        if deputy in focal_points.candidates(desk) and not deputy.is_supervisor_on(desk):
            return _("Only she herself names somebody of the desk that stands by.")
    return ""


@guard
def handed_over_once(standing: StandIn | None) -> str:
    """There is one deputy at a time."""
    if standing is None:
        return ""
    return _("A deputy is named for some of these days already. End that first.")


@guard
def stand_in_is_there(deputy: User, since: datetime, until: datetime) -> str:
    """Whoever is away herself stands in for nobody in that time."""
    if not StandIn.objects.overlapping(since, until).filter(person=deputy).exists():
        return ""
    return _("She is away herself on some of these days. Name somebody else.")


def _hold(*people: User) -> list[User]:
    """In one order, so that two who name each other wait for one another."""
    rows = User.objects.select_for_update(no_key=True)
    return list(rows.filter(pk__in=[one.pk for one in people]).order_by("pk"))
