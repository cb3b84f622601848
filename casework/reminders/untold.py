"""Decisions that wait and of which no task tells: they were asked before the house had such a task,
or while nobody was there who could be asked.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from casework.audit import sweeps
from casework.audit.log import record
from casework.cases.decisions import DecisionKind, task_of
from casework.cases.models import Case, Decision
from casework.cases.states import READ_ONLY
from casework.reminders.asked import asked
from casework.reminders.models import Due
from casework.reminders.upkeep import note_next_due


def sweep(at: datetime) -> int:
    """Returns of how many somebody is told now. Safe to run twice, also at once."""
    found = list(_untold().order_by("due_at", "id").values_list("pk", "case"))
    return sweeps.each(found, lambda one: _tell(*one, at))


def _untold() -> QuerySet[Decision]:
    told = Due.objects.pending().filter(case=OuterRef("case"), reference=OuterRef("pk"))
    waits = Decision.objects.waiting().filter(~Exists(told), case__hidden_at__isnull=True)
    return waits.exclude(case__state__in=READ_ONLY)


@transaction.atomic
def _tell(pk: UUID, case_id: UUID, at: datetime) -> bool:
    """The case first, as everywhere; whoever is at work on it is not waited for."""
    held = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    case = held.select_related("desk__deputy", "owner").filter(pk=case_id).first()
    decision = _untold().filter(pk=pk).first() if case else None
    if case is None or decision is None:
        return False
    kind, due_at = task_of(DecisionKind(decision.kind)), decision.due_at
    rows = [
        Due(case=case, kind=kind, reference=pk, owner_id=one, due_at=due_at)
        for one in asked(case, kind, but=(decision.asked_by_id,))
    ]
    for row in rows:
        row.save(force_insert=True)
    if rows:
        record("reminders.set", case, by=None, at=at, rows=rows, count=len(rows))
        note_next_due(case, list(Due.objects.pending().filter(case=case)))
    return bool(rows)
