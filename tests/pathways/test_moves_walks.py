"""Whatever she lives through, exactly one episode is open, and the case follows the line."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access.errors import WrongState
from casework.cases.models import Case
from casework.pathways import actions, line, states
from casework.pathways.line import Line, Telling, Told
from casework.pathways.models import Move
from casework.pathways.states import INITIAL, SILENT, TERMINAL, Event, Situation
from tests import make
from tests.tellings import full

SOURCED = Telling(precision="unknown", source="unknown", reliability="unknown")


@st.composite
def walks(draw: st.DrawFn, longest: int = 12) -> list[Told]:
    """A path that follows the table, of up to so many moves."""
    told = [_told(1, draw(st.sampled_from(INITIAL)), "")]
    for number in range(2, draw(st.integers(1, longest)) + 1):
        possible = states.possible(told[-1].after)
        if not possible:
            break
        after, event = draw(st.sampled_from(possible))
        told.append(_told(number, after, event))
    return told


def _told(number: int, after: str, event: str) -> Told:
    meanwhile = "unknown" if event == Event.M18 else ""
    telling = replace(SOURCED, meanwhile=meanwhile)
    return Told(id=uuid4(), number=number, after=after, event=event, telling=telling)


def assert_one_open(drawn: Line) -> None:
    episodes = drawn.episodes
    assert [episode.number for episode in episodes] == list(range(1, len(episodes) + 1))
    assert [episode.is_open for episode in episodes] == [False] * (len(episodes) - 1) + [True]
    assert sum(len(episode.steps) for episode in episodes) == len(drawn.steps)
    assert episodes[-1].state == drawn.state


@given(told=walks())
def test_exactly_one_episode_is_open(told: list[Told]) -> None:
    drawn = line.draw(told)
    assert_one_open(drawn)
    assert drawn.state == told[-1].after
    assert all(not states.possible(step.after) for step in drawn.steps if step.after in TERMINAL)


@given(told=walks())
def test_an_episode_changes_exactly_by_an_event_that_ends_one(told: list[Told]) -> None:
    steps = line.draw(told).steps
    for before, after in pairwise(steps):
        named = after.told.event not in (Event.INSIDE, Event.M17, Event.M18)
        if named:
            assert after.episode == before.episode + 1
        elif after.told.event != Event.M18:
            assert after.episode == before.episode
        else:
            assert after.episode - before.episode in (0, 1)


@given(told=walks())
def test_silence_keeps_the_last_known_state_in_sight(told: list[Told]) -> None:
    drawn = line.draw(told)
    heard = [row.after for row in told if row.after not in SILENT]
    if drawn.state in SILENT and heard:
        assert drawn.paused_at == heard[-1]
    else:
        assert drawn.paused_at == ""


@given(told=walks(), times=st.integers(1, 4))
def test_taking_back_the_newest_gives_the_line_before(told: list[Told], times: int) -> None:
    rows, expected = list(told), list(told)
    for _time in range(min(times, len(told) - 1)):
        last = expected.pop()
        back = Told(id=uuid4(), number=len(rows) + 1, after="", corrects=last.id, takes_back=True)
        rows.append(back)
        assert line.draw(rows).steps == line.draw(expected).steps


@given(told=walks(), data=st.data())
def test_a_correction_holds_or_is_refused_and_never_breaks_the_line(
    told: list[Told], data: st.DataObject
) -> None:
    corrected = data.draw(st.sampled_from(told))
    after = data.draw(st.sampled_from(list(Situation)))
    event = data.draw(st.sampled_from(["", *Event]))
    fixed = replace(_told(len(told) + 1, after, event), corrects=corrected.id)
    try:
        drawn = line.draw([*told, fixed])
    except WrongState:
        return
    assert_one_open(drawn)
    place = [row.id for row in told].index(corrected.id)
    assert drawn.steps[place].told == fixed


@pytest.mark.django_db
@settings(max_examples=12)
@given(told=walks(longest=6))
def test_the_case_follows_the_line_in_the_database(house: make.House, told: list[Told]) -> None:
    case = make.draft(house)
    who = house.caseworker
    common: dict[str, Any] = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}
    head = house.supervisor
    decides: dict[str, Any] = {"by": head.user, "at": make.NOW, "keys": make.keys_for(head, case)}
    for row in told:
        if not row.event:
            actions.open_situation(case, row.after, telling=row.telling, **common)
        else:
            by = decides if row.after == Situation.UN2 else common
            telling = full(case.situation, row.event, row.after)
            actions.move(case, row.after, event=row.event, telling=telling, **by)
    drawn = line.draw(actions.told_of(case, make.keys_for(who, case)))
    assert_one_open(drawn)
    assert Case.objects.get(pk=case.pk).situation == drawn.state == told[-1].after
    in_clear = Move.objects.filter(case=case).order_by("number")
    assert list(in_clear.values_list("from_state", "to_state", "episode")) == [
        (step.before, step.after, step.episode) for step in drawn.steps
    ]
