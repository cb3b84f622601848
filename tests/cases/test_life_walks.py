"""Every row of the case file's table, walked by its own act; none is left out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.cases import decisions, states
from casework.cases.models import Case
from casework.cases.states import TRANSITIONS, Act, CaseState, Risk, Who
from tests import make
from tests.cases.deeds import ASKED_FIRST, BY_ITSELF, BY_TWO, DEEDS, Deed, asks_anew, begun
from tests.make import House, Staff

Walk = tuple[str, tuple[Act | Deed, ...]]
WALKS: tuple[Walk, ...] = (
    ("submitted", (Act.OPEN, Act.HOLD, Act.RESUME, Act.ASK_CLOSING, Act.RETURN_CLOSING, Act.HOLD,
                   Act.ASK_CLOSING, Act.CLOSE, Act.REOPEN, Act.REVERSE_REOPENING, Act.REOPEN,
                   Act.HOLD, Act.REVERSE_REOPENING, Act.REOPEN, Act.LAPSE, Act.REOPEN, Act.HOLD,
                   Act.LAPSE, Act.REOPEN, asks_anew, Act.UPHOLD_REOPENING)),
    ("closed", (Act.REOPEN, Act.HOLD, asks_anew, Act.UPHOLD_REOPENING, Act.ERASE)),
    ("closed", (Act.ERASE,)),
    ("to be handed over", (Act.AGREE_TRANSFER, Act.NOT_HANDED_OVER, Act.HOLD, Act.AGREE_TRANSFER,
                           Act.END_SILENT, Act.AGREE_TRANSFER, Act.TAKEN_OVER, Act.GIVEN_BACK,
                           Act.AGREE_TRANSFER, Act.STOP_TRANSFER)),
    ("to be handed over", (Act.AGREE_TRANSFER, Act.TAKEN_OVER, Act.ERASE)),
    ("draft", (Act.VOID, Act.ERASE)),
    ("draft", (Act.EXPIRE,)),
    ("in danger", (Act.OPEN_AT_ONCE, Act.ERASE)),
    ("open", (Act.CHANGE_DESK,)),
    ("on hold", (Act.HOLD, Act.CHANGE_DESK)),
    ("asked to close", (Act.ERASE,)),
)  # fmt: skip


_BEGINS = {
    "closed": CaseState.CLOSED,
    "to be handed over": CaseState.OPEN,
    "open": CaseState.OPEN,
    "on hold": CaseState.ON_HOLD,
    "asked to close": CaseState.CLOSURE_REQUESTED,
}
_LATER = {Act.LAPSE: 15, Act.END_SILENT: 15, Act.EXPIRE: 31}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk[0]} to {walk[1][-1]}")
def test_a_case_goes_the_way_the_table_says(walk: Walk, house: House) -> None:
    how, steps = walk
    case, at = begun(how, house, Risk.MEDIUM), make.NOW
    for step in steps:
        if not isinstance(step, Act):
            _does(step, case, house.caseworker, at)
            continue
        edge = states.require(case.state, step)
        at += timedelta(days=_LATER.get(step, 0))
        if step in ASKED_FIRST and not decisions.waiting(case, ASKED_FIRST[step]):
            _does(DEEDS[step], case, house.caseworker, at)
        theirs = edge.who in (Who.SECOND, Who.SUPERVISOR)
        who = house.supervisor if theirs else house.caseworker
        _does((DEEDS | BY_ITSELF | BY_TWO)[step], case, who, at)
        case.refresh_from_db()
        assert case.state == edge.after


def _does(deed: Deed, case: Case, who: Staff, at: datetime) -> None:
    hands = {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}
    deed(case, hands, lambda fitting, _others=(): next(iter(fitting)))


def test_every_row_of_the_table_is_walked() -> None:
    """A new act needs its deed, and a new row a walk that leads over it."""
    walked = set()
    for how, steps in WALKS:
        state = _BEGINS.get(how, CaseState.DRAFT)
        for act in (step for step in steps if isinstance(step, Act)):
            edge = states.require(state, act)
            walked.add(edge)
            state = edge.after
    assert {*DEEDS, *BY_ITSELF, *BY_TWO} == set(Act)
    assert walked == set(TRANSITIONS)
