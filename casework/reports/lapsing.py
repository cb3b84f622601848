"""Access that a colleague was given and nobody confirmed: two warnings, then it ends by itself.

Only what was shared lapses. The owner of a case never loses it so, nor does the last person who can
open it: their reviews go on climbing (`reminders.rules`), to the second supervisor and then to the
administrators' home. Run by a worker: it ends a wrap and needs no key for that.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from casework.access import revoking
from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import User
from casework.audit import sweeps
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.states import LIVING
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.reminders.upkeep import tell_anew
from casework.reports.review_rows import Lapse

# Counted from when the review was due.
FIRST_WARNING: Final = timedelta(days=4)
NEVER_BEFORE: Final = timedelta(days=14)
# Between the two warnings, and between the second one and the end.
BETWEEN: Final = timedelta(days=5)
AFTER_SECOND: Final = timedelta(days=4)
AT_MOST: Final = 200


def sweep(at: datetime) -> int:
    """Warn, warn again, end; returns how many. Safe to run twice, also at once."""
    late = waiting().filter(due_at__lte=at - FIRST_WARNING)
    cases = late.order_by("case").values_list("case", flat=True).distinct()
    return sweeps.each(list(cases[:AT_MOST]), lambda pk: _of_case(pk, at))


def waiting() -> QuerySet[Due]:
    """Every review of access that nobody has done yet."""
    return Due.objects.pending().filter(kind=Kind.ACCESS_REVIEW)


def extra(case: Case) -> QuerySet[UserGrant]:
    """What was shared, without an end of its own."""
    found = UserGrant.objects.filter(content_object=case, role=HolderRole.READER)
    return found.filter(until__isnull=True).exclude(user=case.owner_id).select_related("user")


def late_by_desk(at: datetime) -> list[tuple[str, int]]:
    """Reviews that nobody did within two weeks, for administrators: name of the desk, how many."""
    late = waiting().filter(due_at__lte=at - NEVER_BEFORE, case__in=Case.objects.in_sight())
    found = late.order_by().values_list("case__desk__name").annotate(Count("case", distinct=True))
    return sorted(found)


def of_hers(person: User) -> QuerySet[Lapse]:
    """What she was given and may lose, for her own home."""
    found = Lapse.objects.standing().filter(person=person, case__in=Case.objects.in_sight())
    return found.select_related("case").order_by("due_at", "id")


@transaction.atomic
def _of_case(pk: UUID, at: datetime) -> int:
    """Whoever is at work on the case is not waited for."""
    held = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    case = held.select_related("desk", "owner").filter(pk=pk, state__in=LIVING).first()
    if case is None:
        return 0
    rows = list(waiting().select_for_update(no_key=True).filter(case=case).order_by("due_at"))
    if not rows:
        return 0
    return sum(_next(case, grant, rows, at) for grant in extra(case).order_by("pk"))


def _next(case: Case, grant: UserGrant, rows: list[Due], at: datetime) -> int:
    """One step at a time, however long nobody swept."""
    due_at = rows[0].due_at
    lapse = Lapse.objects.standing().filter(case=case, person=grant.user).first()
    if lapse is None:
        if at < due_at + FIRST_WARNING:
            return 0
        lapse = Lapse(case=case, person=grant.user, due_at=due_at, warned_at=at)
        lapse.save(force_insert=True)
        return _warn(lapse, rows, at)
    if lapse.warned_again_at is None:
        if at < lapse.warned_at + BETWEEN:
            return 0
        lapse.warned_again_at = at
        lapse.raise_revision().save(update_fields=["warned_again_at", "revision"])
        return _warn(lapse, rows, at)
    if at < max(due_at + NEVER_BEFORE, lapse.warned_again_at + AFTER_SECOND):
        return 0
    return 0 if is_last_holder(case, grant, at) else _end(lapse, grant, at)


def is_last_holder(case: Case, grant: UserGrant, at: datetime) -> bool:
    """Nobody else who is here could open the case."""
    here = UserGrant.objects.in_force(at).filter(content_object=case, until__isnull=True)
    here = here.filter(user__in=User.objects.admitted())
    others = here.exclude(user=grant.user).exists()
    return not others and not User.objects.supervising(case.desk).exists()


def _warn(lapse: Lapse, rows: list[Due], at: datetime) -> int:
    """Her home shows it, and every supervisor who was asked is told anew, by mail too."""
    for row in rows:
        tell_anew(row)
    record("access.warned", lapse, by=None, at=at, rows=[lapse, *rows], count=len(rows))
    return 1


def _end(lapse: Lapse, grant: UserGrant, at: datetime) -> int:
    revoking.revoke(lapse.case, whom=grant.user, by=None, at=at, reason="lapsed")
    lapse.ended_at, lapse.lapsed = at, True
    lapse.raise_revision().save(update_fields=["ended_at", "lapsed", "revision"])
    record("access.lapsed", lapse, by=None, at=at, rows=[lapse])
    return 1
