"""Each guard of the path refuses with its own sentence and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from casework.cases.actions import assessment
from casework.cases.models import Case
from casework.cases.states import Reachability, Risk
from casework.pathways import actions, guards
from casework.pathways.actions import Earlier
from casework.pathways.children import Child
from casework.pathways.events import Telling as Happened
from casework.pathways.facts import FACTS
from casework.pathways.guards import Passage
from casework.pathways.line import Telling, Told
from casework.pathways.models import Move
from casework.pathways.requirements import needs
from casework.pathways.states import edges
from tests import make
from tests.pathways.steps import facts, hands, not_allowed, refused, step_id, tell
from tests.tellings import SOURCED, full


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, situation="FM2")


@pytest.mark.proves("pathways.source_is_named")
def test_an_episode_opens_with_when_and_from_whom(house: make.House, case: Case) -> None:
    tell(house, case, "FM7")
    for left_out in ("precision", "source", "reliability"):
        empty = {left_out: "not_asked"} | ({"happened": ""} if left_out == "precision" else {})
        with refused(case, "Say when it happened, who told us and how reliable"):
            tell(house, case, "M04|HD3", **empty)


@pytest.mark.proves("pathways.facts_are_told")
def test_each_move_asks_for_each_of_its_facts() -> None:
    """Every edge of the machine, every fact that its row of the table wants."""
    for before, after, by in edges():
        for event in by:
            telling = full(before, event, after)
            whole = Told(uuid4(), 1, after, event, telling)
            assert guards.facts_are_told(Passage(whole, before, make.NOW.date())) == ""
            for name in needs(event, before, after, telling.meanwhile).must:
                bare = replace(telling, facts=dict(telling.facts) | {name: "not_asked"})
                passage = Passage(replace(whole, telling=bare), before, make.NOW.date())
                assert str(FACTS[name].label) in guards.facts_are_told(passage)


@pytest.mark.proves("pathways.facts_are_told")
def test_a_move_without_its_facts_is_refused(house: make.House, case: Case) -> None:
    tell(house, case, "FM9")
    with refused(case, "Say also, or that it is not known: Which authority"):
        facts(house, case, "M06|CU1", authority="")


@pytest.mark.proves("pathways.lure_is_named")
def test_lured_from_hiding_names_how(house: make.House) -> None:
    case = make.opened(house, situation="HD3")
    tell(house, case, "HD9")
    with refused(case, "name deception, abduction or force"):
        facts(house, case, "M03|FM2", means=["fraud"])
    tell(house, case, "M03|FM2")


@pytest.mark.proves("pathways.return_is_told")
def test_nobody_enters_cu3_without_corridor_source_and_reliability(
    house: make.House, case: Case
) -> None:
    tell(house, case, "FM9", "M06|CU1")
    whole = full("CU1", "M08", "CU3")
    for bare in (
        replace(whole, facts=dict(whole.facts) | {"corridor": "not_asked"}),
        replace(whole, source="not_asked"),
        replace(whole, reliability="not_asked"),
    ):
        with refused(case, "A forced return needs its corridor"):
            actions.move(case, "CU3", event="M08", telling=bare, **hands(house, case))


@pytest.mark.proves("pathways.arrival_has_its_month")
def test_an_arrival_has_its_month_or_is_not_known(house: make.House) -> None:
    case = make.opened(house, situation="SF2")
    with refused(case, "Say in which month she arrived"):
        tell(house, case, "M16|SF3", happened="2025", precision="unknown_month")
    tell(house, case, "M16|SF3", happened="", precision="unknown")


@pytest.mark.proves("pathways.windows_were_missed")
def test_she_is_silent_after_so_many_missed_contacts(house: make.House, case: Case) -> None:
    with refused(case, "She counts as silent after 2 agreed contacts"):
        facts(house, case, "M17|UN1", missed_windows="1")
    tell(house, case, "FM3", facts={"windows_agreed": "4"})
    with refused(case, "She counts as silent after 4 agreed contacts"):
        facts(house, case, "M17|UN1", missed_windows="3")
    facts(house, case, "M17|UN1", missed_windows="4")


@pytest.mark.proves("pathways.attempts_were_made")
def test_no_news_at_all_comes_after_attempts_over_weeks(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1")
    for short in ({"attempts": "2"}, {"attempts_since": "2026-05-20"}):
        with refused(case, "No news at all is said after 3 attempts by the agreed way over 30"):
            facts(house, case, "M17|UN2", **short)


@pytest.mark.proves("pathways.can_say_lost")
def test_no_news_at_all_is_a_supervisors_word(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1")
    telling = full("UN1", "M17", "UN2")
    with not_allowed(case, "can_say_lost"):
        actions.move(case, "UN2", event="M17", telling=telling, **hands(house, case))
    tell(house, case, "M17|UN2")


@pytest.mark.proves("pathways.identity_is_shown")
def test_contact_again_needs_to_know_that_it_is_she(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1")
    with refused(case, "We do not know yet that it is she"):
        facts(house, case, "M18|FM2", identity="not_shown")
    facts(house, case, "M18|FM2", identity="shared_memory")


@pytest.mark.proves("pathways.nobody_makes_her_speak")
def test_contact_again_under_duress_is_none(house: make.House, case: Case) -> None:
    tell(house, case, "M17|UN1")
    for coercion in ("duress", "not_checked"):
        with refused(case, "Somebody may make her speak: this is no contact again"):
            facts(house, case, "M18|FM2", coercion=coercion)


@pytest.mark.parametrize("found", ["CU1", "CU3", "CU7", "NK1"])
def test_news_that_she_is_held_waits_for_no_proof_and_lifts_nothing(
    house: make.House, case: Case, found: str
) -> None:
    tell(house, case, "M17|UN1")
    facts(house, case, f"M18|{found}", identity="not_shown", coercion="not_checked")
    assert case.reachability in {Reachability.IN_CUSTODY, Reachability.RETURNED}


def test_found_again_obeys_the_guards_of_what_happened_meanwhile(
    house: make.House, case: Case
) -> None:
    tell(house, case, "M17|UN1")
    with refused(case, "Say also, or that it is not known: .*Corridor"):
        facts(house, case, "M18|CU3", corridor="")
    telling = full("UN1", "M18", "FM2", meanwhile="M03")
    bare = dict(telling.facts) | {"means": ""}
    with refused(case, "By what means"):
        actions.move(
            case, "FM2", event="M18", telling=replace(telling, facts=bare), **hands(house, case)
        )


@pytest.mark.proves("pathways.death_is_sourced")
def test_a_death_needs_a_good_source_or_two(house: make.House, case: Case) -> None:
    unsure = {"reliability": "unsure", "source": "third_party"}
    for second in ("", "third_party", "unknown"):
        with refused(case, "A death needs a source that is likely reliable"):
            tell(house, case, "M19|DE1", facts={"second_source": second}, **unsure)
    tell(house, case, "M19|DE1", facts={"second_source": "relative"}, **unsure)


@pytest.mark.proves("pathways.path_is_begun")
def test_nothing_moves_before_her_path_is_begun(house: make.House) -> None:
    case = make.draft(house)
    with refused(case, "First say where she is now"):
        actions.move(case, "FM3", event="inside", telling=SOURCED, **hands(house, case))


@pytest.mark.proves("pathways.path_is_not_begun")
def test_her_path_begins_once(house: make.House, case: Case) -> None:
    with refused(case, "Where she is has been told already"):
        actions.open_situation(case, "HD2", **hands(house, case))


@pytest.mark.proves("pathways.case_is_not_closed")
def test_nothing_is_told_of_a_closed_case(house: make.House, case: Case) -> None:
    head = hands(house, case, "supervisor")
    assessment.set_risk(
        case, Risk.LOW, by=head["by"], at=head["at"], reason="danger_passed", keys=head["keys"]
    )
    make.close(house, case)
    with refused(case, "This case is closed; reopen it first"):
        tell(house, case, "FM3")


@pytest.mark.proves("pathways.beginning_stays")
def test_the_beginning_is_not_taken_back(house: make.House, case: Case) -> None:
    first = Move.objects.get(case=case)
    with refused(case, "Her path begins here"):
        actions.take_back(case, first.pk, **hands(house, case))


@pytest.mark.proves("pathways.present_stays")
def test_an_earlier_time_stands_before_the_open_episode(house: make.House, case: Case) -> None:
    tell(house, case, "FM3")
    left = Earlier("FM7", "inside", SOURCED)
    back = Earlier("FM2", "M21", full("FM7", "M21", "FM2"))
    with refused(case, "stands before the episode that is open now"):
        actions.insert_before(case, step_id(house, case, "FM3"), [left, back], **hands(house, case))


@pytest.mark.proves("pathways.second_person_agrees")
def test_a_death_is_undone_by_two(house: make.House, case: Case) -> None:
    death = tell(house, case, "M19|DE1")
    worker, head = hands(house, case), hands(house, case, "supervisor")
    with refused(case, "A death is undone by two people"):
        actions.take_back(case, death.pk, **worker)
    actions.ask_to_undo(case, death.pk, word="Her sister heard her.", **worker)
    with refused(case, "A death is undone by two people"):
        actions.correct(case, death.pk, "FM3", event="inside", telling=Telling(), **worker)
    actions.take_back(case, death.pk, **head)
    assert Case.objects.get(pk=case.pk).situation == "FM2"


@pytest.mark.proves("pathways.can_ask_to_undo")
def test_a_stranger_asks_for_nothing(house: make.House, case: Case) -> None:
    death = tell(house, case, "M19|DE1")
    with not_allowed(case, "can_ask_to_undo"):
        actions.ask_to_undo(case, death.pk, **(hands(house, case) | {"by": house.caseworker2.user}))


@pytest.mark.proves("pathways.waits_for_confirmation")
def test_only_what_protects_her_is_confirmed_and_once(house: make.House, case: Case) -> None:
    head = hands(house, case, "supervisor")
    taken = tell(house, case, "FM9")
    with refused(case, "Only an arrest, a forced return or a death is confirmed"):
        actions.confirm(case, taken.pk, **head)
    arrest = tell(house, case, "M06|CU1")
    confirmed = actions.confirm(case, arrest.pk, **head)
    with refused(case, "This is confirmed already"):
        actions.confirm(case, confirmed.pk, **head)


@pytest.mark.proves("pathways.can_confirm")
def test_her_caseworker_does_not_confirm_her_own_telling(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1")
    with not_allowed(case, "can_confirm"):
        actions.confirm(case, arrest.pk, **hands(house, case))


@pytest.mark.proves("pathways.can_reverse")
def test_a_colleague_reverses_nothing(house: make.House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1")
    with not_allowed(case, "can_reverse"):
        actions.take_back(case, arrest.pk, **(hands(house, case) | {"by": house.caseworker2.user}))
    actions.take_back(case, arrest.pk, **hands(house, case, "supervisor"))
    assert Case.objects.get(pk=case.pk).situation == "FM9"


@pytest.mark.proves("pathways.event_stands_on_her_line")
def test_an_event_stands_behind_a_step_of_hers(house: make.House, case: Case) -> None:
    other = make.opened(house, situation="HD2", label="blue kettle")
    mine, foreign = Move.objects.get(case=case).pk, Move.objects.get(case=other).pk
    for telling, sentence in (
        (Happened("wedding", mine), "Pick what happened from the list"),
        (Happened("child_born", foreign), "Pick the step of her path"),
        (Happened("child_born", mine, child=foreign), "Pick one of her children"),
    ):
        with refused(case, sentence):
            actions.tell_event(case, telling, **hands(house, case))


@pytest.mark.proves("pathways.child_is_at_risk")
def test_a_child_gets_a_case_when_at_risk(house: make.House, case: Case) -> None:
    child = actions.add_child(case, Child("", {"at_risk": "no"}), **hands(house, case))
    with refused(case, "A child at risk can get a case"):
        actions.open_linked_case(case, child.pk, label="paper boat", **hands(house, case))


@pytest.mark.proves("pathways.child_has_no_case")
def test_a_child_gets_one_case(house: make.House, case: Case) -> None:
    child = actions.add_child(case, Child("", {"at_risk": "yes"}), **hands(house, case))
    actions.open_linked_case(case, child.pk, label="paper boat", **hands(house, case))
    with refused(case, "This child has a case already"):
        actions.open_linked_case(case, child.pk, label="tin whistle", **hands(house, case))
