"""Every open case has something due in the future, whatever is done with it and in what order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from casework.access.errors import WrongState
from casework.cases.actions import assessment, contact, holding, record
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.cases.states import LIVING, Reachability, Risk
from casework.pathways import actions as pathways
from casework.reminders import actions, undoing
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from casework.reminders.unattended import sweep
from tests import entries, make
from tests.make import House
from tests.tellings import full

HOUR = timedelta(hours=1)
Deed = Callable[[House, Case, datetime], None]


def _hands(house: House, case: Case, at: datetime, who: str = "caseworker") -> dict[str, Any]:
    one = house.staff[who]
    return {"by": one.user, "at": at, "keys": make.keys_for(one, case, at)}


def follow_up(house: House, case: Case, at: datetime) -> None:
    due = Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)
    actions.done(due, by=house.caseworker.user, at=at)


def put_off(house: House, case: Case, at: datetime) -> None:
    due = Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)
    told = {"until": at + 3 * HOUR, "reason": "in_hand"}
    actions.snooze(due, by=house.caseworker.user, at=at, **told)


def raised(house: House, case: Case, at: datetime) -> None:
    assessment.set_risk(case, Risk.CRITICAL, by=house.caseworker.user, at=at, reason="new_danger")


def lowered(house: House, case: Case, at: datetime) -> None:
    assessment.set_risk(case, Risk.LOW, by=house.supervisor.user, at=at, reason="danger_passed")


def stopped(house: House, case: Case, at: datetime) -> None:
    contact.stop(case, reason="overheard", **_hands(house, case, at))


def held(house: House, case: Case, at: datetime) -> None:
    on = (at + timedelta(days=9)).date()
    holding.hold(case, reason="no_contact", review_on=on, **_hands(house, case, at))


def gone(house: House, case: Case, at: datetime) -> None:
    case.reachability = Reachability.LOST
    record.save_case(case, "reachability")
    changed(case, by=house.caseworker.user, at=at)


def arrested(house: House, case: Case, at: datetime) -> None:
    _taken(house, case, "M06", "CU1", at)


def returned(house: House, case: Case, at: datetime) -> None:
    _taken(house, case, "M08", "CU3", at)


def _taken(house: House, case: Case, event: str, state: str, at: datetime) -> None:
    telling = full(case.situation, event, state)
    pathways.move(case, state, event=event, telling=telling, **_hands(house, case, at))


def undone(house: House, case: Case, at: datetime) -> None:
    """The follow-up is ticked by a slip."""
    due = Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)
    by = house.caseworker.user
    actions.done(due, by=by, at=at)
    entries.sealed()
    undoing.undo(due, by=by, at=at)


def watched(house: House, case: Case, at: datetime) -> None:
    sweep(at)


DEEDS: list[Deed] = [follow_up, put_off, raised, lowered, stopped, held, gone, watched]
DEEDS += [arrested, returned, undone]


@pytest.mark.django_db
@given(
    deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 400)), min_size=1, max_size=6),
    risk=st.sampled_from([Risk.CRITICAL, Risk.MEDIUM]),
)
def test_every_open_case_has_something_to_come(deeds: list[tuple[Deed, int]], risk: Risk) -> None:
    """Counted from the last thing that was done with it: what is late already waits besides."""
    with transaction.atomic():
        house = make.house()
        case = make.opened(house, risk=risk)
        at = make.NOW
        for deed, hours in deeds:
            at += hours * HOUR
            try:
                with transaction.atomic():
                    deed(house, case, at)
            except WrongState:
                case.refresh_from_db()
        assert case.state in LIVING
        rows = Due.objects.pending().filter(case=case)
        assert rows.filter(kind__in=FOLLOW_UPS, owner=case.owner).count() == 1
        assert any(row.falls_due > at for row in rows)
        transaction.set_rollback(True)
