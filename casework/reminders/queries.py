"""What is due now, and what is coming."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, Q, QuerySet

from casework.accounts.models import Post, User
from casework.accounts.questions import Question, Slot
from casework.cases.models import Case
from casework.reminders import reach
from casework.reminders.kinds import LOOKED_AFTER, Kind
from casework.reminders.models import Due
from casework.reminders.rules import UPCOMING

# A home with more tasks than this shows the first and says that there are more.
SHOWN = 50
_IN_ORDER = ("rank", "effective_at", "id")
# More than these are not counted.
MOST_COUNTED = 99
# What is hidden is there for whoever is named to decide its end.
_IS_THERE = Q(case__hidden_at__isnull=True) | Q(kind=Kind.ERASURE_DUE)


def _her_due(person: Slot, at: Slot) -> QuerySet[User, int]:
    """How many, counted up to one more than is shown.

    A partner is asked about by whoever is a supervisor still.
    """
    keeps = Exists(Post.objects.keyed().filter(person=person))
    due = Due.objects.pending().filter(_IS_THERE, owner=person, effective_at__lte=at)
    some = due.filter(Q(case__isnull=False) | keeps).values("pk")[: MOST_COUNTED + 1]
    many: Any = Func(ArraySubquery(some), function="cardinality", output_field=IntegerField())
    counted: QuerySet[User, int] = User.objects.filter(pk=person).values_list(many, flat=True)
    return counted


_HER_DUE = Question(_her_due)


def tasks_for(user: User, at: datetime, *, without: Collection[Kind] = ()) -> list[Due]:
    """Her tasks: all that are due, and what falls due within seven days. What hours decide stands
    above what has long been late, then the earliest first. `without`: kinds that stand elsewhere.

    The first are picked before anything is joined to them, so that ten thousand cost no more than
    a hundred.
    """
    open_tasks = Due.objects.pending().effective_by(at + UPCOMING).exclude(kind__in=without)
    # What waits for a supervisor shows only once it is due: an overdue follow-up, a review.
    open_tasks = open_tasks.exclude(kind__in=LOOKED_AFTER, due_at__gt=at).order_by(*_IN_ORDER)
    first, *more = (open_tasks.filter(way).values("pk")[:SHOWN] for way in reach.ways_to(user, at))
    tasks = Due.objects.filter(pk__in=first.union(*more) if more else first)
    tasks = tasks.select_related("case__owner", "case__desk", "partner", "owner")
    return list(tasks.order_by(*_IN_ORDER)[:SHOWN])


def about_partners(user: User, at: datetime) -> list[Due]:
    """What she is to ask of partners now."""
    hers = Due.objects.pending().filter(owner=user, case__isnull=True).effective_by(at)
    return list(hers.select_related("partner"))


def count_due(user: User, at: datetime) -> int:
    return Due.objects.pending().of(user, at).effective_by(at).count()


def due_badge(user: User, at: datetime) -> str:
    """How many of her own tasks are due, "" for none. It stands on every page, so it is one query
    that is worked out once; what reaches her in somebody's place is counted on her home.
    """
    (found,) = _HER_DUE(person=user.pk, at=at)
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found or "")


def is_due(case: Case, kind: Kind, reference: UUID | None = None) -> bool:
    """Somebody is asked to do this in the case, now or later."""
    return Due.objects.pending().filter(case=case, kind=kind, reference=reference).exists()
