"""What administrators tell everybody, or one desk: on the first page, from one day until another.

Each reader puts it away for herself. The text lies sealed under the house's key, as addresses do:
it is for people who work here, and still nobody of whom a record is kept is to be named in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.announcement_rows import Announcement, AnnouncementQuerySet, PutAway
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.access.invitations import desk_is_in_use
from casework.accounts.models import Desk, Role, User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import record

LONGEST: Final = timedelta(days=90)
# In characters. What is longer is a letter, and nobody reads it on the way to her tasks.
LENGTH: Final = 500


@transaction.atomic
def announce(
    text: str,
    *,
    desk: Desk | None,
    since: datetime,
    until: datetime,
    by: User,
    at: datetime,
    once: UUID | None = None,
) -> Announcement:
    """`once` names the row to be: a form sent twice is kept once. Raises NotAllowed, WrongState."""
    require(policies.can_announce(by), "can_announce")
    if once and (kept := Announcement.objects.filter(pk=once).first()):
        return kept
    refuse(desk_is_in_use(desk), announcement_ends(since, until, at))
    row = Announcement(desk=desk, since=since, until=until, made_by=by, made_at=at)
    row.pk = once or row.pk
    seal_for_house(row, "text", text)
    row.save(force_insert=True)
    record("announcement.made", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def end(row: Announcement, *, by: User, at: datetime) -> None:
    """Nobody reads it any more; the list of those that were keeps it. Raises NotAllowed."""
    require(policies.can_announce(by), "can_announce")
    held = Announcement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if held.ended_at is not None:
        return  # a doubled submit ends it once
    held.ended_at = at
    held.raise_revision().save(update_fields=["ended_at", "revision"])
    record("announcement.ended", held, by=by, at=at, rows=[held])


def put_away(row: Announcement, *, by: User) -> None:
    """She has read it. Twice is once."""
    PutAway.objects.get_or_create(announcement=row, person=by)


def take_out(row: Announcement, *, by: User) -> None:
    """She put it away by a slip; she reads it again. Twice is once."""
    PutAway.objects.filter(announcement=row, person=by).delete()


def for_her(person: User, at: datetime) -> AnnouncementQuerySet:
    """Those that stand, for everybody or for a desk of hers."""
    if not person.is_admitted:
        return Announcement.objects.none()
    hers = Q(desk__isnull=True)
    if desks := person.desks_as(Role.CASEWORKER, Role.SUPERVISOR):
        hers |= Q(desk__in=desks)
    return Announcement.objects.standing(at).filter(hers)


def shown_to(person: User, at: datetime) -> AnnouncementQuerySet:
    """Those of them that she has not put away; the newest first."""
    rows = for_her(person, at).exclude(put_away__person=person)
    return rows.select_related("desk").order_by("-since", "pk")


@guard
def announcement_ends(since: datetime, until: datetime, at: datetime) -> str:
    """An announcement ends after it begins, is not over already, and stands for 90 days at most."""
    if since < until and at < until and until - since <= LONGEST:
        return ""
    return _("It ends after it begins, later than now, and within %(days)d days.") % {
        "days": LONGEST.days
    }
