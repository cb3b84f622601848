"""Whoever plans, agrees, holds and lets go in whatever order: what is held is not erased."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access.errors import NotAllowed, WrongState
from casework.accounts.models import User
from casework.cases import plans
from casework.cases.actions import legal_holds, retiring
from casework.cases.models import Case, Erasure, Hold
from casework.cases.states import CaseState
from tests import make
from tests.make import NOW, House
from tests.security.routes import undone

Deed = Callable[[Case, User, datetime], object]


def _holds(case: Case, by: User, at: datetime) -> object:
    return legal_holds.ask(case, reason="law", words="Article 12.", by=by, at=at)


def _of_hold(act: Callable[..., object]) -> Deed:
    return lambda case, by, at: act(Hold.objects.latest("asked_at"), by=by, at=at)


def _of_plan(act: Callable[..., object]) -> Deed:
    return lambda case, by, at: act(Erasure.objects.latest("asked_at"), by=by, at=at)


DEEDS: list[Deed] = [
    lambda case, by, at: plans.sweep(at),
    lambda case, by, at: plans.sweep(at),
    _of_plan(retiring.agree),
    _of_plan(retiring.agree),
    _of_plan(retiring.keep),
    _holds,
    _of_hold(legal_holds.confirm),
    _of_hold(legal_holds.decline),
    _of_hold(legal_holds.ask_end),
    _of_hold(legal_holds.end),
]
WHO = ["supervisor", "supervisor2", "administrator", "administrator2"]
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(WHO), st.sampled_from([0, 100, 400])),
    max_size=9,
)
_MISSES = (NotAllowed, WrongState, Hold.DoesNotExist, Erasure.DoesNotExist)


def _lives(house: House, case: Case, steps: list[tuple[Deed, str, int]]) -> None:
    at = NOW + timedelta(days=300)
    for deed, who, days in steps:
        at += timedelta(days=days)
        held = Hold.objects.in_force().filter(case=case).exists()
        with suppress(*_MISSES), transaction.atomic():
            deed(case, house.staff[who].user, at)
        case.refresh_from_db()
        agreed = Erasure.objects.filter(first_at__isnull=False, second_at__isnull=False)
        assert not (held and case.state == CaseState.ERASED)
        assert agreed.exists() == (case.state == CaseState.ERASED)
        if case.state == CaseState.ERASED:
            return


@pytest.fixture
def closed(house: House) -> Case:
    case = make.opened(house)
    make.close(house, case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return case


@settings(max_examples=8)
@given(steps=STEPS)
def test_what_is_held_is_not_erased(
    house: House, closed: Case, steps: list[tuple[Deed, str, int]]
) -> None:
    with undone():
        _lives(house, Case.objects.select_related("desk", "owner").get(pk=closed.pk), steps)


@pytest.mark.soak
@settings(max_examples=400)
@given(steps=STEPS)
def test_in_no_long_course_is_what_is_held_erased(
    house: House, closed: Case, steps: list[tuple[Deed, str, int]]
) -> None:
    with undone():
        _lives(house, Case.objects.select_related("desk", "owner").get(pk=closed.pk), steps)
