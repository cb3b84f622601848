"""Telling where she is: begun, moved, corrected; each guard refuses and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from casework.access.errors import NotAllowed, Stale, WrongState
from casework.cases.actions import assessment
from casework.cases.models import Case
from casework.cases.states import Reachability, Risk
from casework.pathways import actions, line
from casework.pathways.line import Telling
from casework.pathways.models import Move
from casework.pathways.states import INITIAL
from tests import entries, make
from tests.tellings import SOURCED as BARE
from tests.tellings import full

SOURCED = replace(BARE, note="She says that it was after the thaw, and nobody saw her go.")


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, situation="FM2")


@pytest.fixture
def tell(house: make.House, case: Case) -> Callable[..., Move]:
    """Her caseworker tells a move, or her supervisor what is hers to say, with all it asks for."""

    def told(to: str, event: str = "inside", telling: Telling = SOURCED, **options: Any) -> Move:
        common = as_worker(house, case, "supervisor" if to == "UN2" else "caseworker")
        asked = full(case.situation, event, to, **vars(telling))
        if not telling.meanwhile:
            asked = replace(asked, meanwhile="")
        return actions.move(case, to, event=event, telling=asked, **(common | options))

    return told


def as_worker(house: make.House, case: Case, name: str = "caseworker") -> dict[str, Any]:
    who = house.staff[name]
    return {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}


def path_of(house: make.House, case: Case) -> line.Line:
    return line.draw(actions.told_of(case, make.keys_for(house.caseworker, case)))


def snapshot(case: Case) -> tuple[int, int, str, str]:
    """All that a refused telling may not have changed."""
    now = Case.objects.get(pk=case.pk)
    return Move.objects.count(), entries.count(), now.situation, now.reachability


@pytest.mark.parametrize("state", INITIAL)
def test_open_situation_begins_in_any_initial_state(house: make.House, state: str) -> None:
    case = make.draft(house)
    move = actions.open_situation(case, state, **as_worker(house, case))
    assert (move.number, move.episode, move.from_state, move.to_state) == (1, 1, "", state)
    assert Case.objects.get(pk=case.pk).situation == state


@pytest.mark.parametrize("state", ["FM7", "CU11", "UN2", "DE1", "FM99", ""])
def test_open_situation_refuses_a_state_in_which_no_case_opens(
    house: make.House, state: str
) -> None:
    case = make.draft(house)
    before = snapshot(case)
    with pytest.raises(WrongState, match="A case opens where she is now, or as silent"):
        actions.open_situation(case, state, **as_worker(house, case))
    assert snapshot(case) == before


def test_open_situation_refuses_a_second_beginning(house: make.House, case: Case) -> None:
    before = snapshot(case)
    with pytest.raises(WrongState, match="Where she is has been told already"):
        actions.open_situation(case, "HD2", **as_worker(house, case))
    assert snapshot(case) == before


def test_move_inside_goes_on_with_the_episode(case: Case, tell: Callable[..., Move]) -> None:
    move = tell("FM3", telling=Telling())
    assert (move.number, move.episode, move.from_state) == (2, 1, "FM2")
    assert case.situation == "FM3"


def test_move_by_an_event_opens_the_next_episode(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    tell("FM7")
    move = tell("HD3", "M04")
    assert move.episode == 2
    assert [episode.is_open for episode in path_of(house, case).episodes] == [False, True]


def test_move_keeps_everything_but_the_states_sealed(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    tell("FM7")
    move = Move.objects.get(pk=tell("HD3", "M04").pk)
    in_clear = {
        name: getattr(move, name)
        for name in ("number", "episode", "from_state", "to_state", "revision")
    }
    assert in_clear == {
        "number": 3, "episode": 2, "from_state": "FM7", "to_state": "HD3", "revision": 1
    }  # fmt: skip
    told = actions.told_of(case, make.keys_for(house.caseworker, case))[-1]
    assert (told.event, told.telling) == ("M04", full("FM7", "M04", "HD3", **vars(SOURCED)))
    assert told.recorded_by == str(house.caseworker.user.pk)


def test_move_refuses_an_impossible_one_and_says_which_are_possible(
    case: Case, tell: Callable[..., Move]
) -> None:
    before = snapshot(case)
    with pytest.raises(WrongState, match=r"Possible are: .*left the household"):
        tell("SF5", "M16")
    assert snapshot(case) == before


@pytest.mark.parametrize(("to", "event"), [("FM7", "M04"), ("nowhere", "inside"), ("FM3", "M99")])
def test_move_refuses_the_wrong_event_and_unknown_codes(
    case: Case, tell: Callable[..., Move], to: str, event: str
) -> None:
    before = snapshot(case)
    with pytest.raises(WrongState):
        tell(to, event)
    assert snapshot(case) == before


@pytest.mark.parametrize("left_out", ["precision", "source", "reliability"])
def test_move_that_opens_an_episode_names_when_and_from_whom(
    case: Case, tell: Callable[..., Move], left_out: str
) -> None:
    tell("FM7")
    before = snapshot(case)
    empty = {left_out: "not_asked"} | ({"happened": ""} if left_out == "precision" else {})
    with pytest.raises(WrongState, match="Say when it happened, who told us and how reliable"):
        tell("HD3", "M04", telling=replace(SOURCED, **empty))
    assert snapshot(case) == before


@pytest.mark.parametrize(
    ("happened", "precision", "sentence"),
    [
        ("2026-04", "exact", "An exact date has a year, a month and a day"),
        ("2026-04-09", "unknown_day", "When the day is not known, write year and month"),
        ("2026-04", "unknown", "Leave the date empty when it is not known"),
        ("2026-13", "unknown_day", "Write a day as 2024-03-09"),
        ("2026-02-30", "exact", "Write a day as 2024-03-09"),
        ("2027-01", "unknown_day", "This date lies in the future"),
        ("", "exact", "An exact date has a year, a month and a day"),
        ("2026", "when the thaw came", "Say how exact this date is"),
    ],
)
def test_move_refuses_a_date_that_is_none(
    case: Case, tell: Callable[..., Move], happened: str, precision: str, sentence: str
) -> None:
    before = snapshot(case)
    with pytest.raises(WrongState, match=sentence):
        tell("FM3", telling=replace(SOURCED, happened=happened, precision=precision))
    assert snapshot(case) == before


def test_move_refuses_a_source_that_is_not_in_the_list(
    case: Case, tell: Callable[..., Move]
) -> None:
    before = snapshot(case)
    with pytest.raises(WrongState, match="Pick who told us"):
        tell("FM3", telling=replace(SOURCED, source="rumour"))
    assert snapshot(case) == before


@pytest.mark.parametrize("who", ["caseworker2", "caseworker3", "supervisor", "administrator"])
def test_move_is_its_caseworkers_alone(
    case: Case, tell: Callable[..., Move], house: make.House, who: str
) -> None:
    before = snapshot(case)
    with pytest.raises(NotAllowed, match="can_move"):
        tell("FM3", by=house.staff[who].user)
    assert snapshot(case) == before


def test_move_refuses_on_a_closed_case(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    close(house, case)
    before = snapshot(case)
    with pytest.raises(WrongState, match="This case is closed; reopen it first"):
        tell("FM3")
    assert snapshot(case) == before


def test_closed_case_is_none_of_a_strangers_business(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    close(house, case)
    with pytest.raises(NotAllowed):
        tell("FM3", by=house.caseworker2.user)


def test_move_before_any_telling_asks_where_she_is(house: make.House) -> None:
    case = make.draft(house)
    before = snapshot(case)
    with pytest.raises(WrongState, match="First say where she is now"):
        actions.move(case, "FM3", event="inside", **as_worker(house, case))
    assert snapshot(case) == before


def test_move_sent_twice_is_kept_once(case: Case, tell: Callable[..., Move]) -> None:
    form_id = uuid4()
    first = tell("FM3", form_id=form_id)
    before = snapshot(case)
    assert tell("FM3", form_id=form_id) == first
    assert snapshot(case) == before


def test_form_of_another_case_is_refused(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    other = make.opened(house, situation="HD2", label="blue kettle")
    form_id = uuid4()
    actions.move(other, "HD3", event="inside", form_id=form_id, **as_worker(house, other))
    before = snapshot(case)
    with pytest.raises(NotAllowed):
        tell("FM3", form_id=form_id)
    assert snapshot(case) == before


def test_move_refuses_when_a_newer_one_was_told(case: Case, tell: Callable[..., Move]) -> None:
    tell("FM3", since=1)
    before = snapshot(case)
    with pytest.raises(Stale):
        tell("FM6", since=1)
    assert snapshot(case) == before


def test_silence_pauses_and_contact_in_the_same_state_resumes(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    tell("UN1", "M17")
    paused = path_of(house, case)
    assert (paused.state, paused.paused_at, len(paused.episodes)) == ("UN1", "FM2", 1)
    assert paused.episodes[0].last_known == "FM2"
    assert tell("FM2", "M18").episode == 1


def test_contact_on_another_path_names_what_happened_meanwhile(
    case: Case, tell: Callable[..., Move]
) -> None:
    tell("UN1", "M17")
    before = snapshot(case)
    with pytest.raises(WrongState, match="Say what happened meanwhile"):
        tell("HD3", "M18")
    with pytest.raises(WrongState, match="Say what happened meanwhile"):
        tell("HD3", "M18", telling=replace(SOURCED, meanwhile="M16"))
    assert snapshot(case) == before
    assert tell("HD3", "M18", telling=replace(SOURCED, meanwhile="unknown")).episode == 2


def test_correct_takes_the_place_of_what_it_corrects(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    tell("FM7")
    wrong = tell("HD3", "M04")
    telling = full("FM7", "M04", "HD2")
    right = actions.correct(
        case, wrong.pk, "HD2", event="M04", telling=telling, **as_worker(house, case)
    )
    assert (right.number, right.from_state, right.to_state, right.episode) == (4, "FM7", "HD2", 2)
    assert [step.after for step in path_of(house, case).steps] == ["FM2", "FM7", "HD2"]
    assert case.situation == "HD2"
    assert Move.objects.get(pk=wrong.pk).to_state == "HD3"


def test_correct_in_the_middle_leaves_what_came_after(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    middle = tell("FM3")
    tell("FM7")
    actions.correct(
        case, middle.pk, "FM6", event="inside", telling=SOURCED, **as_worker(house, case)
    )
    assert [step.after for step in path_of(house, case).steps] == ["FM2", "FM6", "FM7"]
    assert case.situation == "FM7"


def test_correct_refuses_when_what_came_after_no_longer_follows(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    middle = tell("FM7")
    tell("HD3", "M04")
    before = snapshot(case)
    with pytest.raises(WrongState, match="does not follow"):
        actions.correct(
            case, middle.pk, "FM9", event="inside", telling=SOURCED, **as_worker(house, case)
        )
    assert snapshot(case) == before


def test_correct_the_beginning(house: make.House, case: Case) -> None:
    first = Move.objects.get(case=case)
    actions.correct(case, first.pk, "SX2", event="", telling=SOURCED, **as_worker(house, case))
    assert [(step.before, step.after) for step in path_of(house, case).steps] == [("", "SX2")]
    assert case.situation == "SX2"


def test_correct_refuses_what_was_corrected_already(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    wrong = tell("FM3")
    common = as_worker(house, case)
    actions.correct(case, wrong.pk, "FM6", event="inside", telling=SOURCED, **common)
    before = snapshot(case)
    with pytest.raises(WrongState, match="This was corrected already"):
        actions.correct(case, wrong.pk, "FM3", event="inside", telling=SOURCED, **common)
    assert snapshot(case) == before


def test_correct_refuses_a_move_of_another_case(house: make.House, case: Case) -> None:
    other = make.opened(house, situation="HD2", label="blue kettle")
    before = snapshot(case)
    with pytest.raises(WrongState):
        actions.correct(
            case,
            Move.objects.get(case=other).pk,
            "SX2",
            event="",
            telling=SOURCED,
            **as_worker(house, case),
        )
    assert snapshot(case) == before


def test_take_back_undoes_a_death(house: make.House, case: Case, tell: Callable[..., Move]) -> None:
    death = tell("DE1", "M19")
    with pytest.raises(WrongState, match="Nothing follows this situation"):
        tell("HD3", "M18")
    actions.ask_to_undo(case, death.pk, word="Her sister.", **as_worker(house, case, "supervisor"))
    back = actions.take_back(case, death.pk, note="It was another woman.", **as_worker(house, case))
    assert (back.from_state, back.to_state, back.episode) == ("DE1", "", 1)
    assert case.situation == "FM2"


def test_take_back_refuses_the_beginning(house: make.House, case: Case) -> None:
    before = snapshot(case)
    with pytest.raises(WrongState, match="Her path begins here"):
        actions.take_back(case, Move.objects.get(case=case).pk, **as_worker(house, case))
    assert snapshot(case) == before


@pytest.mark.parametrize(
    ("states", "reached"),
    [
        ([("FM9", "inside")], Reachability.IN_CUSTODY),  # the worker may be called away here
        ([("FM9", "inside"), ("CU1", "M06")], Reachability.IN_CUSTODY),
        ([("FM9", "inside"), ("CU1", "M06"), ("CU3", "M08")], Reachability.RETURNED),
        ([("UN1", "M17")], Reachability.REACHABLE),
        ([("UN1", "M17"), ("UN2", "M17")], Reachability.LOST),
        ([("DE1", "M19")], Reachability.LOST),
        # Free again, but the old safe-contact plan is not trusted.
        (
            [("FM9", "inside"), ("CU1", "M06"), ("CU10", "inside"), ("HD3", "M09")],
            Reachability.NO_SAFE_CONTACT,
        ),
    ],
)
def test_move_says_how_she_can_be_reached(
    case: Case, tell: Callable[..., Move], states: list[tuple[str, str]], reached: str
) -> None:
    for to, event in states:
        tell(to, event)
    assert case.reachability == reached


def test_every_act_is_one_entry_that_names_its_rows(
    house: make.House, case: Case, tell: Callable[..., Move]
) -> None:
    move = tell("FM3")
    entry = entries.last("situation.moved")
    assert entries.rows_of(entry) == [("pathways_move", str(move.pk)), ("cases_case", str(case.pk))]
    assert (entry.subject_code, entry.reason) == (case.code, "")


def close(house: make.House, case: Case) -> None:
    decider = house.supervisor.user
    at = make.NOW + timedelta(days=1)
    assessment.set_risk(case, Risk.LOW, by=decider, at=at, reason="danger_passed")
    make.close(house, case, at=at)
