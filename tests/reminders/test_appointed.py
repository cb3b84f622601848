"""Tasks that one act sets and another ends: to whom they go, and what takes them away."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from casework.access.errors import WrongState
from casework.cases import dues
from casework.cases.actions import assessment, opening, sharing
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import actions
from casework.reminders.kinds import BY_RHYTHM
from casework.reminders.models import Due
from tests import entries, make

AT, DAY = make.NOW, timedelta(days=1)


@pytest.fixture
def case(house: make.House) -> Case:
    return make.opened(house, risk=Risk.LOW)


def waiting(kind: str) -> set[tuple[str, datetime, UUID | None]]:
    rows = Due.objects.pending().exclude(kind__in=BY_RHYTHM).filter(kind=kind)
    return {(row.owner.username, row.due_at, row.reference) for row in rows}


def put(case: Case, kind: str, days: int, reference: UUID | None = None) -> None:
    by = case.owner
    with transaction.atomic():
        dues.set_due(case, kind, due_at=AT + days * DAY, by=by, at=AT, reference=reference)


def test_a_task_of_the_owner_is_one_row_and_moves(case: Case) -> None:
    put(case, "consent_review", 3)
    put(case, "consent_review", 1)
    assert waiting("consent_review") == {("caseworker", AT + DAY, None)}
    assert Case.objects.get(pk=case.pk).next_due_at == AT + DAY


def test_setting_it_again_as_it_is_writes_nothing(case: Case) -> None:
    put(case, "consent_review", 3)
    before = entries.count()
    put(case, "consent_review", 3)
    assert entries.count() == before


def test_tasks_about_two_things_are_two(case: Case) -> None:
    one, two = uuid4(), uuid4()
    put(case, "if_taken", 1, one)
    put(case, "if_taken", 2, two)
    assert waiting("if_taken") == {
        ("caseworker", AT + DAY, one),
        ("caseworker", AT + 2 * DAY, two),
    }


def test_a_task_of_supervisors_goes_to_each_and_ends_with_the_first(
    house: make.House, case: Case
) -> None:
    put(case, "basis_renewal", 14)
    assert {name for name, _at, _about in waiting("basis_renewal")} == {
        "supervisor",
        "supervisor2",
    }
    with transaction.atomic():
        dues.settle(case, "basis_renewal", by=house.supervisor2.user, at=AT + DAY)
    assert waiting("basis_renewal") == set()
    ended = Due.objects.filter(kind="basis_renewal").values_list("owner__username", "state")
    assert set(ended) == {("supervisor", "withdrawn"), ("supervisor2", "done")}


def test_whatever_changes_the_case_leaves_it_standing(house: make.House, case: Case) -> None:
    put(case, "consent_review", 3)
    assessment.set_risk(case, Risk.HIGH, by=house.caseworker.user, at=AT)
    assert waiting("consent_review") == {("caseworker", AT + 3 * DAY, None)}


def test_it_goes_along_when_the_case_is_handed_over(house: make.House, case: Case) -> None:
    put(case, "consent_review", 3)
    keys = make.keys_for(house.supervisor, case)
    sharing.hand_over(case, to=house.caseworker2.user, by=house.supervisor.user, at=AT, keys=keys)
    assert waiting("consent_review") == {("caseworker2", AT + 3 * DAY, None)}


def test_what_a_draft_is_asked_goes_along_with_its_owner(house: make.House) -> None:
    """Else the next owner has the same task twice, and the draft cannot be opened."""
    draft = make.submitted(house)
    assert {who for who, _at, _about in waiting("consent_expiring")} == {"caseworker"}
    keys = make.keys_for(house.supervisor, draft)
    sharing.hand_over(draft, to=house.caseworker2.user, by=house.supervisor.user, at=AT, keys=keys)
    worker = house.caseworker2
    answer = make.consent() | {"expires_on": (AT + 90 * DAY).date().isoformat()}
    hands = {"by": worker.user, "at": AT, "keys": make.keys_for(worker, draft)}
    record_consent(draft, answer, **hands)
    opening.accept(draft, by=house.supervisor.user, at=AT, keys=keys)
    [(who, _at, _about)] = waiting("consent_expiring")
    assert who == "caseworker2"


def test_closing_takes_it_away_and_a_closed_case_takes_none(house: make.House, case: Case) -> None:
    put(case, "consent_review", 3)
    make.close(house, case, at=AT)
    put(case, "consent_review", 3)
    assert waiting("consent_review") == set()


def test_dropping_what_is_not_needed_any_more(house: make.House, case: Case) -> None:
    put(case, "consent_review", 3)
    with transaction.atomic():
        dues.drop(case, "consent_review", by=house.caseworker.user, at=AT)
        dues.drop(case, "consent_review", by=house.caseworker.user, at=AT)
    assert waiting("consent_review") == set()


def test_a_tick_ends_what_may_be_ticked(house: make.House, case: Case) -> None:
    put(case, "consent_review", 0)
    row = Due.objects.get(kind="consent_review")
    actions.done(row, by=house.caseworker.user, at=AT)
    actions.done(row, by=house.caseworker.user, at=AT)
    assert Due.objects.get(pk=row.pk).state == "done"


def test_a_tick_does_not_stand_for_an_act(house: make.House, case: Case) -> None:
    put(case, "if_taken", 0, uuid4())
    before = entries.count()
    with pytest.raises(WrongState, match="ends when what it asks for is written down"):
        actions.done(Due.objects.get(kind="if_taken"), by=house.caseworker.user, at=AT)
    assert entries.count() == before
