"""Every line of the table does what it says: who has the task, what ends it, and over a frozen
clock, when."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from casework.access.errors import NotAllowed, WrongState
from casework.cases import dues
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import actions
from casework.reminders.kinds import OF_PARTNERS, OF_THE_RECORD, TABLE, TOLD, Ends, Late, Line, Who
from casework.reminders.models import Due
from casework.reminders.queries import tasks_for
from tests import make
from tests.make import House

AT, DAY = make.NOW, timedelta(days=1)
# What is about a partner is set by nothing of a case (`test_of_partners`).
BY_ACTS = [line for line in TABLE if not line.by_rhythm and line.kind not in OF_PARTNERS]
_OWNER, _HEADS = {"caseworker"}, {"supervisor", "supervisor2"}
HAVE_IT = {
    Who.OWNER: _OWNER,
    Who.SUPERVISORS: _HEADS,
    Who.ANOTHER: _HEADS,
    Who.BOTH_DESKS: _HEADS,  # no desk stands by for this one
    Who.FOCAL_POINT: _HEADS,
    Who.NAMED: _HEADS,  # by the nearest: here nobody has asked yet
    Who.BOTH: _OWNER | _HEADS,
    Who.ADMINISTRATORS: {"administrator", "administrator2"},
}


def put(case: Case, line: Line, due_at: datetime) -> list[Due]:
    with transaction.atomic():
        told = {"due_at": due_at, "by": case.owner, "at": AT, "reference": uuid4()}
        dues.set_due(case, line.kind, **told)
    return list(Due.objects.pending().filter(case=case, kind=line.kind, due_at=due_at))


def at_home(house: House, who: str, at: datetime) -> set[str]:
    return {task.kind for task in tasks_for(house.staff[who].user, at) if task.falls_due <= at}


def test_each_that_an_act_sets_reaches_whom_the_table_says_at_its_time(house: House) -> None:
    case, due_at = make.opened(house, risk=Risk.LOW), AT + DAY
    for line in BY_ACTS:
        rows = put(case, line, due_at)
        assert {row.owner.username for row in rows} == HAVE_IT[line.who], line.kind
    for who in sorted(_OWNER | _HEADS):
        hers = {line.kind for line in BY_ACTS if who in HAVE_IT[line.who]}
        assert at_home(house, who, due_at - DAY / 1440) == set()
        assert at_home(house, who, due_at) == hers


def test_each_ends_as_the_table_says(house: House) -> None:
    case = make.opened(house, risk=Risk.LOW)
    for line in BY_ACTS:
        row = put(case, line, AT)[0]
        if line.ends is Ends.TICK:
            actions.done(row, by=row.owner, at=AT)
            left = Due.objects.pending().filter(case=case, reference=row.reference)
            others = len(HAVE_IT[line.who]) - 1 if line.late is Late.ONLY_TOLD else 0
            assert left.count() == others, line.kind
            continue
        with pytest.raises((WrongState, NotAllowed)):  # who opens nothing ticks nothing
            actions.done(row, by=row.owner, at=AT)
        with transaction.atomic():
            told = {"by": row.owner, "at": AT, "reference": row.reference}
            dues.settle(case, line.kind, **told)
        assert not Due.objects.pending().filter(reference=row.reference).exists(), line.kind


def test_each_moves_and_falls_away_with_what_asked_for_it(house: House) -> None:
    """Set anew it moves, one row for each; dropped it is gone; closing takes all but the told."""
    case = make.opened(house, risk=Risk.LOW)
    for line in BY_ACTS:
        row = put(case, line, AT)[0]
        told = {"by": case.owner, "at": AT, "reference": row.reference}
        with transaction.atomic():
            dues.set_due(case, line.kind, due_at=AT + 3 * DAY, **told)
        moved = Due.objects.pending().filter(reference=row.reference)
        assert {one.due_at for one in moved} == {AT + 3 * DAY}, line.kind
        assert moved.count() == len(HAVE_IT[line.who])
        with transaction.atomic():
            dues.drop(case, line.kind, **told)
        assert not moved.all().exists()
        put(case, line, AT)
    make.close(house, case, at=AT)
    left = {row.kind for row in Due.objects.pending().filter(case=case)}
    assert left == TOLD | OF_THE_RECORD
