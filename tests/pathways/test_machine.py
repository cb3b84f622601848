"""Whatever is told in whatever order: what may never be, never is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from casework.cases.actions import assessment, plan
from casework.cases.models import Case, Sheet
from casework.cases.risk_levels import is_lower
from casework.cases.states import Reachability, Risk
from casework.pathways import actions, aftermath, custody, line, states
from casework.pathways.actions import Earlier
from casework.pathways.flows import flow
from casework.pathways.line import Line, Step, Told
from casework.pathways.models import Move
from casework.pathways.states import INITIAL, Event, Situation
from casework.reminders.models import Due
from tests import make
from tests.machines import Machine, run
from tests.tellings import full

# Only a process that has begun leads to what it can end in.
_ENDS_OF_THE_PROCESS = frozenset({"SF3", "SF4", "SF5", "SF6"})
_LEADS_TO_THEM = frozenset({"SF2", "SF3", "SF4", "SF5"})
_HELD = frozenset({"FM9", "SX8", "HD10", "CU1", "CU2", "CU9"})
_RETURNED = frozenset({"CU3", "CU4", "CU5", "CU6", "CU7", "CU8"})
_OUT_OF_REACH = (Reachability.IN_CUSTODY, Reachability.RETURNED, Reachability.LOST)
_OUTREACH = ("follow_up", "contact_window", "appointment")
_REVIEWS = ("risk_reassess", "consent_review")


class Path(Machine):
    """One case, told by its caseworker and confirmed by a supervisor, against the real database."""

    @initialize(state=st.sampled_from(INITIAL))
    def begin(self, state: Situation) -> None:
        told = {"situation": {"modality": "unknown"}}
        self.case = make.opened(self.house, situation=state, documents=told)
        self.asked: set[tuple[Any, str]] = set()
        self.lowered, self.first = False, self.told()[0].id

    def told(self) -> list[Told]:
        return actions.told_of(self.case, self.hands("caseworker")["keys"])

    def drawn(self) -> Line:
        return line.draw(self.told())

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        possible = states.possible(self.case.situation)
        if not possible:
            return
        to, event = data.draw(st.sampled_from(possible))
        before = self.case.situation
        assert self._tell(before, event, to)
        assert self.case.situation == to
        self.lowered = False
        self._each_move_forces_its_reviews()

    @rule(to=st.sampled_from(list(Situation)), event=st.sampled_from(list(Event)))
    def move_anywhere(self, to: Situation, event: Event) -> None:
        before = self.case.situation
        if (to, event) in states.possible(before):
            return
        assert not self._tell(before, event, to)
        assert self.case.situation == before

    def _tell(self, before: str, event: str, to: str) -> bool:
        hands = self.hands("supervisor" if to == Situation.UN2 else "caseworker")
        telling = full(before, event, to)
        return self.attempt(
            lambda: actions.move(self.case, to, event=event, telling=telling, **hands)
        )

    def _each_move_forces_its_reviews(self) -> None:
        """Within three days; an arrest, a forced return or a new sale: now."""
        step = self.drawn().steps[-1]
        at_once = aftermath.is_taken(step) or step.told.event == Event.M12
        by = self.at + (timedelta(0) if at_once else timedelta(days=3))
        pending = Due.objects.pending().filter(case=self.case, due_at__lte=by)
        assert set(_REVIEWS) <= set(pending.values_list("kind", flat=True))

    @rule(data=st.data(), who=st.sampled_from(["caseworker", "supervisor"]))
    def correct(self, data: st.DataObject, who: str) -> None:
        step: Step = data.draw(st.sampled_from(self.drawn().steps))
        choices = states.possible(step.before) if step.before else [(s, "") for s in INITIAL]
        to, event = data.draw(st.sampled_from(choices))
        told, hands = full(step.before, event, to), self.hands(who)
        self._undoes(
            lambda: actions.correct(
                self.case, step.told.id, to, event=event, telling=told, **hands
            ),
            who,
        )

    @rule(data=st.data(), who=st.sampled_from(["caseworker", "supervisor"]))
    def take_back(self, data: st.DataObject, who: str) -> None:
        step: Step = data.draw(st.sampled_from(self.drawn().steps))
        hands = self.hands(who)
        self._undoes(lambda: actions.take_back(self.case, step.told.id, **hands), who)

    @precondition(lambda self: self.case.situation == Situation.DE1)
    @rule(who=st.sampled_from(["caseworker", "supervisor", "supervisor2"]))
    def ask_to_undo_a_death(self, who: str) -> None:
        death, hands = self.drawn().steps[-1].told.id, self.hands(who)
        assert self.attempt(lambda: actions.ask_to_undo(self.case, death, **hands))
        self.asked.add((death, who))

    def _undoes(self, act: Any, who: str) -> None:
        """A death ends by a correction alone, and by another one than who asked for it."""
        last = self.drawn().steps[-1]
        dead = last.after == Situation.DE1
        self.attempt(act)
        if dead and self.case.situation != Situation.DE1:
            asked = {person for death, person in self.asked if death == last.told.id}
            assert asked - {who}

    @rule(level=st.sampled_from([Risk.LOW, Risk.HIGH]))
    def lower_the_level(self, level: Risk) -> None:
        if is_lower(level, self.case.risk):
            act = {"reason": "danger_passed", **self.hands("supervisor")}
            assert self.attempt(lambda: assessment.set_risk(self.case, level, **act))
            self.lowered = True

    @rule()
    def plan_a_contact(self) -> None:
        told = {"direction": "ours", "outcome": "no_answer", "happened_at": self.at.isoformat()}
        on, hands = self.at + timedelta(days=2), self.hands("caseworker")
        may = self.case.reachability == Reachability.REACHABLE
        assert may == self.attempt(lambda: plan.log_contact(self.case, told, next_at=on, **hands))

    @rule(data=st.data(), length=st.integers(1, 4))
    def insert(self, data: st.DataObject, length: int) -> None:
        """A walk from before the step; it joins it by whatever event leads there, or not."""
        step: Step = data.draw(st.sampled_from(self.drawn().steps))
        state, walk = step.before, []
        for _number in range(length):
            choices = states.possible(state) if state else [(s, "") for s in INITIAL]
            if not choices:
                break
            to, event = data.draw(st.sampled_from(choices))
            walk.append(Earlier(to, event, full(state, event, to)))
            state = to
        joins = [event for to, event in states.possible(state) if to == step.after]
        if not walk or not joins:
            return
        event = data.draw(st.sampled_from(joins))
        then = Earlier(step.after, event, full(state, event, step.after))
        before = self.case.situation, self.drawn().episodes[-1].steps[-1].after
        hands = self.hands("caseworker")
        self.attempt(
            lambda: actions.insert_before(self.case, step.told.id, walk, then=then, **hands)
        )
        assert (self.case.situation, self.drawn().episodes[-1].steps[-1].after) == before

    @precondition(lambda self: any(map(aftermath.is_protective, self.drawn().steps)))
    @rule()
    def confirm(self) -> None:
        step = next(one for one in self.drawn().steps if aftermath.is_protective(one))
        hands = self.hands("supervisor")
        self.attempt(lambda: actions.confirm(self.case, step.told.id, **hands))

    @invariant()
    def exactly_one_episode_is_open(self) -> None:
        drawn = self.drawn()
        assert [one.is_open for one in drawn.episodes].count(True) == 1
        assert drawn.episodes[-1].is_open
        assert Case.objects.get(pk=self.case.pk).situation == drawn.state

    @invariant()
    def nothing_follows_death(self) -> None:
        after_each = [step.after for step in self.drawn().steps[:-1]]
        assert Situation.DE1 not in after_each

    @invariant()
    def safety_is_reached_through_a_process(self) -> None:
        for step in self.drawn().steps:
            if step.after in _ENDS_OF_THE_PROCESS and step.before:
                from_un = step.before.startswith("UN") and step.told.event == Event.M18
                assert step.before in _LEADS_TO_THEM or from_un

    @invariant()
    def no_return_without_its_event(self) -> None:
        for step in self.drawn().steps:
            if step.after == Situation.CU3:
                assert step.told.repatriation is not None
                assert Sheet.objects.filter(case=self.case, pk=step.told.repatriation).exists()

    @invariant()
    def nobody_reaches_out_while_she_is_held_returned_or_lost(self) -> None:
        if self.case.situation in _HELD:
            assert self.case.reachability == Reachability.IN_CUSTODY
        if self.case.situation in _RETURNED:
            assert self.case.reachability == Reachability.RETURNED
        if self.case.reachability in _OUT_OF_REACH:
            contacts = Due.objects.pending().filter(case=self.case)
            assert not contacts.filter(kind__in=_OUTREACH).exists()

    @invariant()
    def moved_into_custody_she_is_critical_until_a_supervisor_lowers_it(self) -> None:
        """Where her path began there, testimony of how she came there raises nothing."""
        newest = self.drawn().steps[-1]
        tellings = custody.tellings(self.told(), newest.told.id)
        is_moved_there = newest.after in custody.HELD and str(self.first) not in tellings
        if is_moved_there and newest.before and not self.lowered:
            assert self.case.risk == Risk.CRITICAL

    @invariant()
    def order_and_flow_are_those_of_the_clear_columns(self) -> None:
        steps = self.drawn().steps
        places = [step.told.place for step in steps]
        assert places == sorted(set(places))
        moves = Counter(pairwise(["", *(step.after for step in steps)]))
        assert flow([self.case.pk]) == dict(moves)
        assert Move.objects.filter(case=self.case).count() == len(self.told())


@pytest.mark.django_db
def test_no_course_of_tellings_breaks_what_must_hold(house: make.House) -> None:
    run(Path, house, examples=4, steps=10)


@pytest.mark.soak
@pytest.mark.django_db
def test_no_long_course_of_tellings_breaks_what_must_hold(house: make.House) -> None:
    run(Path, house, examples=60, steps=20)
