"""A model of who may open what, against the vault: it opens if and only if the model permits.

Hypothesis deals grants, revocations, hand-overs, leavers, epochs, forgotten passphrases and new
case keys in any order.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from casework.access import admission, epochs, invitations, people
from casework.access.errors import NotAllowed, WrongState
from casework.access.rekey import rekey
from casework.accounts.models import User
from casework.cases.actions import sharing
from casework.cases.models import Case, Label
from casework.vault.keyring import NoKey
from tests import make

NAMES = ["caseworker", "caseworker2", "caseworker3", "supervisor", "supervisor2"]
ON_DESK = {"caseworker", "caseworker2"}
HEADS = {"supervisor", "supervisor2"}
names = st.sampled_from(NAMES)
HOUSE: list[make.House] = []


class Vault(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.staff = dict(HOUSE[0].staff)
        self.cases: list[UUID] = []
        self.owner: dict[UUID, str] = {}
        self.readers: dict[UUID, set[str]] = {}
        self.gone: set[str] = set()
        self.waiting: set[str] = set()
        self.hours = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # What may happen ----------------------------------------------------------

    @precondition(lambda self: len(self.cases) < 3)
    @rule(owner=st.sampled_from(sorted(ON_DESK)))
    def start(self, owner: str) -> None:
        if self._is_in(owner):
            hers = make.Staff(self._user(owner), self.staff[owner].keys)
            house = make.House(HOUSE[0].desk, HOUSE[0].other_desk, self.staff | {owner: hers})
            case = make.draft(house, owner)
            self.cases.append(case.pk)
            self.owner[case.pk], self.readers[case.pk] = owner, set()

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), to=names)
    def share(self, data: st.DataObject, to: str) -> None:
        case, by = self._pick(data), self._head()
        if by is None or to in HEADS:
            return
        try:
            sharing.share(case, to=self._user(to), **self._hands(by, case))
        except NotAllowed:
            assert not self._is_in(to)
        else:
            if to != self.owner[case.pk]:
                self.readers[case.pk].add(to)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), whom=names)
    def unshare(self, data: st.DataObject, whom: str) -> None:
        case, by = self._pick(data), self._head()
        if by is None:
            return
        try:
            sharing.unshare(case, whom=self._user(whom), by=self._user(by), at=self._now())
        except WrongState:
            return
        self.readers[case.pk].discard(whom)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), to=st.sampled_from(sorted(ON_DESK)))
    def hand_over(self, data: st.DataObject, to: str) -> None:
        case, by = self._pick(data), self._head()
        if by is None:
            return
        try:
            sharing.hand_over(case, to=self._user(to), **self._hands(by, case))
        except (WrongState, NotAllowed):
            assert to == self.owner[case.pk] or not self._is_in(to)
        else:
            self.owner[case.pk] = to
            self.readers[case.pk].discard(to)

    @rule(who=names)
    def leave(self, who: str) -> None:
        if who in self.gone or (who in HEADS and len(HEADS - self.gone - self.waiting) < 2):
            return
        people.leave(self._user(who), by=self._user("administrator"), at=self._now())
        self.gone.add(who)
        self.waiting.discard(who)
        for readers in self.readers.values():
            readers.discard(who)

    @rule()
    def a_supervisor_unlocks(self) -> None:
        by = self._head()
        if by is not None:
            hands = self._hands(by)
            epochs.raise_due(hands.pop("keys"), **hands)

    @rule(who=st.sampled_from(["caseworker", "caseworker2"]))
    def forget_the_passphrase(self, who: str) -> None:
        if who in self.gone:
            return
        admin = self._user("administrator")
        token = invitations.invite_again(self._user(who), by=admin, at=self._now())
        accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=self._now())
        self.staff[who] = make.Staff(accepted.person, accepted.keys)
        self.waiting.add(who)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def admit_again(self, data: st.DataObject) -> None:
        who, by = data.draw(st.sampled_from(sorted(self.waiting))), self._head()
        if by is None:
            return
        words = " ".join(admission.words_of(self._user(who)))
        admission.admit(self._user(who), words=words, **self._hands(by))
        self.waiting.discard(who)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def suspect_the_key(self, data: st.DataObject) -> None:
        case, by = self._pick(data), self._head()
        if by is not None:
            rekey(case, **self._hands(by, case))

    # What must hold -----------------------------------------------------------

    @invariant()
    def opens_exactly_what_the_model_permits(self) -> None:
        for pk in self.cases:
            case = Case.objects.select_related("desk", "owner").get(pk=pk)
            for who in NAMES:
                assert self._opens(who, case) == self._may(who, pk), (who, self.owner[pk])

    def _may(self, who: str, pk: UUID) -> bool:
        holds = who in HEADS or who == self.owner[pk] or who in self.readers[pk]
        return self._is_in(who) and holds

    def _opens(self, who: str, case: Case) -> bool:
        visible = Case.objects.visible_to(self._user(who)).filter(pk=case.pk).exists()
        try:
            said = self._keys(who, case).open(Label.objects.get(case=case), "text")
        except NoKey:
            return False
        return visible and said == "grey scarf"

    # Hands --------------------------------------------------------------------

    def _is_in(self, who: str) -> bool:
        return who not in self.gone and who not in self.waiting

    def _head(self) -> str | None:
        return next((one for one in sorted(HEADS) if self._is_in(one)), None)

    def _user(self, who: str) -> User:
        return User.objects.get(pk=self.staff[who].user.pk)

    def _hands(self, by: str, case: Case | None = None) -> dict[str, Any]:
        """Who acts, when, and with which keys."""
        keys = self._keys(by, case) if case else self.staff[by].keys
        return {"by": self._user(by), "at": self._now(), "keys": keys}

    def _keys(self, who: str, case: Case) -> Any:
        return make.keys_for(self.staff[who], case, self._now())

    def _pick(self, data: st.DataObject) -> Case:
        pk = data.draw(st.sampled_from(self.cases))
        return Case.objects.select_related("desk", "owner").get(pk=pk)

    def _now(self) -> Any:
        self.hours += 1
        return make.NOW + timedelta(minutes=self.hours)


@pytest.mark.django_db
@pytest.mark.parametrize("examples", [7, pytest.param(300, marks=pytest.mark.soak)])
def test_it_opens_if_and_only_if_the_model_permits(examples: int) -> None:
    HOUSE[:] = [make.house()]
    asked = settings(settings.default, max_examples=examples, stateful_step_count=15)
    run(Vault, settings=asked)
