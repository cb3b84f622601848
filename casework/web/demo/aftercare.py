"""After a move: risk and consent are looked at anew, and a supervisor confirms what protects her.

What happened in the last days still waits, so that the queues of the demo are not empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from casework.cases import dues, risk_aid
from casework.cases.actions import assessment
from casework.cases.actions.assessment import Assessed
from casework.cases.actions.record import lock_case
from casework.cases.decisions import DecisionKind
from casework.cases.models import Decision
from casework.cases.states import Risk
from casework.pathways import actions as pathways
from casework.pathways import aftermath, line
from casework.reminders import actions as reminders
from casework.reminders.models import Due
from casework.web.demo.cases import Life
from casework.web.demo.courses import Step
from casework.web.demo.moments import Moment

_STILL_WAITS = 3


def moments(life: Life) -> Iterator[Moment]:
    for step in life.steps:
        if step.days is None or step.days < _STILL_WAITS or step.days - 1 <= life.story.closed:
            continue
        after = step.days - 1
        yield life.by_owner(after, 160, partial(_reviewed, life))
        yield life.moment(after, 164, life.supervisor, partial(_confirmed, life, step))


def _reviewed(life: Life, *, by: Any, at: datetime, keys: Any) -> None:
    waiting = Due.objects.pending().filter(case=life.case, owner=by)
    if waiting.filter(kind="risk_reassess", due_at__lte=at + aftermath.REVIEWED_WITHIN).exists():
        told = Assessed(version=risk_aid.CURRENT, answers={}, at_least=Risk(life.case.risk))
        assessment.assess(life.case, told, by=by, at=at, keys=keys)
    for due in waiting.filter(kind="consent_review").select_related("case"):
        reminders.done(due, by=by, at=at)


def _confirmed(life: Life, step: Step, *, by: Any, at: datetime, keys: Any) -> None:
    waiting = Due.objects.pending().filter(case=life.case, owner=by)
    drawn = line.draw(pathways.told_of(life.case, keys))
    asked = Decision.objects.waiting().filter(case=life.case, kind=DecisionKind.TAKEN)
    for decision in asked:
        found = drawn.find(decision.about) if decision.about else None
        if found is not None and found.after == step.state:
            pathways.confirm(life.case, found.told.id, by=by, at=at, keys=keys)
            _checklist_ended(life, found, by=by, at=at)
    for due in waiting.filter(kind="supervisor_alert").select_related("case"):
        reminders.done(due, by=by, at=at)


@transaction.atomic
def _checklist_ended(life: Life, step: line.Step, *, by: Any, at: datetime) -> None:
    """Whatever she had asked for was done in time."""
    lock_case(life.case)
    for hours in aftermath.CHECKLIST_HOURS:
        row = aftermath.checklist_row(step.told.id, hours)
        dues.settle(life.case, "if_taken", by=by, at=at, reference=row)
