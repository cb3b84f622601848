"""The rungs above a task that nobody does: due, then overdue to a supervisor, then to a second one.

The follow-up's own rungs stand from the beginning (`rules.wanted`). Those of every other task of an
owner are set here, when its time by level is over; they fall away with the task
(`upkeep.stand_down`). Run by a worker: it sees rows and holds no key.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.audit import sweeps
from casework.audit.log import record
from casework.cases.models import Case
from casework.cases.states import LIVING
from casework.reminders import asked, intervals, rules
from casework.reminders.kinds import OF_THE_RECORD, Kind
from casework.reminders.models import Due
from casework.reminders.rules import Rhythms

# A sweep ends after so many rows; the next minute brings the next.
AT_MOST = 200


def sweep(at: datetime) -> int:
    """Set the rungs whose time has come; returns how many. Safe to run twice, also at once."""
    waiting = Due.objects.climbing(at).order_by("climbs_at", "id").values_list("pk", "case")
    found = list(waiting[:AT_MOST])
    rhythms = intervals.current() if found else rules.RHYTHMS
    return sweeps.each(found, lambda one: _climb(*one, rhythms, at))


@transaction.atomic
def _climb(pk: UUID, case_id: UUID, rhythms: Rhythms, at: datetime) -> int:
    """The case first, then the row, as everywhere; whoever is at work on it is not waited for."""
    held = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    case = held.select_related("desk__deputy", "owner").filter(pk=case_id).first()
    rows = Due.objects.select_for_update(no_key=True).climbing(at).filter(pk=pk)
    due = rows.first() if case else None
    if case is None or due is None:
        return 0
    late = rules.rhythm(case.risk, case.reachability, rhythms).escalate
    goes_on = case.state in LIVING or due.kind in OF_THE_RECORD
    rungs = [due.due_at + span for span in late] if goes_on else []
    due.climbs_at = min((moment for moment in rungs if moment > at), default=None)
    due.save(update_fields=["climbs_at"])  # a mark of use
    told = asked.ladder(case, asked.supervisors(case), rhythms)
    reached = zip(told, rungs, strict=False)
    return _set(case, due, [(who, when) for who, when in reached if when <= at], at)


def _set(case: Case, due: Due, reached: list[tuple[UUID, datetime]], at: datetime) -> int:
    about = {"case": case, "kind": Kind.ESCALATION, "reference": due.pk}
    there = set(Due.objects.pending().filter(**about).values_list("owner", flat=True))
    rows = [Due(**about, owner_id=who, due_at=when) for who, when in reached if who not in there]
    for row in rows:
        row.save(force_insert=True)
    if rows:
        record("reminders.set", case, by=None, at=at, rows=rows, count=len(rows))
    return len(rows)
