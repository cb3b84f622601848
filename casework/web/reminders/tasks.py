"""A person's tasks as the pages show them: kind, code, label, when; never what it is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects
from django.utils.timezone import localtime

from casework.access.keys import load
from casework.accounts.models import Role
from casework.cases.actions import reading
from casework.reminders.kinds import NOT_THE_OWNERS, TOLD, Kind
from casework.reminders.models import Due
from casework.reminders.passing import CannotReason
from casework.reminders.queries import tasks_for
from casework.web.cases.head import label_of
from casework.web.http import SignedInRequest
from casework.web.reminders.contact_rules import set_rules


def labelled_tasks(
    request: SignedInRequest, *, at: datetime, without: Collection[Kind] = ()
) -> list[Due]:
    """Her tasks that are due or come within a week, for `reminders/_tasks.html`.

    Opens the labels and nothing else, on record as a list; a label stays on the row in memory, for
    this page.
    """
    tasks = tasks_for(request.user, at, without=without)
    of_cases = [task for task in tasks if not task.partner]
    prefetch_related_objects([task.case for task in of_cases], "label")
    load(request.keys, {task.case.pk for task in of_cases}, at=at)
    own = request.user.desks_as(Role.CASEWORKER, Role.SUPERVISOR)
    for task in of_cases:
        task.label = label_of(task.case, request.keys)
        task.stands_by = "" if task.case.desk in own else task.case.desk.name
    for task in tasks:
        task.because = CannotReason(task.reason).label if task.reason else ""
        task.may_be_passed_on = task.kind not in NOT_THE_OWNERS | TOLD
        task.in_place_of = "" if task.owner_id == request.user.pk else task.owner.name
    set_rules(request, tasks, at=at)
    if tasks:
        reading.listed("tasks", by=request.user, at=at, count=len(tasks))
    return tasks


def grouped(tasks: list[Due], *, at: datetime) -> dict[str, list[Due]]:
    """What is due now, hers and in place of others; later today where she is; and this week."""
    tonight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    due = [task for task in tasks if task.falls_due <= at]
    return {
        "due_now": [task for task in due if not task.in_place_of],
        "due_for_others": [task for task in due if task.in_place_of],
        "due_today": [task for task in tasks if at < task.falls_due < tonight],
        "coming": [task for task in tasks if task.falls_due >= max(tonight, at)],
    }
