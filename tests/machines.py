"""What the machines of tests share: no example leaves anything, no refusal writes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from casework.access.errors import NotAllowed, WrongState
from casework.accounts.models import User
from casework.cases.models import Case
from casework.vault.keyring import NoKey
from tests import kept, make

Pick = Callable[..., Any]
"""Of what the guards let through, or of the rest: `pick(fitting, others)`."""

CASEWORKERS = {"north": ["caseworker", "caseworker2"], "south": ["caseworker3"]}
SUPERVISORS = {"north": ["supervisor", "supervisor2"], "south": ["supervisor3"]}
PEOPLE = (
    "caseworker",
    "caseworker2",
    "supervisor",
    "supervisor2",
    "caseworker3",
    "supervisor3",
    "administrator",
)


def by_chance(data: st.DataObject) -> Pick:
    """Three times in four of what fits."""

    def pick(fitting: Iterable[Any], others: Iterable[Any] = ()) -> Any:
        fits, rest = list(fitting), list(others)
        return data.draw(st.sampled_from([*fits * (3 * len(rest) or 1), *rest * len(fits)]))

    return pick


class Machine(RuleBasedStateMachine):
    """One case in one house, each example in a savepoint of its own."""

    house: ClassVar[make.House]
    case: Case
    at: datetime

    def __init__(self) -> None:
        super().__init__()
        self.at = make.NOW
        self._example = transaction.atomic()
        self._example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._example.__exit__(None, None, None)

    def user(self, name: str) -> User:
        """As she is now: her posts may have changed."""
        return User.objects.get(pk=self.house.staff[name].user.pk)

    def hands(self, name: str) -> dict[str, Any]:
        keys = make.keys_for(self.house.staff[name], self.case, self.at)
        return {"by": self.user(name), "at": self.at, "keys": keys}

    def attempt(self, act: Callable[[], object]) -> bool:
        """True: it was done, and is on record. False: it was refused, and no row has changed."""
        before = kept.rows()
        try:
            act()
        except (WrongState, NotAllowed, NoKey):
            assert kept.rows() == before
            self.case.refresh_from_db()
            return False
        written = {table for table, _row in kept.rows() - before}
        assert not written or "audit_entry" in written  # the same told twice is kept once
        self.case.refresh_from_db()
        return True


def run(machine: type[Machine], house: make.House, *, examples: int, steps: int) -> None:
    machine.house = house
    told = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(machine, settings=told)
