"""The focal point for children of a desk: a supervisor, with a deputy (reference 3.4, 3.6).

An administrator names both. That gives nobody a key: both hold one already.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.access.models import FocalPoint
from casework.accounts.models import Desk, User
from casework.audit import fresh
from casework.audit.log import new_entry, record

# What follows when another one is named: an app above sends her what waits (`AppConfig.ready`).
named: list[Callable[[Desk, User, datetime], None]] = []


@transaction.atomic
def name_focal_point(
    desk: Desk, person: User, deputy: User | None, *, by: User, at: datetime
) -> FocalPoint:
    """Name both anew. Raises NotAllowed, WrongState, Forged, Stale."""
    require(policies.can_manage_people(by), "can_manage_people")
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    refuse(focal_point_holds_the_key(desk, person, deputy), focal_point_has_another(person, deputy))
    fresh.require_fresh(
        desk, *User.objects.filter(pk__in=[one.pk for one in (person, deputy) if one])
    )
    row = FocalPoint.objects.select_for_update(of=("self",)).filter(desk=desk).first()
    if row is not None and (row.person_id, row.deputy_id) == (person.pk, _pk(deputy)):
        return row
    row = row or FocalPoint(desk=desk)
    row.person, row.deputy = person, deputy
    entry = new_entry()
    row.protect(entry).save()
    record("desk.focal_point_named", desk, by=by, at=at, entry=entry, rows=[row])
    for follow in named:
        follow(desk, by, at)
    return row


def of(desk: Desk) -> list[User]:
    """The focal point and then her deputy, as far as they hold the key still. Raises Forged."""
    row = FocalPoint.objects.filter(desk=desk).select_related("person", "deputy").first()
    if row is None:
        return []
    row.check_mac()
    may = set(candidates(desk))
    return [one for one in (row.person, row.deputy) if one in may]


def candidates(desk: Desk) -> list[User]:
    """Supervisors of the desk, then those who stand by for it; each holds her desk's key."""
    desks = [desk, desk.deputy] if desk.deputy else [desk]
    return [one for place in desks for one in User.objects.supervising(place).order_by("username")]


@guard
def focal_point_holds_the_key(desk: Desk, person: User, deputy: User | None) -> str:
    """Both are supervisors with a key to the desk's cases; she herself is one of this desk."""
    own = person in User.objects.supervising(desk)
    if own and (deputy is None or deputy in candidates(desk)):
        return ""
    return _("The focal point is a supervisor of this desk who holds its key; her deputy is one"
             " too, or one of the desk that stands by.")  # fmt: skip


@guard
def focal_point_has_another(person: User, deputy: User | None) -> str:
    """The focal point for children is not her own deputy."""
    return _("Name two people, or no deputy.") if deputy == person else ""


def _pk(person: User | None) -> object:
    return person.pk if person else None
