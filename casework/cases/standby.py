"""Cases that were made before another desk stood by: its supervisors hold no key to them yet."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.access.models import GroupGrant, HolderRole
from casework.accounts.models import Desk
from casework.cases.models import Case
from casework.cases.states import READ_ONLY, CaseState


def with_a_key(desk: Desk) -> QuerySet[Case]:
    """Those that somebody may have to open: what was begun in error nobody will, and
    what is erased has none.
    """
    return Case.objects.filter(desk=desk).exclude(state__in=(CaseState.VOID, CaseState.ERASED))


def without_standby(desk: Desk) -> QuerySet[Case]:
    """Of these, the ones to which the desk that stands by now holds no key."""
    if desk.deputy is None:
        return Case.objects.none()
    held = GroupGrant.objects.filter(
        content_object=OuterRef("pk"), role=HolderRole.STANDBY, group=desk.deputy.supervisors_id
    )
    return with_a_key(desk).filter(~Exists(held))


def living_without_standby(desk: Desk) -> int:
    """How many of them are worked on."""
    return without_standby(desk).exclude(state__in=READ_ONLY).count()


@guard
def another_desk_stands_by(desk: Desk) -> str:
    """Standby keys are for the supervisors of the desk that was accepted to stand by."""
    return "" if desk.deputy else _("No desk stands by for %(name)s.") % {"name": desk.name}
