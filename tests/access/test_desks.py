from __future__ import annotations

import pytest

from casework.access import desks
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import GroupGrant, HolderRole
from casework.accounts.models import Desk, User
from casework.vault.models import Membership, RecoveryHold
from casework.vault.principals import current, group_seeds
from tests import make

AT = make.NOW


def _make(house: make.House, *, supervisor: str = "supervisor2", by: str = "administrator") -> Desk:
    return desks.make_desk(
        "east",
        name="East desk",
        deputy=house.desk,
        supervisor=house.staff[supervisor].user,
        by=house.staff[by].user,
        at=AT,
    )


def test_its_groups_are_held_by_its_supervisor_and_by_recovery(house: make.House) -> None:
    desk = _make(house)
    her = User.objects.get(pk=house.supervisor2.user.pk)
    assert her.is_supervisor_on(desk)
    seeds = group_seeds(house.supervisor2.keys)
    for group in (desk.supervisors, desk.duty):
        holds = current(group=group)
        assert holds.pk in seeds
        assert RecoveryHold.objects.filter(holds=holds).count() == 1
        assert Membership.objects.filter(group=group).count() == 1


@pytest.mark.parametrize("who", ["supervisor", "caseworker"])
def test_it_is_for_administrators(house: make.House, who: str) -> None:
    with pytest.raises(NotAllowed):
        _make(house, by=who)


def test_no_administrator_supervises_it(house: make.House) -> None:
    with pytest.raises(WrongState):
        _make(house, supervisor="administrator2")
    assert not Desk.objects.filter(code="east").exists()


def test_a_code_is_taken_once(house: make.House) -> None:
    _make(house)
    with pytest.raises(WrongState):
        _make(house)


def test_a_deputy_named_later_stands_by_for_new_cases(house: make.House) -> None:
    desks.set_deputy(house.desk, house.other_desk, by=house.administrator.user, at=AT)
    case = make.draft(house)
    standby = GroupGrant.objects.get(content_object=case, role=HolderRole.STANDBY)
    assert standby.group == house.other_desk.supervisors


def test_a_desk_does_not_stand_by_for_itself(house: make.House) -> None:
    with pytest.raises(WrongState):
        desks.set_deputy(house.desk, house.desk, by=house.administrator.user, at=AT)
