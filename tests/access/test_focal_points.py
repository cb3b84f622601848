"""Who decides for girls on a desk: named by an administrator, a supervisor who holds the key."""

from __future__ import annotations

import pytest

from casework.access import desks, focal_points, people
from casework.access.errors import NotAllowed, WrongState
from casework.access.focal_points import name_focal_point
from casework.access.models import FocalPoint
from casework.accounts.models import Desk, Role
from casework.accounts.rows import Forged
from tests import entries, make
from tests.make import House

AT = make.NOW


def _name(house: House, person: str, deputy: str = "", *, by: str = "administrator") -> FocalPoint:
    second = house.staff[deputy].user if deputy else None
    desk = Desk.objects.get(pk=house.desk.pk)
    return name_focal_point(desk, house.staff[person].user, second, by=house.staff[by].user, at=AT)


def _of(house: House) -> list[str]:
    return [one.username for one in focal_points.of(Desk.objects.get(pk=house.desk.pk))]


def test_both_are_named_on_record_and_named_anew(house: House) -> None:
    assert _of(house) == []
    _name(house, "supervisor", "supervisor2")
    assert _of(house) == ["supervisor", "supervisor2"]
    said = entries.sealed()[-1]
    assert (said.verb, said.subject_code) == ("desk.focal_point_named", "north")
    _name(house, "supervisor2")
    assert _of(house) == ["supervisor2"]
    assert FocalPoint.objects.count() == 1


def test_the_same_named_twice_is_once(house: House) -> None:
    _name(house, "supervisor")
    before = entries.count()
    _name(house, "supervisor")
    assert entries.count() == before


@pytest.mark.proves("access.can_manage_people")
@pytest.mark.parametrize("who", ["supervisor", "caseworker"])
def test_only_an_administrator_names_them(house: House, who: str) -> None:
    with pytest.raises(NotAllowed):
        _name(house, "supervisor", "supervisor2", by=who)
    assert not FocalPoint.objects.exists()


@pytest.mark.proves("access.focal_point_holds_the_key")
@pytest.mark.parametrize(
    ("person", "deputy"),
    [
        ("caseworker", ""),
        ("administrator2", ""),
        ("supervisor3", ""),  # of another desk
        ("supervisor", "caseworker"),
        ("supervisor", "supervisor3"),  # whose desk does not stand by for this one
    ],
)
def test_both_hold_a_supervisors_key(house: House, person: str, deputy: str) -> None:
    with pytest.raises(WrongState, match="holds its key"):
        _name(house, person, deputy)
    assert not FocalPoint.objects.exists()


@pytest.mark.proves("access.focal_point_holds_the_key")
def test_a_supervisor_whom_only_an_administrator_named_is_none(house: House) -> None:
    people.give_post(
        house.caseworker2.user,
        Role.SUPERVISOR,
        house.desk,
        by=house.administrator.user,
        at=AT,
        agreed_by=house.administrator2.user,
    )
    with pytest.raises(WrongState, match="holds its key"):
        _name(house, "caseworker2")
    assert not FocalPoint.objects.exists()


def test_the_deputy_may_be_of_the_desk_that_stands_by(house: House) -> None:
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=AT)
    desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=AT)
    _name(house, "supervisor", "supervisor3")
    assert _of(house) == ["supervisor", "supervisor3"]


@pytest.mark.proves("access.focal_point_has_another")
def test_nobody_is_her_own_deputy(house: House) -> None:
    with pytest.raises(WrongState, match="two people"):
        _name(house, "supervisor", "supervisor")
    assert not FocalPoint.objects.exists()


def test_who_left_is_none_any_more(house: House) -> None:
    _name(house, "supervisor", "supervisor2")
    people.leave(house.supervisor.user, by=house.supervisor2.user, at=AT)
    assert _of(house) == ["supervisor2"]


def test_one_put_there_by_sql_is_refused(house: House) -> None:
    _name(house, "supervisor")
    FocalPoint.objects.update(person=house.supervisor2.user)
    with pytest.raises(Forged):
        _of(house)
