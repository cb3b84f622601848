"""A person's tasks as the pages show them: kind, code, label, when; never what it is about."""

from __future__ import annotations

from datetime import datetime

from django.db.models import prefetch_related_objects

from casework.access.keys import load
from casework.cases.actions import reading
from casework.pathways.models import Move
from casework.reminders.models import Due
from casework.reminders.queries import tasks_for
from casework.reminders.rules import Kind
from casework.web.cases.head import label_of
from casework.web.http import SignedInRequest


def labelled_tasks(request: SignedInRequest, *, at: datetime) -> list[Due]:
    """Her tasks that are due or come within a week, for `reminders/_tasks.html`.

    Opens the labels and nothing else, on record as a list; a label stays on the row in memory, for
    this page.
    """
    tasks = tasks_for(request.user, at)
    prefetch_related_objects([task.case for task in tasks], "label")
    load(request.keys, {task.case_id for task in tasks}, at=at)
    for task in tasks:
        task.label = label_of(task.case, request.keys)
    _say_which_are_moves(tasks)
    if tasks:
        reading.listed("tasks", by=request.user, at=at, count=len(tasks))
    return tasks


def _say_which_are_moves(tasks: list[Due]) -> None:
    """A move of her path is confirmed on its own page."""
    confirmed = [task.reference for task in tasks if task.kind == Kind.CONFIRM_PROTECTIVE_ACT]
    asked = {reference for reference in confirmed if reference is not None}
    if asked:
        moves = set(Move.objects.filter(pk__in=asked).values_list("pk", flat=True))
        for task in tasks:
            task.is_of_a_move = task.reference in moves


def grouped(tasks: list[Due], *, at: datetime) -> dict[str, list[Due]]:
    """What is due now apart from what comes this week."""
    return {
        "due_now": [task for task in tasks if task.falls_due <= at],
        "coming": [task for task in tasks if task.falls_due > at],
    }
