"""Every row of the case file's table, walked by its own act; none is left out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.cases import decisions, states
from casework.cases.models import Case
from casework.cases.states import TRANSITIONS, Act, CaseState, Risk, Who
from tests import make
from tests.cases.deeds import ASKED_FIRST, BY_ITSELF, DEEDS, Deed, asks_anew, begun
from tests.make import House, Staff

WALKS: dict[str, tuple[Act | Deed, ...]] = {
    "submitted": (Act.OPEN, Act.HOLD, Act.RESUME, Act.ASK_CLOSING, Act.RETURN_CLOSING, Act.HOLD,
                  Act.ASK_CLOSING, Act.CLOSE, Act.REOPEN, Act.REVERSE_REOPENING, Act.REOPEN,
                  Act.HOLD, Act.REVERSE_REOPENING, Act.REOPEN, Act.LAPSE, Act.REOPEN, Act.HOLD,
                  Act.LAPSE, Act.REOPEN, asks_anew, Act.UPHOLD_REOPENING),
    "closed": (Act.REOPEN, Act.HOLD, asks_anew, Act.UPHOLD_REOPENING),
    "to be handed over": (Act.AGREE_TRANSFER, Act.NOT_HANDED_OVER, Act.HOLD, Act.AGREE_TRANSFER,
                          Act.END_SILENT, Act.AGREE_TRANSFER, Act.TAKEN_OVER, Act.GIVEN_BACK,
                          Act.AGREE_TRANSFER, Act.STOP_TRANSFER),
    "draft": (Act.VOID,),
    "in danger": (Act.OPEN_AT_ONCE,),
    "open": (Act.CHANGE_DESK,),
    "on hold": (Act.HOLD, Act.CHANGE_DESK),
}  # fmt: skip


_BEGINS = {
    "closed": CaseState.CLOSED,
    "to be handed over": CaseState.OPEN,
    "open": CaseState.OPEN,
    "on hold": CaseState.ON_HOLD,
}


@pytest.mark.parametrize("how", WALKS)
def test_a_case_goes_the_way_the_table_says(how: str, house: House) -> None:
    case, at = begun(how, house, Risk.MEDIUM), make.NOW
    for step in WALKS[how]:
        if not isinstance(step, Act):
            _does(step, case, house.caseworker, at)
            continue
        edge = states.require(case.state, step)
        at += timedelta(days=15 if step in (Act.LAPSE, Act.END_SILENT) else 0)
        if step in ASKED_FIRST and not decisions.waiting(case, ASKED_FIRST[step]):
            _does(DEEDS[step], case, house.caseworker, at)
        theirs = edge.who in (Who.SECOND, Who.SUPERVISOR)
        who = house.supervisor if theirs else house.caseworker
        _does((DEEDS | BY_ITSELF)[step], case, who, at)
        case.refresh_from_db()
        assert case.state == edge.after


def _does(deed: Deed, case: Case, who: Staff, at: datetime) -> None:
    hands = {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}
    deed(case, hands, lambda fitting, _others=(): next(iter(fitting)))


def test_every_row_of_the_table_is_walked() -> None:
    """A new act needs its deed, and a new row a walk that leads over it."""
    walked = set()
    for how, steps in WALKS.items():
        state = _BEGINS.get(how, CaseState.DRAFT)
        for act in (step for step in steps if isinstance(step, Act)):
            edge = states.require(state, act)
            walked.add(edge)
            state = edge.after
    assert {*DEEDS, *BY_ITSELF} == set(Act)
    assert walked == set(TRANSITIONS)
