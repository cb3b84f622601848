"""Who else may open a case: the grant is the permission and the key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.access import people
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import HolderRole, UserGrant
from casework.cases.actions import sharing
from casework.cases.models import Case, Label
from casework.vault.keyring import NoKey
from tests import make
from tests.make import NOW, House, Staff

Log = Callable[[], list[str]]


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


def test_share_lets_a_colleague_open_it(house: House, case: Case) -> None:
    _share(house.caseworker, case, house.caseworker3)
    assert _label(house.caseworker3, case) == "grey scarf"
    assert list(Case.objects.visible_to(house.caseworker3.user)) == [case]


def test_share_twice_is_kept_once(house: House, case: Case, log: Log) -> None:
    log()
    for _twice in range(2):
        _share(house.caseworker, case, house.caseworker3)
    assert UserGrant.objects.filter(user=house.caseworker3.user).count() == 1
    assert log() == ["access.granted"]


@pytest.mark.parametrize("name", ["caseworker2", "caseworker3", "supervisor3", "administrator"])
def test_share_is_for_its_caseworker_and_supervisors(name: str, house: House, case: Case) -> None:
    before = UserGrant.objects.count()
    with pytest.raises(NotAllowed):
        _share(house.staff[name], case, house.caseworker2)
    assert UserGrant.objects.count() == before


def test_a_reader_does_not_share_on(house: House, case: Case) -> None:
    _share(house.caseworker, case, house.caseworker3)
    with pytest.raises(NotAllowed):
        _share(house.caseworker3, case, house.caseworker2)
    assert not UserGrant.objects.filter(user=house.caseworker2.user).exists()


def test_an_administrator_is_given_no_case(house: House, case: Case) -> None:
    with pytest.raises(NotAllowed):
        _share(house.caseworker, case, house.administrator)
    assert not UserGrant.objects.filter(user=house.administrator.user).exists()


def test_whoever_left_is_given_no_case(house: House, case: Case) -> None:
    people.leave(house.caseworker3.user, by=house.administrator.user, at=NOW)
    with pytest.raises(NotAllowed):
        _share(house.caseworker, case, house.caseworker3.reload())


def test_unshare_takes_permission_and_key(house: House, case: Case, log: Log) -> None:
    _share(house.caseworker, case, house.caseworker3)
    log()
    for _twice in range(2):
        sharing.unshare(case, whom=house.caseworker3.user, by=house.caseworker.user, at=NOW)
    assert log() == ["access.revoked"]
    assert not Case.objects.visible_to(house.caseworker3.user).exists()
    with pytest.raises(NoKey):
        _label(house.caseworker3, case)


def test_unshare_leaves_its_owner_her_case(house: House, case: Case) -> None:
    with pytest.raises(WrongState):
        sharing.unshare(case, whom=house.caseworker.user, by=house.supervisor.user, at=NOW)
    assert _label(house.caseworker, case) == "grey scarf"


@pytest.mark.parametrize("giver", ["caseworker", "supervisor"])
def test_hand_over_gives_the_key_and_takes_it(giver: str, house: House, case: Case) -> None:
    _hand_over(house.staff[giver], case, house.caseworker2)
    assert Case.objects.get().owner == house.caseworker2.user
    assert _label(house.caseworker2, case) == "grey scarf"
    with pytest.raises(NoKey):
        _label(house.caseworker, case)
    roles = UserGrant.objects.values_list("user__username", "role")
    assert list(roles) == [("caseworker2", HolderRole.OWNER)]


def test_hand_over_to_a_reader_makes_her_the_owner(house: House, case: Case) -> None:
    _share(house.caseworker, case, house.caseworker2)
    _hand_over(house.caseworker, case, house.caseworker2)
    roles = UserGrant.objects.values_list("user__username", "role")
    assert list(roles) == [("caseworker2", HolderRole.OWNER)]


@pytest.mark.parametrize("name", ["caseworker", "caseworker3", "supervisor", "administrator"])
def test_only_another_caseworker_of_the_desk_becomes_owner(
    name: str, house: House, case: Case
) -> None:
    before = list(UserGrant.objects.values())
    with pytest.raises(WrongState):
        _hand_over(house.supervisor, case, house.staff[name])
    assert Case.objects.get().owner == house.caseworker.user
    assert list(UserGrant.objects.values()) == before


def test_a_supervisor_hands_over_what_waits_for_an_owner(house: House, case: Case) -> None:
    people.leave(house.caseworker.user, by=house.administrator.user, at=NOW)
    _hand_over(house.supervisor, case, house.caseworker2)
    assert _label(house.caseworker2, case) == "grey scarf"


def _share(giver: Staff, case: Case, to: Staff) -> None:
    keys = make.keys_for(giver, case)
    sharing.share(case, to=to.user, by=giver.user, at=NOW, keys=keys)


def _hand_over(giver: Staff, case: Case, to: Staff) -> None:
    keys = make.keys_for(giver, case)
    sharing.hand_over(case, to=to.user, by=giver.user, at=NOW, keys=keys)


def _label(who: Staff, case: Case) -> str:
    return make.keys_for(who, case).open(Label.objects.get(case=case), "text")
