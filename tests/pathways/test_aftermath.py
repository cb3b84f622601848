"""What a move sets off: rows with their deadlines, no contact while taken, the second look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from casework.cases.actions import assessment, holding, record
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case, Decision
from casework.cases.sheets import SheetKind
from casework.cases.states import Reachability, Risk
from casework.pathways import actions, counters
from casework.pathways.children import Child
from casework.pathways.events import Telling as Happened
from casework.pathways.flows import flow
from casework.pathways.models import Move
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from tests import make
from tests.pathways.steps import facts, hands, path_of, step_id, tell
from tests.tellings import SOURCED, full

AT, HOUR, DAY = make.NOW, timedelta(hours=1), timedelta(days=1)
SET_OFF = (
    Kind.RISK_REASSESS,
    Kind.CONSENT_REVIEW,
    Kind.IF_TAKEN,
    Kind.CONFIRM_PROTECTIVE_ACT,
    Kind.SUPERVISOR_ALERT,
    Kind.LOOK_AGAIN,
)


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, situation="FM2", risk=Risk.LOW)


def waiting(case: Case) -> list[tuple[str, str, datetime]]:
    rows = Due.objects.pending().filter(case=case, kind__in=SET_OFF)
    return sorted((row.kind, row.owner.username, row.due_at) for row in rows)


def reviews(at: datetime) -> list[tuple[str, str, datetime]]:
    return [("consent_review", "caseworker", at), ("risk_reassess", "caseworker", at)]


def taken() -> list[tuple[str, str, datetime]]:
    """What every arrest and forced return sets off."""
    heads = ("supervisor", "supervisor2")
    return sorted(
        [
            *reviews(AT),
            *(("if_taken", "caseworker", AT + hours * HOUR) for hours in (1, 6, 24, 72)),
            *(("supervisor_alert", head, AT) for head in heads),
            *(("confirm_protective_act", head, AT + 24 * HOUR) for head in heads),
        ]
    )


def contacts(case: Case) -> set[str]:
    kinds = Due.objects.pending().filter(case=case, kind__in=("follow_up", "case_review"))
    return set(kinds.values_list("kind", flat=True))


def test_any_move_asks_for_risk_and_consent_within_three_days(
    house: make.House, case: Case
) -> None:
    tell(house, case, "FM3")
    assert waiting(case) == reviews(AT + 3 * DAY)


def test_trafficked_again_asks_for_both_now(house: make.House, case: Case) -> None:
    tell(house, case, "FM7", "M12|SX2")
    assert waiting(case) == reviews(AT)


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_arrest_stops_contact_alerts_and_opens_the_checklist(
    house: make.House, case: Case, confirmed: bool
) -> None:
    assert contacts(case) == {"follow_up"}
    tell(house, case, "FM9", "M06|CU1", confirmed=confirmed)
    assert waiting(case) == taken()
    assert (case.reachability, contacts(case)) == (Reachability.IN_CUSTODY, {"case_review"})


def test_a_forced_return_sets_off_the_same_and_writes_its_event_first(
    house: make.House, case: Case
) -> None:
    tell(house, case, "FM9", "M06|CU1")
    Due.objects.filter(case=case, kind__in=SET_OFF).delete()
    tell(house, case, "M08|CU3", facts={"corridor": "other"}, confirmed=False)
    assert waiting(case) == taken()
    assert (case.reachability, contacts(case)) == (Reachability.RETURNED, {"case_review"})
    [event] = sheets_of(case, make.keys_for(house.caseworker, case), SheetKind.REPATRIATION)
    newest = path_of(house, case).steps[-1].told
    assert (newest.repatriation, event.told["move"]) == (event.id, str(newest.id))
    assert (event.told["corridor"], event.told["source"]) == ("other", "survivor")


@pytest.mark.parametrize(
    ("opens", "steps"),
    [
        ("SF5", ["M24|CU1"]),
        ("CU9", ["M25|CU1"]),
        ("SF7", ["M20b|CU1"]),
        ("CU9", ["M08|CU3"]),
    ],
)
def test_every_way_into_custody_or_return_is_one(
    house: make.House, opens: str, steps: list[str]
) -> None:
    case = make.opened(house, situation=opens, risk=Risk.LOW)
    tell(house, case, *steps)
    assert waiting(case) == taken()
    assert contacts(case) == {"case_review"}


def test_found_again_in_custody_is_taken_too(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1", "M18|CU1", meanwhile="M06")
    assert [row for row in waiting(case) if row[0] == "if_taken"] == [
        row for row in taken() if row[0] == "if_taken"
    ]


@pytest.mark.parametrize(
    ("found", "meanwhile"), [("CU1", "unknown"), ("CU2", "M07"), ("CU2", "unknown"), ("CU3", "M08")]
)
def test_found_held_or_handed_over_she_was_taken_meanwhile_however_it_was(
    house: make.House, case: Case, found: str, meanwhile: str
) -> None:
    tell(house, case, "M17|UN1", f"M18|{found}", meanwhile=meanwhile)
    assert waiting(case) == taken()
    assert contacts(case) == {"case_review"}


def test_after_silence_in_custody_a_return_is_one_though_nobody_names_it(
    house: make.House, case: Case
) -> None:
    tell(house, case, "FM9", "M06|CU1", "M17|UN1")
    Due.objects.filter(case=case, kind__in=SET_OFF).delete()
    telling = replace(full("UN1", "M18", "CU3", meanwhile="M08"), meanwhile="")
    actions.move(case, "CU3", event="M18", telling=telling, **hands(house, case))
    assert waiting(case) == taken()


@pytest.mark.parametrize("steps", [["CU1"], ["CU1", "CU2"]])
def test_heard_of_again_in_custody_she_is_not_taken_anew(
    house: make.House, case: Case, steps: list[str]
) -> None:
    tell(house, case, "FM9", "M06|CU1", "M17|UN1")
    Due.objects.filter(case=case, kind__in=SET_OFF).delete()
    tell(house, case, f"M18|{steps[-1]}", meanwhile="M07" if len(steps) > 1 else "unknown")
    assert {kind for kind, _who, _due in waiting(case)} == {"consent_review", "risk_reassess"}


def test_heard_of_again_where_a_return_brought_her_she_was_returned_once(
    house: make.House,
) -> None:
    case = make.opened(house, situation="CU9", risk=Risk.LOW)
    tell(house, case, "M08|CU3", "M17|UN1", "M18|CU3")
    drawn, keys = path_of(house, case), make.keys_for(house.caseworker, case)
    [event] = sheets_of(case, keys, SheetKind.REPATRIATION)
    first, _silent, again = drawn.steps[-3:]
    assert (first.told.repatriation, again.told.repatriation) == (event.id, event.id)
    assert counters.returns(drawn) == {first.told.id: 1}


def test_permit_lost_into_hiding_is_no_arrest(house: make.House) -> None:
    case = make.opened(house, situation="SF7", risk=Risk.LOW)
    tell(house, case, "M20b|HD3")
    assert waiting(case) == reviews(AT + 3 * DAY)


def test_a_death_waits_for_a_second_person(house: make.House, case: Case) -> None:
    tell(house, case, "M19|DE1")
    kinds = {kind for kind, _who, _due in waiting(case)}
    assert kinds == {"confirm_protective_act", "consent_review", "risk_reassess"}


def test_a_review_that_is_due_sooner_stays_so(house: make.House, case: Case) -> None:
    tell(house, case, "FM7", "M12|SX2", "SX3")
    assert waiting(case) == reviews(AT)


def test_an_assessment_ends_what_the_move_asked_for(house: make.House, case: Case) -> None:
    tell(house, case, "FM3")
    told = assessment.Assessed(version=1, answers={})
    assessment.assess(case, told, **hands(house, case))
    assert [row for row in waiting(case) if row in reviews(AT + 3 * DAY)] == reviews(AT + 3 * DAY)[
        :1
    ]


def test_a_review_asked_for_outlives_what_else_changes(house: make.House, case: Case) -> None:
    tell(house, case, "FM3")
    record.add_note(case, "She rang.", **hands(house, case))
    assert waiting(case) == reviews(AT + 3 * DAY)


def test_reversing_takes_away_what_it_had_set_off(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1")
    actions.take_back(case, arrest.pk, **hands(house, case, "supervisor"))
    assert waiting(case) == reviews(AT)
    assert Decision.objects.get(kind="taken").decided_by == house.supervisor.user
    assert case.reachability == Reachability.IN_CUSTODY  # taken, as it was told before
    taken = Move.objects.get(case=case, from_state="FM2", to_state="FM9")
    actions.take_back(case, taken.pk, **hands(house, case))
    assert case.reachability == Reachability.NO_SAFE_CONTACT  # until it is asked again


def test_confirming_ends_its_task_for_every_supervisor(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1", confirmed=False)
    actions.confirm(case, arrest.pk, word="Two sources.", **hands(house, case, "supervisor"))
    assert "confirm_protective_act" not in {kind for kind, _who, _due in waiting(case)}
    step = path_of(house, case).steps[-1]
    assert (step.after, step.told.telling.confirmed, step.told.word) == (
        "CU1",
        False,
        "Two sources.",
    )


def test_each_arrest_waits_for_a_second_person_by_itself(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1")
    back = tell(house, case, "M08|CU3", facts={"corridor": "other"})
    asked = Decision.objects.waiting().filter(case=case, kind="taken")
    assert {(row.about, row.due_at) for row in asked} == {
        (move.pk, AT + 24 * HOUR) for move in (arrest, back)
    }
    actions.confirm(case, arrest.pk, **hands(house, case, "supervisor"))
    assert [row.about for row in asked.all()] == [back.pk]


def test_who_told_it_puts_it_right_and_nobody_is_waited_for(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1")
    actions.take_back(case, arrest.pk, **hands(house, case))
    asked = Decision.objects.get(kind="taken")
    assert (asked.decided_at, asked.decided_by, case.submitted_at) == (AT, None, None)


def test_an_arrest_in_a_case_on_hold_sets_off_the_same(house: make.House, case: Case) -> None:
    holding.hold(case, reason="no_contact", review_on=(AT + 9 * DAY).date(), **hands(house, case))
    before = waiting(case)
    tell(house, case, "FM9", "M06|CU1")
    assert waiting(case) == sorted([*before, *taken()])


def test_a_draft_sets_nothing_off(house: make.House) -> None:
    case = make.draft(house)
    actions.open_situation(case, "HD2", **hands(house, case))
    tell(house, case, "HD10", "M06|CU1")
    assert waiting(case) == []
    assert Case.objects.get(pk=case.pk).reachability == Reachability.IN_CUSTODY


def test_a_child_that_stayed_behind_gets_a_row_and_somebody_looks_again(
    house: make.House, case: Case
) -> None:
    tell(house, case, "FM7")
    facts(house, case, "M04|HD3", children_then="stayed_behind")
    [child] = actions.children_of(case, make.keys_for(house.caseworker, case))
    assert (child.code, child.coded["living_with"]) == ("C1", "unknown")
    row = Due.objects.pending().get(case=case, kind="look_again")
    assert (row.reference, row.due_at) == (child.id, AT + 3 * DAY)


def test_a_child_known_already_gets_no_second_row(house: make.House, case: Case) -> None:
    known = actions.add_child(case, Child("", {}), **hands(house, case))
    tell(house, case, "FM7")
    facts(house, case, "M04|HD3", children_then="some_stayed_behind")
    assert len(actions.children_of(case, make.keys_for(house.caseworker, case))) == 1
    assert Due.objects.pending().get(case=case, kind="look_again").reference == known.pk


def test_contact_under_duress_alerts_and_lifts_nothing(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1")
    telling = Happened("duress", step_id(house, case, "UN1"))
    actions.tell_event(case, telling, **hands(house, case))
    kinds = {(kind, due) for kind, _who, due in waiting(case)}
    assert kinds >= {("supervisor_alert", AT), ("risk_reassess", AT), ("consent_review", AT)}
    assert case.situation == "UN1"


def test_an_earlier_time_asks_for_the_two_reviews_alone(house: make.House, case: Case) -> None:
    insert_an_arrest(house, case)
    assert waiting(case) == reviews(AT + 3 * DAY)
    assert contacts(case) == {"follow_up"}


def test_counters_are_those_of_the_line(house: make.House, case: Case) -> None:
    insert_an_arrest(house, case)
    tell(house, case, "FM8", "M02|SX2")
    drawn = path_of(house, case)
    assert list(counters.sales(drawn).values()) == [1]
    assert list(counters.returns(drawn).values()) == [1]
    assert list(counters.crossings(drawn).values()) == [2]


def test_flow_is_counted_from_states_alone(house: make.House, case: Case) -> None:
    insert_an_arrest(house, case)
    wrong = tell(house, case, "FM3")
    actions.correct(case, wrong.pk, "FM6", event="inside", telling=SOURCED, **hands(house, case))
    gone = tell(house, case, "FM7")
    actions.take_back(case, gone.pk, **hands(house, case))
    make.opened(house, situation="HD2", label="blue kettle")
    assert flow([case.pk]) == {
        ("", "HD2"): 1, ("HD2", "HD10"): 1, ("HD10", "CU1"): 1, ("CU1", "CU3"): 1,
        ("CU3", "CU4"): 1, ("CU4", "CU13"): 1, ("CU13", "FM2"): 1, ("FM2", "FM6"): 1,
    }  # fmt: skip
    assert flow(Case.objects.values_list("pk", flat=True))[("", "HD2")] == 2


def insert_an_arrest(house: make.House, case: Case) -> None:
    """She tells later: hidden, taken, returned, escaped, and only then in the household."""
    steps = ["HD2", "HD10", "M06|CU1", "M08|CU3", "CU4", "CU13"]
    told, before = [], ""
    for number, step in enumerate(steps):
        event, _bar, state = step.rpartition("|")
        event = "" if not number else event or "inside"
        told.append(actions.Earlier(state, event, full(before, event, state)))
        before = state
    then = actions.Earlier("FM2", "M11", full("CU13", "M11", "FM2"))
    actions.insert_before(case, step_id(house, case, "FM2"), told, then=then, **hands(house, case))
