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


def test_an_administrator_gives_nobody_a_standby_key(house: make.House) -> None:
    """Her own desk with a caseworker for its supervisor, named deputy: no case is wrapped to it."""
    trap = _make(house, supervisor="caseworker2")
    desks.propose_deputy(house.desk, trap, by=house.administrator.user, at=AT)
    make.draft(house)
    assert not GroupGrant.objects.filter(group=trap.supervisors).exists()
    assert Desk.objects.get(pk=house.desk.pk).deputy is None


def test_a_new_desks_deputy_waits_for_its_first_supervisor(house: make.House) -> None:
    desk = _make(house)
    assert (desk.deputy, desk.deputy_proposed) == (None, house.desk)


@pytest.mark.proves("access.can_answer_deputy")
@pytest.mark.parametrize("who", ["administrator", "supervisor3", "caseworker"])
def test_only_a_supervisor_of_the_desk_accepts_a_deputy(house: make.House, who: str) -> None:
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=AT)
    for answer in (desks.accept_deputy, desks.decline_deputy):
        with pytest.raises(NotAllowed):
            answer(house.desk, house.other_desk, by=house.staff[who].user, at=AT)
    desk = Desk.objects.get(pk=house.desk.pk)
    assert (desk.deputy, desk.deputy_proposed) == (None, house.other_desk)


@pytest.mark.proves("access.deputy_is_proposed")
def test_what_is_not_proposed_is_not_accepted(house: make.House) -> None:
    with pytest.raises(WrongState, match="not proposed"):
        desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=AT)
    assert Desk.objects.get(pk=house.desk.pk).deputy is None


def test_a_declined_deputy_does_not_stand_by(house: make.House) -> None:
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=AT)
    desks.decline_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=AT)
    desk = Desk.objects.get(pk=house.desk.pk)
    assert (desk.deputy, desk.deputy_proposed) == (None, None)


def test_an_accepted_deputy_stands_by_for_new_cases(house: make.House) -> None:
    desks.propose_deputy(house.desk, house.other_desk, by=house.administrator.user, at=AT)
    desks.accept_deputy(house.desk, house.other_desk, by=house.supervisor.user, at=AT)
    case = make.draft(house)
    standby = GroupGrant.objects.get(content_object=case, role=HolderRole.STANDBY)
    assert standby.group == house.other_desk.supervisors


def test_a_desk_does_not_stand_by_for_itself(house: make.House) -> None:
    with pytest.raises(WrongState):
        desks.propose_deputy(house.desk, house.desk, by=house.administrator.user, at=AT)
