"""What is due now, and what is coming."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Case as Sorted
from django.db.models import F, IntegerField, Value, When

from casework.accounts.models import User
from casework.cases.models import Case
from casework.reminders.kinds import CAN_WAIT, LOOKED_AFTER, PRESSING, Kind
from casework.reminders.models import Due, DueQuerySet
from casework.reminders.rules import UPCOMING

# A home with more tasks than this shows the earliest and says how many more there are.
SHOWN = 50
_PRESSING_FIRST = Sorted(
    When(kind__in=PRESSING, then=Value(0)),
    When(kind__in=CAN_WAIT, then=Value(2)),
    default=Value(1),
    output_field=IntegerField(),
)


def tasks_for(user: User, at: datetime, *, without: Collection[Kind] = ()) -> list[Due]:
    """Her tasks: all that are due, and what falls due within seven days. What hours decide stands
    above what has long been late, then the earliest first. `without`: kinds that stand elsewhere.
    """
    tasks = _open_tasks(user, at).exclude(kind__in=without)
    return list(tasks.order_by(_PRESSING_FIRST, F("effective_at"), "id")[:SHOWN])


def count_due(user: User, at: datetime) -> int:
    return Due.objects.pending().of(user, at).effective_by(at).count()


def _open_tasks(user: User, at: datetime) -> DueQuerySet:
    """What waits for a supervisor shows only once it is due: an overdue follow-up, a review."""
    tasks = Due.objects.pending().of(user, at).effective_by(at + UPCOMING)
    later = {"kind__in": LOOKED_AFTER, "due_at__gt": at}
    return tasks.exclude(**later).select_related("case__owner", "case__desk", "owner")


def is_due(case: Case, kind: Kind, reference: UUID | None = None) -> bool:
    """Somebody is asked to do this in the case, now or later."""
    return Due.objects.pending().filter(case=case, kind=kind, reference=reference).exists()
