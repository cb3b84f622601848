"""An opening in an emergency that nobody reviews in 24 hours climbs to the administrators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from casework.cases import break_glass as glasses
from casework.cases.actions import break_glass
from casework.cases.models import BreakGlass, Case
from casework.cases.states import Risk
from casework.reminders import delivery
from casework.reminders.models import Due
from tests import make
from tests.reminders.conftest import give_address

LATE = make.NOW + timedelta(hours=24)
ADMINISTRATORS = {"administrator", "administrator2"}


@pytest.fixture
def case(house: make.House) -> Case:
    give_address(house.administrator.user, "administrator@example.org")
    return make.opened(house, risk=Risk.LOW)


@pytest.fixture
def glass(house: make.House, case: Case) -> BreakGlass:
    told = {"reason": "on_the_line", "words": "She rang."}
    who = house.caseworker2
    return break_glass.ask(case, **told, by=who.user, at=make.NOW, keys=who.keys)


def told() -> list[list[str]]:
    return [message.to for message in mail.outbox]


def climbed(glass: BreakGlass) -> set[str]:
    rows = Due.objects.pending().filter(kind="break_glass_late", reference=glass.pk)
    return {row.owner.username for row in rows if row.due_at == LATE}


def review(house: make.House, glass: BreakGlass) -> None:
    who = house.supervisor
    hands = {"by": who.user, "at": make.NOW + timedelta(hours=2)}
    keys = make.keys_for(who, glass.case)
    break_glass.review(glass, finding="needed", words="", **hands, keys=keys)


def test_every_administrator_is_told_by_mail_when_its_24_hours_are_over(
    house: make.House, glass: BreakGlass
) -> None:
    assert climbed(glass) == ADMINISTRATORS
    delivery.sweep(LATE - timedelta(seconds=1))
    assert told() == []
    delivery.sweep(LATE)
    assert told() == [["administrator@example.org"]]
    delivery.sweep(LATE + timedelta(hours=1))
    assert len(told()) == 1
    assert list(glasses.overdue(LATE + timedelta(seconds=1))) == [glass]


def test_once_reviewed_nobody_is_told(house: make.House, glass: BreakGlass) -> None:
    review(house, glass)
    assert climbed(glass) == set()
    delivery.sweep(LATE)
    assert told() == []


def test_a_case_that_closes_meanwhile_is_reviewed_all_the_same(
    house: make.House, case: Case, glass: BreakGlass
) -> None:
    make.close(house, case)
    waiting = Due.objects.pending().filter(kind="break_glass_review", reference=glass.pk)
    assert waiting.exists()
    assert climbed(glass) == ADMINISTRATORS
    review(house, glass)
    assert not Due.objects.pending().filter(reference=glass.pk).exists()
