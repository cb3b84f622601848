"""The situation machine against the shared table, against her life, and against its drawing."""

import json
from io import StringIO
from pathlib import Path as File
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from casework.pathways import states
from casework.pathways.states import Event, Path, Situation, WrongState

HERE = File(__file__).parent
PAGE = HERE.parents[1] / "docs" / "situation.md"


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((HERE / "situations.json").read_text())
    return read


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("states", *arguments, stdout=out)
    return out.getvalue()


def test_edges_are_exactly_those_of_the_shared_table(table: dict[str, Any]) -> None:
    ours = {(before, after): set(events) for before, after, events in states.edges()}
    theirs = {(before, after): set(events) for before, after, events in table["edges"]}
    assert ours == theirs
    assert len(ours) == 519


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("INITIAL", "initial"),
        ("LIVE", "live"),
        ("EPISODE_ENDS", "episode_ends"),
        ("TERMINAL", "terminal"),
    ],
)
def test_groups_are_exactly_those_of_the_shared_table(
    table: dict[str, Any], name: str, key: str
) -> None:
    assert [state.value for state in getattr(states, name)] == table[key]


def test_states_and_events_are_exactly_those_of_the_shared_table(
    table: dict[str, Any],
) -> None:
    named = {code for before, after, _via in table["edges"] for code in (before, after)}
    assert {state.value for state in Situation} == named
    assert len(Situation) == 54
    assert {event.value for event in Event} - {"inside"} == set(table["events"])


def test_every_path_and_state_has_a_label_of_its_own() -> None:
    labels = [str(state.label) for state in Situation if state is not Situation.DE1]
    assert len(set(labels)) == len(labels)
    assert {state.path for state in Situation} == set(Path)


def test_no_row_of_the_table_is_written_twice() -> None:
    for _before, _after, events in states.edges():
        assert len(set(events)) == len(events)


def test_death_is_the_only_dead_end() -> None:
    assert [state for state in Situation if not states.possible(state)] == [Situation.DE1]


def test_every_episode_end_leads_on_without_the_unknown() -> None:
    shortcuts = {Event.M17, Event.M18, Event.M19}
    for end in states.EPISODE_ENDS:
        assert {event for _after, event in states.possible(end)} - shortcuts


def test_arrival_is_entered_only_from_a_mission_from_arrival_or_from_silence() -> None:
    arrived = {Situation.SF3, Situation.SF4, Situation.SF5, Situation.SF6}
    settled = {Situation.SF3, Situation.SF4, Situation.SF5}
    for before, after, events in states.edges():
        if after in arrived and before not in settled | {Situation.SF2}:
            assert (before.path, events) == (Path.UN, (Event.M18,))


COURSES = [
    "HD1 M01 FM2 inside FM3 inside FM4 inside FM5",
    "FM2 inside FM7 M04 HD3 inside HD10 M06 CU1 M07 CU2 M08 CU3 inside CU4 inside CU6",
    "CU6 inside CU13 M11 HD1 M01 SX2 inside SX4 inside SX5 inside SX6 M13 SF1 M15 SF2 M16 SF3",
    "SF3 inside SF4 inside SF5 M24 CU1 M08 CU3",
    "FM2 inside FM8 M02 SX2 inside SX8 M06 CU1 inside CU10 M09 FM4",
    "HD2 inside HD9 M03 FM2 M17 UN1 M18 FM2",
    "HD7 M14 CU9 M25 CU1 inside CU12 M04 HD6",
    "FM4 M20 SF7 M20b HD5",
    "FM7 M21 FM4",
    "HD1 M22 NK1 M23 CU4 inside CU11 M10 NK1 inside NK2 M11 HD1",
    "FM3 M17 UN1 M17 UN2 M18 SF5",
    "CU13 M27 NK3 inside NK2 M11 FM2",
]


@pytest.mark.parametrize("course", COURSES)
def test_require_accepts_a_life_as_it_is_lived(course: str) -> None:
    steps = course.split()
    for before, event, after in zip(steps[::2], steps[1::2], steps[2::2], strict=False):
        states.require(before, after, event)


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        ("FM2", "M08", "CU3"),  # returned without an arrest
        ("FM2", "M04", "HD2"),  # left without having left
        ("FM2", "inside", "SX2"),
        ("SF1", "M16", "SF5"),
        ("HD1", "M13", "SF1"),
        ("CU8", "M11", "HD1"),
        ("DE1", "M18", "FM2"),
        ("HD1", "M08", "CU3"),
        ("FM2", "inside", "FM2"),
        ("HD1", "inside", "FM4"),  # possible, but by another event
        ("FM7", "M01", "FM2"),
        ("nowhere", "inside", "FM2"),
        ("FM2", "inside", ""),
    ],
)
def test_require_refuses_what_cannot_follow(before: str, event: str, after: str) -> None:
    with pytest.raises(WrongState):
        states.require(before, after, event)


def test_refusal_says_what_is_possible() -> None:
    with pytest.raises(WrongState) as refused:
        states.require("HD10", "FM2", "M12")
    assert str(refused.value) == (
        "This move does not follow “taken from hiding”. Possible are: "
        "arrested: with the police in China; "
        "no news: silent: agreed contacts were missed; died: died."
    )


def test_refusal_after_death_points_to_correction() -> None:
    with pytest.raises(WrongState, match="only be corrected"):
        states.require("DE1", "FM2", "M18")


def test_possible_names_each_event_that_leads_to_a_state() -> None:
    pairs = states.possible("FM7")
    assert [event for after, event in pairs if after == "FM2"] == [Event.M12, Event.M21]


@pytest.mark.parametrize("state", states.INITIAL)
def test_a_case_opens_in_each_initial_state(state: Situation) -> None:
    states.require_initial(state)


@pytest.mark.parametrize("state", [*sorted(set(Situation) - set(states.INITIAL)), "", "FM"])
def test_a_case_opens_in_no_other_state(state: str) -> None:
    with pytest.raises(WrongState):
        states.require_initial(state)


def test_opening_choices_hold_every_initial_state_once() -> None:
    offered = [code for _path, choices in states.opening_choices() for code, _label in choices]
    assert offered == [state.value for state in states.INITIAL]


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        ("FM2", "FM3", False),
        ("FM2", "FM7", False),  # leaving belongs to the episode that it closes
        ("FM7", "HD3", True),
        ("HD1", "FM2", True),
        ("CU1", "CU2", True),
        ("FM2", "UN1", False),
        ("UN1", "UN2", False),
        ("UN2", "DE1", True),
        ("SF2", "SF1", False),
    ],
)
def test_ends_episode_follows_the_table(before: str, after: str, *, ends: bool) -> None:
    assert states.ends_episode(before, after) is ends
    assert states.continues(before, after) is not ends


def test_contact_again_resumes_only_where_she_was() -> None:
    assert states.continues("UN1", "FM2", paused_at="FM2")
    assert states.ends_episode("UN1", "FM3", paused_at="FM2")
    assert states.ends_episode("UN1", "FM3")


def test_ends_episode_refuses_what_is_no_move() -> None:
    with pytest.raises(WrongState):
        states.ends_episode("FM2", "SX2")


def test_events_into_names_what_may_have_happened_meanwhile() -> None:
    assert states.events_into("CU3") == [Event.M08]
    assert states.events_into("CU1") == [Event.M06, Event.M20B, Event.M24, Event.M25]


def test_command_prints_every_edge_once(table: dict[str, Any]) -> None:
    lines = printed("situation").splitlines()
    assert sorted(lines) == sorted(f"{before} -> {after}" for before, after, _ in table["edges"])


def test_page_in_docs_is_the_one_the_code_prints() -> None:
    assert PAGE.read_text() == printed("situation", "--page")


def test_page_holds_the_drawing_that_the_command_prints() -> None:
    assert printed("situation", "--diagram") in PAGE.read_text()


def test_drawing_shows_every_edge() -> None:
    """Read the drawing back: every arrow, through the stops of the events, gives the table."""
    arrows: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for line in printed("situation", "--diagram").splitlines():
        if " --> " not in line:
            continue
        left, _arrow, right = line.strip().partition(" --> ")
        if '(["' in right:
            sources[right.split("(")[0]] = set(left.split(" & "))
        for source in sources.get(left, set(left.split(" & "))):
            if '(["' not in right:
                arrows.setdefault(source, set()).update(right.split(" & "))
    drawn = {(one, other) for one, others in arrows.items() for other in others}
    everywhere = ({Event.M17}, {Event.M18}, {Event.M19})
    expected = {(b, a) for b, a, events in states.edges() if set(events) not in everywhere}
    assert drawn == expected


def test_printed_pages_do_not_depend_on_the_language() -> None:
    with translation.override("ko"):
        assert printed("situation", "--page") == PAGE.read_text()
