"""Whoever tries whatever on a case file, in whatever order: what may never be, never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from casework.access import people
from casework.accounts.models import User
from casework.cases.actions import deciding, sharing
from casework.cases.decisions import DecisionKind
from casework.cases.models import (
    ConsentRecord,
    Decision,
    Digest,
    Label,
    Note,
    Section,
    Sheet,
)
from casework.cases.states import (
    LIVING,
    NEVER,
    READ_ONLY,
    TRANSITIONS,
    Act,
    Edge,
    Risk,
    Who,
)
from casework.pathways import actions as pathways
from casework.pathways import line
from casework.reminders.models import Due
from casework.vault.keyring import Keyring
from casework.vault.models import Letter
from casework.web.decisions import taken
from tests import make
from tests.cases.deeds import (
    ASKED_FIRST,
    BEGUN,
    BY_ITSELF,
    BY_TWO,
    DEEDS,
    LEVELS,
    WRITES,
    Deed,
    begun,
)
from tests.machines import CASEWORKERS, PEOPLE, SUPERVISORS, Machine, Pick, by_chance, run
from tests.make import House

RECORD = (Section, Note, Sheet, ConsentRecord, Label, Digest)
# A case that has ended asks nothing more of anybody but to look back, and to tick what she was
# told: that the case, or its way to another organisation, ended by itself.
_AFTER_THE_END = {
    "retention_due",
    "access_review",
    "break_glass_review",
    "reopening_lapsed",
    "transfer_ended",
}
_PASSED = {(edge.before, edge.after) for edge in TRANSITIONS}


class Life(Machine):
    """One case file, tried by its own people, by those of another desk and by an administrator."""

    @initialize(how=st.sampled_from([*BEGUN, *["open"] * 3]), risk=st.sampled_from(LEVELS))
    def begin(self, how: str, risk: Risk) -> None:
        self.case = begun(how, self.house, risk)
        self.was, self.ended = self.case.state, {}

    @precondition(lambda self: self._rows())
    @rule(data=st.data())
    def it_goes_on(self, data: st.DataObject) -> None:
        """By a row of the table, by whom it names."""
        pick = by_chance(data)
        edge = pick(self._rows())
        self._tries(edge.act, pick(self._named_by(edge)), pick)

    @rule(act=st.sampled_from(list(DEEDS)), who=st.sampled_from(PEOPLE), data=st.data())
    def anybody_tries(self, act: Act, who: str, data: st.DataObject) -> None:
        self._tries(act, who, by_chance(data))

    @precondition(lambda self: self._waiting())
    @rule(data=st.data())
    def somebody_decides(self, data: st.DataObject) -> None:
        pick = by_chance(data)
        waits, owner = pick(self._waiting()), self.case.owner
        of_her_path = waits.kind == DecisionKind.TAKEN
        deeds = taken.deeds(waits.about) if of_her_path else deciding.deeds_of(waits.kind)
        decide = pick([deciding.say_yes, deciding.say_no])
        hands = self.hands(pick(self._supervisors(), PEOPLE))
        if not self.attempt(lambda: decide(self.case, deeds, words="Right so.", **hands)):
            return
        if of_her_path and hands["by"] == owner:
            assert self._decided(waits).decided_by is None  # she took back what she told
        else:
            self._is_a_second_person(waits, hands["by"], owner)

    @rule(data=st.data())
    def somebody_writes(self, data: st.DataObject) -> None:
        pick, before, mine = by_chance(data), self.case.state, self._is_theirs()
        deed, hands = pick(WRITES), self.hands(pick(self._workers(), PEOPLE))
        if self.attempt(lambda: deed(self.case, hands, pick)):
            assert before not in READ_ONLY
            assert mine(hands["by"])

    @rule(data=st.data())
    def it_is_handed_over(self, data: st.DataObject) -> None:
        pick = by_chance(data)
        to = self.user(pick(CASEWORKERS[self.case.desk.code], PEOPLE))
        hands = self.hands(pick(self._workers(), PEOPLE))
        self.attempt(lambda: sharing.hand_over(self.case, to=to, **hands))

    @rule(who=st.sampled_from(["caseworker", "supervisor2"]))
    def somebody_leaves(self, who: str) -> None:
        leaver, by = self.user(who), self.user("administrator")
        was_here = leaver.is_admitted
        assert was_here == self.attempt(lambda: people.leave(leaver, by=by, at=self.at))

    @rule(deed=st.sampled_from(list(BY_ITSELF.values())[:2]))
    def the_clock_strikes(self, deed: Deed) -> None:
        self.attempt(lambda: deed(self.case, {"at": self.at}, by_chance))

    @rule(days=st.sampled_from([1, 3, 15, 31, 100]))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    def _tries(self, act: Act, who: str, pick: Pick) -> None:
        before, owner, waited = self.case.state, self.case.owner, self._waiting()
        hands, is_theirs = self.hands(who), self._is_theirs()
        if not self.attempt(lambda: DEEDS[act](self.case, hands, pick)):
            return
        assert is_theirs(hands["by"])
        settled = [row for row in waited if self._decided(row).decided_by]
        if act in ASKED_FIRST and before == self.case.state and not settled:
            return  # asked for
        at_once = act == Act.OPEN and not settled
        followed = (Act.OPEN_AT_ONCE if at_once else act, before, self.case.state)
        [edge] = [row for row in TRANSITIONS if (row.act, row.before, row.after) == followed]
        if edge.who == Who.SECOND:
            [decision] = settled
            self._is_a_second_person(decision, hands["by"], owner)

    def _rows(self) -> list[Edge]:
        """What the table lets people do from here; its end, which takes two, has tests of its
        own."""
        from_here = [row for row in TRANSITIONS if row.before == self.case.state]
        return [row for row in from_here if row.who != Who.SYSTEM and row.act not in BY_TWO]

    def _named_by(self, edge: Edge) -> list[str]:
        """The people the table means; some things are asked for by a worker first."""
        kinds = {row.kind for row in self._waiting()}
        asks = edge.act in ASKED_FIRST and ASKED_FIRST[edge.act] not in kinds
        return self._workers() if asks or edge.who == Who.WORKER else self._supervisors()

    def _workers(self) -> list[str]:
        """Its owner, or whoever writes in her place."""
        owner = self.case.owner
        return [owner.username] if owner.is_caseworker_on(self.case.desk) else self._supervisors()

    def _supervisors(self) -> list[str]:
        return SUPERVISORS[self.case.desk.code]

    def _is_a_second_person(self, decision: Decision, by: User, owner: User) -> None:
        decided = self._decided(decision)
        assert decided.decided_by == by
        assert by not in (decided.asked_by, owner)
        assert by.is_supervisor

    def _is_theirs(self) -> Callable[[User], bool]:
        """Who worked on it before the act: an act may give it away."""
        owner, desk = self.case.owner, self.case.desk
        return lambda by: (
            by.is_admitted
            and (by.is_supervisor_on(desk) or (by == owner and by.is_caseworker_on(desk)))
        )

    def _waiting(self) -> list[Decision]:
        return list(Decision.objects.waiting().filter(case=self.case))

    def _decided(self, decision: Decision) -> Decision:
        return Decision.objects.get(pk=decision.pk)

    # What always holds -----------------------------------------------------------

    @invariant()
    def it_passes_by_the_table_alone(self) -> None:
        assert self.case.state == self.was or (self.was, self.case.state) in _PASSED
        self.was = self.case.state

    @invariant()
    def what_has_ended_is_read_only(self) -> None:
        if self.case.state not in READ_ONLY:
            self.ended = {}
            return
        now = {
            model: list(model.objects.filter(case=self.case).order_by("pk").values())
            for model in RECORD
        }
        self.ended = self.ended or now
        assert now == self.ended

    @invariant()
    def somebody_can_open_it(self) -> None:
        """Its owner, or else the supervisors of its desk, hold a key that opens it."""
        assert self._keys().open(Label.objects.get(case=self.case), "text") == "grey scarf"

    def _keys(self) -> Keyring:
        names = [self.case.owner.username, *self._supervisors()]
        return next(held for name in names if (held := self._keys_of(name)))

    def _keys_of(self, name: str) -> Keyring | None:
        keys = make.keys_for(self.house.staff[name], self.case, self.at)
        return keys if self.user(name).is_admitted and keys.holds(self.case.pk) else None

    @invariant()
    def decisions_wait_where_they_may(self) -> None:
        kinds = {row.kind for row in self._waiting()}
        assert (self.case.submitted_at is not None) == bool(kinds)
        assert (DecisionKind.CLOSING in kinds) == (self.case.state == "closure_requested")
        assert self.case.state == "draft" or DecisionKind.OPENING not in kinds
        assert self.case.state not in READ_ONLY or not kinds

    @invariant()
    def what_is_to_be_confirmed_still_stands(self) -> None:
        told = pathways.told_of(self.case, self._keys())
        steps = {step.told.id for step in line.draw(told).steps}
        assert {row.about for row in self._waiting() if row.kind == DecisionKind.TAKEN} <= steps

    @invariant()
    def nobody_decides_what_she_asked(self) -> None:
        for row in Decision.objects.filter(case=self.case, decided_by__isnull=False):
            assert row.decided_by != row.asked_by

    @invariant()
    def there_is_something_to_do_exactly_while_it_lives(self) -> None:
        pending = set(Due.objects.pending().filter(case=self.case).values_list("kind", flat=True))
        if self.case.state in LIVING:
            assert self.case.next_due_at < NEVER
        if self.case.state in READ_ONLY:
            assert pending <= _AFTER_THE_END

    @invariant()
    def its_emergency_sheet_ends_with_it(self) -> None:
        sheets = Letter.objects.filter(kind=Letter.Kind.EMERGENCY, case_id=self.case.pk)
        assert sheets.exists() == (self.case.state not in READ_ONLY)


def test_no_course_of_a_case_breaks_what_must_hold(house: House) -> None:
    run(Life, house, examples=5, steps=12)


@pytest.mark.soak
def test_no_long_course_of_a_case_breaks_what_must_hold(house: House) -> None:
    run(Life, house, examples=80, steps=30)
