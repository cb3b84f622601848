"""Ticking a step of the checklist that an arrest opened; the last of an hour ends its task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues, policies
from casework.cases.actions.consent import day_of
from casework.cases.actions.record import lock_case
from casework.cases.actions.sheets import put, sheets_of
from casework.cases.consequences import changed
from casework.cases.if_taken import STEP, wishes
from casework.cases.models import Case, Sheet
from casework.cases.sheets import OpenSheet, SheetKind
from casework.pathways.actions import told_of
from casework.pathways.aftermath import checklist_row
from casework.pathways.checklist import (
    Task,
    checklist_has_the_step,
    checklist_is_open,
    checklist_says_what_was_done,
    newest_taken,
    tasks,
)
from casework.pathways.line import Step, draw
from casework.vault.keyring import Keyring


@transaction.atomic
def tick(
    case: Case,
    key: str,
    line: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> Sheet:
    """Write what was done about the step `key`. Raises WrongState."""
    lock_case(case, keys, at=at)
    require(policies.can_add_note(by, case), "can_add_note")
    already = Sheet.objects.filter(pk=pk).first() if pk else None
    if already is not None:
        require(already.case_id == case.pk, "sheet_of_this_case")
        return already
    step = newest_taken(draw(told_of(case, keys)))
    refuse(checklist_is_open(step))
    assert step is not None
    found = open_tasks(case, step, sheets_of(case, keys, SheetKind.IF_TAKEN), by=by, at=at)
    refuse(checklist_has_the_step(found, key), checklist_says_what_was_done(line))
    told = {"what": STEP, "move": str(step.told.id), "step": key, "line": line}
    sheet = put(case, SheetKind.IF_TAKEN, told, by=by, at=at, keys=keys, pk=pk)
    record("if_taken.step_done", case, by=by, at=at, rows=[sheet])
    _end_of_the_hour(case, step, found, key, by=by, at=at)
    changed(case, by=by, at=at)
    return sheet


def open_tasks(
    case: Case, step: Step, sheets: Sequence[OpenSheet], *, by: User, at: datetime
) -> list[Task]:
    return tasks(wishes(sheets, case, on=day_of(at, by)), sheets, step.told.id)


def _end_of_the_hour(
    case: Case, step: Step, found: Sequence[Task], key: str, *, by: User, at: datetime
) -> None:
    """The task of so many hours is done when each of its steps is."""
    hours = next(task.hours for task in found if task.key == key)
    left = [task for task in found if task.hours == hours and not task.is_done and task.key != key]
    if not left:
        dues.settle(case, "if_taken", by=by, at=at, reference=checklist_row(step.told.id, hours))
