"""Each decision that waits is a task of whoever can make it, whatever it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from casework.access.errors import WrongState
from casework.cases import decisions
from casework.cases.actions import lowering
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Decision
from casework.cases.states import NEVER, Risk
from casework.reminders import actions, delivery, untold
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from tests import entries, make
from tests.make import House
from tests.reminders.conftest import give_address

AT, DAY = make.NOW, timedelta(days=1)
ASKED = (DecisionKind.LOWER_RISK, DecisionKind.TRANSFER, DecisionKind.DESK_TRANSFER)


@pytest.fixture
def house(db: None) -> House:
    return make.house()


def told(case: Case, kind: Kind) -> set[tuple[str, object]]:
    rows = Due.objects.pending().filter(case=case, kind=kind)
    return {(row.owner.username, row.due_at) for row in rows}


@pytest.mark.parametrize("kind", ASKED)
def test_what_waits_is_a_task_until_it_is_decided(kind: DecisionKind, house: House) -> None:
    case = make.opened(house, risk=Risk.MEDIUM)
    with transaction.atomic():
        decisions.ask(case, kind, by=house.supervisor2.user, at=AT)
    assert told(case, Kind.DECISION_DUE) == {("supervisor", AT + 3 * DAY)}
    with transaction.atomic():
        decisions.settle(case, kind, by=house.supervisor.user, at=AT + DAY)
    assert told(case, Kind.DECISION_DUE) == set()


def test_a_lower_risk_that_waits_is_mailed_when_it_is_due(house: House) -> None:
    give_address(house.supervisor2.user, "second@example.org")
    case = make.opened(house, risk=Risk.HIGH)
    worker, head = house.caseworker, house.supervisor
    keys = make.keys_for(worker, case, AT)
    lowering.ask(case, Risk.LOW, reason="danger_passed", by=worker.user, at=AT, keys=keys)
    heads = ("supervisor", "supervisor2")
    assert told(case, Kind.DECISION_DUE) == {(who, AT + DAY) for who in heads}
    Due.objects.exclude(kind=Kind.DECISION_DUE).update(delivery="delivered")
    delivery.sweep(AT + DAY)
    assert [one.to for one in mail.outbox] == [["second@example.org"]]
    row = Due.objects.get(kind=Kind.DECISION_DUE, owner=head.user)
    with pytest.raises(WrongState):  # it ends by deciding, not by a tick
        actions.done(row, by=head.user, at=AT + DAY)
    keys = make.keys_for(head, case, AT + DAY)
    lowering.keep(case, by=head.user, at=AT + DAY, keys=keys, words="Not yet.")
    assert told(case, Kind.DECISION_DUE) == set()


def test_the_sweep_tells_of_a_draft_that_waited_before_there_was_such_a_task(house: House) -> None:
    case = make.submitted(house, risk=Risk.HIGH)
    before = told(case, Kind.OPENING_DUE)
    Due.objects.filter(kind=Kind.OPENING_DUE).delete()
    Case.objects.filter(pk=case.pk).update(next_due_at=NEVER)
    assert (untold.sweep(AT + DAY), untold.sweep(AT + DAY)) == (1, 0)
    assert told(case, Kind.OPENING_DUE) == before != set()
    assert entries.last("reminders.set").by == "system"
    due_at = Due.objects.filter(kind=Kind.OPENING_DUE).earliest("due_at").due_at
    assert Case.objects.get(pk=case.pk).next_due_at == due_at


def test_the_sweep_leaves_alone_what_is_decided_or_hidden(house: House) -> None:
    case = make.submitted(house)
    Due.objects.filter(kind=Kind.OPENING_DUE).delete()
    Case.objects.filter(pk=case.pk).update(hidden_at=AT)
    assert untold.sweep(AT) == 0
    Case.objects.filter(pk=case.pk).update(hidden_at=None)
    Decision.objects.update(decided_at=AT)
    assert (untold.sweep(AT), told(case, Kind.OPENING_DUE)) == (0, set())
