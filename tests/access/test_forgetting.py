"""The account of somebody who left: what tells who she was goes, by two administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from casework.access import forgetting, people
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import Forgetting
from casework.accounts.models import User
from casework.accounts.sealed import seal_for_house
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from tests import make
from tests.make import NOW, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make.house()


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return AuditEntry.objects.count()


def _refused(sentence: str, act: Callable[[], Any], error: type[Exception] = WrongState) -> None:
    before = _written()
    with pytest.raises(error, match=sentence), transaction.atomic():
        act()
    assert _written() == before


@pytest.fixture
def left(house: House) -> User:
    person = house.caseworker2.user
    people.leave(person, by=house.administrator.user, at=NOW)
    return User.objects.get(pk=person.pk)


def _ask(house: House, person: User, **changed: Any) -> Forgetting:
    told: dict[str, Any] = {"by": house.administrator.user, "at": NOW, "kept_until": None}
    return forgetting.ask(person, **told | {"at_her_wish": True} | changed)


def test_two_administrators_erase_who_she_was_and_the_log_holds(house: House, left: User) -> None:
    seal_for_house(left, "email", "moon@example.org")
    _ask(house, left)
    forgetting.agree(left, by=house.administrator2.user, at=NOW)
    found = User.objects.get(pk=left.pk)
    assert found.username.startswith("left-")
    assert (found.name, found.email.blob, found.last_login) == ("–", b"", None)
    _written()
    assert verify(connection).ok


def test_a_second_administrator_may_keep_it(house: House, left: User) -> None:
    _ask(house, left)
    forgetting.keep(left, by=house.administrator2.user, at=NOW)
    assert forgetting.waiting(left) is None
    _ask(house, left)


@pytest.mark.proves("access.can_forget")
def test_a_supervisor_forgets_nobody(house: House, left: User) -> None:
    by = house.supervisor.user
    _refused("can_forget", lambda: _ask(house, left, by=by), NotAllowed)


@pytest.mark.proves("access.can_agree_to_forget")
def test_nobody_agrees_with_herself(house: House, left: User) -> None:
    _ask(house, left)
    by = house.administrator.user
    _refused("can_agree", lambda: forgetting.agree(left, by=by, at=NOW), NotAllowed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Forgetting.objects.update(agreed_by=by)


@pytest.mark.proves("access.only_who_left_is_forgotten")
def test_who_works_here_is_not_forgotten(house: House) -> None:
    _refused("not left yet", lambda: _ask(house, house.caseworker.user))


@pytest.mark.proves("access.forgotten_once")
def test_it_is_asked_for_once(house: House, left: User) -> None:
    _ask(house, left)
    _refused("asked for already", lambda: _ask(house, left))


@pytest.mark.proves("access.account_is_over")
def test_before_its_time_only_she_ends_it(house: House, left: User) -> None:
    early = {"at_her_wish": False, "kept_until": NOW + timedelta(days=1)}
    _refused("not over", lambda: _ask(house, left, **early))
    _ask(house, left, at_her_wish=False, kept_until=NOW)


@pytest.mark.proves("access.forgetting_waits")
def test_nothing_is_agreed_to_that_nobody_asked_for(house: House, left: User) -> None:
    by = house.administrator2.user
    _refused("nobody has asked", lambda: forgetting.agree(left, by=by, at=NOW))
