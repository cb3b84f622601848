"""Whatever is told in whatever order: what may never be, never is."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.access.errors import NotAllowed, WrongState
from casework.cases.models import Case, Sheet
from casework.cases.states import Reachability
from casework.pathways import actions, aftermath, line, states
from casework.pathways.actions import Earlier
from casework.pathways.flows import flow
from casework.pathways.line import Line, Step, Told
from casework.pathways.models import Move
from casework.pathways.states import INITIAL, Event, Situation
from casework.reminders.models import Due
from tests import make
from tests.pathways.steps import hands
from tests.tellings import full

# Only a process that has begun leads to what it can end in.
_ENDS_OF_THE_PROCESS = frozenset({"SF3", "SF4", "SF5", "SF6"})
_OUT_OF_REACH = (Reachability.IN_CUSTODY, Reachability.RETURNED, Reachability.LOST)


class Path(Machine):
    """One case, told by its caseworker and confirmed by a supervisor, against the real database."""

    @initialize(state=st.sampled_from(INITIAL))
    def begin(self, state: Situation) -> None:
        told = {"situation": {"modality": "unknown"}}
        self.case = make.opened(self.house, situation=state, documents=told)

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
        who = "supervisor" if to == Situation.UN2 else "caseworker"
        telling = full(self.case.situation, event, to)
        actions.move(self.case, to, event=event, telling=telling, **self.by(who))
        assert self.case.situation == to

    @rule(to=st.sampled_from(list(Situation)), event=st.sampled_from(list(Event)))
    def move_anywhere(self, to: Situation, event: Event) -> None:
        before = self.case.situation
        if (to, event) in states.possible(before):
            return
        who = "supervisor" if to == Situation.UN2 else "caseworker"
        telling = full(before, event, to)
        with pytest.raises(WrongState):
            actions.move(self.case, to, event=event, telling=telling, **self.by(who))
        self.case.refresh_from_db()
        assert self.case.situation == before

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        step: Step = data.draw(st.sampled_from(self.drawn().steps))
        choices = states.possible(step.before) if step.before else [(s, "") for s in INITIAL]
        to, event = data.draw(st.sampled_from(choices))
        telling = full(step.before, event, to)
        self._try(
            lambda: actions.correct(
                self.case, step.told.id, to, event=event, telling=telling, **self.by()
            )
        )

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        step: Step = data.draw(st.sampled_from(self.drawn().steps))
        self._try(lambda: actions.take_back(self.case, step.told.id, **self.by()))

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
        self._try(
            lambda: actions.insert_before(self.case, step.told.id, walk, then=then, **self.by())
        )
        assert (self.case.situation, self.drawn().episodes[-1].steps[-1].after) == before

    @precondition(lambda self: any(map(aftermath.is_protective, self.drawn().steps)))
    @rule()
    def confirm(self) -> None:
        step = next(one for one in self.drawn().steps if aftermath.is_protective(one))
        self._try(lambda: actions.confirm(self.case, step.told.id, **self.by("supervisor")))

    def _try(self, act: Any) -> None:
        """It is done, or refused and leaves everything as it was."""
        before = [row.id for row in self.told()]
        try:
            act()
        except (WrongState, NotAllowed):
            assert [row.id for row in self.told()] == before
        self.case.refresh_from_db()

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
                assert step.before in {"SF2", *_ENDS_OF_THE_PROCESS} or from_un

    @invariant()
    def no_return_without_its_event(self) -> None:
        for step in self.drawn().steps:
            if step.after == Situation.CU3:
                assert step.told.repatriation is not None
                assert Sheet.objects.filter(case=self.case, pk=step.told.repatriation).exists()

    @invariant()
    def no_contact_is_reminded_of_while_she_is_out_of_reach(self) -> None:
        if self.case.reachability in _OUT_OF_REACH:
            contacts = Due.objects.pending().filter(case=self.case)
            assert not contacts.filter(kind__in=("follow_up", "contact_window")).exists()

    @invariant()
    def order_and_flow_are_those_of_the_clear_columns(self) -> None:
        steps = self.drawn().steps
        places = [step.told.place for step in steps]
        assert places == sorted(set(places))
        moves = Counter(pairwise(["", *(step.after for step in steps)]))
        assert flow([self.case.pk]) == dict(moves)
        assert Move.objects.filter(case=self.case).count() == len(self.told())


def _run(house: make.House, examples: int, steps: int) -> None:
    Path.house = house
    run_state_machine_as_test(
        Path, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


@pytest.mark.django_db
def test_no_course_of_tellings_breaks_what_must_hold(house: make.House) -> None:
    _run(house, examples=4, steps=8)


@pytest.mark.soak
@pytest.mark.django_db
def test_no_long_course_of_tellings_breaks_what_must_hold(house: make.House) -> None:
    _run(house, examples=60, steps=20)
