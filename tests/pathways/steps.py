"""Telling paths in tests: whoever may tells each step with all that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from casework.access.errors import NotAllowed, WrongState
from casework.cases.models import Case, Sheet
from casework.pathways import actions, line
from casework.pathways.line import Line
from casework.pathways.models import Move
from casework.reminders.models import Due
from tests import entries, make
from tests.tellings import full


def hands(house: make.House, case: Case, name: str = "caseworker") -> dict[str, Any]:
    who = house.staff[name]
    return {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}


def tell(house: make.House, case: Case, *steps: str, **told: Any) -> Move:
    """`M06|CU1` or `FM9` (inside), one after the other; `told` and facts are of the last one."""
    for number, step in enumerate(steps, start=1):
        event, _bar, state = step.rpartition("|")
        event = event or "inside"
        beside = told if number == len(steps) else {}
        by = "supervisor" if state == "UN2" else "caseworker"
        telling = full(case.situation, event, state, **beside)
        move = actions.move(case, state, event=event, telling=telling, **hands(house, case, by))
    return move


def facts(house: make.House, case: Case, step: str, **changed: Any) -> Move:
    """The step with these facts in place of those that its guards let through."""
    event, _bar, state = step.rpartition("|")
    telling = full(case.situation, event or "inside", state)
    telling = replace(telling, facts=dict(telling.facts) | changed)
    by = "supervisor" if state == "UN2" else "caseworker"
    return actions.move(
        case, state, event=event or "inside", telling=telling, **hands(house, case, by)
    )


def path_of(house: make.House, case: Case) -> Line:
    return line.draw(actions.told_of(case, make.keys_for(house.caseworker, case)))


def step_id(house: make.House, case: Case, state: str) -> UUID:
    """Of the newest step into `state`."""
    return next(
        step.told.id for step in reversed(path_of(house, case).steps) if step.after == state
    )


def written(case: Case) -> tuple[Any, ...]:
    """All that a refused telling may not have changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    now = Case.objects.get(pk=case.pk)
    counted = (Move.objects.count(), Sheet.objects.count(), Due.objects.count(), entries.count())
    return (*counted, Case.objects.count(), now.situation, now.reachability)


@contextmanager
def refused(case: Case, sentence: str) -> Iterator[None]:
    before = written(case)
    with pytest.raises(WrongState, match=sentence):
        yield
    assert written(case) == before


@contextmanager
def not_allowed(case: Case, rule: str) -> Iterator[None]:
    before = written(case)
    with pytest.raises(NotAllowed, match=rule):
        yield
    assert written(case) == before
