from __future__ import annotations

from typing import Any

import pytest

from casework.access import desks, new_desks, people, policies
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import GroupGrant, HolderRole, ProposedDesk
from casework.accounts.models import Desk, Role, User
from casework.accounts.rows import Forged
from casework.vault.models import Membership, RecoveryHold
from casework.vault.principals import current, group_seeds
from tests import entries, make

AT = make.NOW


def _told(house: make.House) -> dict[str, Any]:
    return {
        "name": "East desk",
        "deputy": house.desk,
        "supervisor": house.caseworker2.user,
        "by": house.administrator.user,
        "at": AT,
    }


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


def test_an_administrator_makes_nobody_a_supervisor(house: make.House) -> None:
    """A desk of her own with a caseworker for its supervisor admits no administrator."""
    asked = new_desks.propose_desk("east", **_told(house))
    assert not Desk.objects.filter(code="east").exists()
    her = house.caseworker2.reload().user
    assert not her.is_supervisor
    assert not policies.can_admit(her, house.administrator2.user)
    assert entries.sealed()[-1].verb == "desk.proposed"
    assert asked.supervisor == her


def test_a_supervisor_in_post_accepts_it(house: make.House) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    head = house.supervisor
    desk = new_desks.accept_desk(asked, by=head.user, at=AT, keys=head.keys)
    her = house.caseworker2.reload()
    assert her.user.is_supervisor_on(desk)
    assert current(group=desk.supervisors).pk in group_seeds(her.keys)
    assert desk.deputy_proposed == house.desk
    assert not ProposedDesk.objects.exists()
    said = [(entry.verb, entry.by) for entry in entries.sealed()[-2:]]
    assert said == [("desk.accepted", str(head.user.pk)), ("desk.made", str(head.user.pk))]


@pytest.mark.proves("access.can_answer_desk")
@pytest.mark.parametrize("who", ["administrator", "caseworker", "caseworker2"])
def test_only_another_supervisor_answers(house: make.House, who: str) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    one, before = house.staff[who], len(entries.sealed())
    with pytest.raises(NotAllowed):
        new_desks.accept_desk(asked, by=one.user, at=AT, keys=one.keys)
    with pytest.raises(NotAllowed):
        new_desks.decline_desk(asked, by=one.user, at=AT)
    assert ProposedDesk.objects.exists()
    assert not Desk.objects.filter(code="east").exists()
    assert len(entries.sealed()) == before


def test_who_holds_no_desks_key_accepts_nothing(house: make.House) -> None:
    """A place in a group that was written by SQL opens no seed."""
    asked = new_desks.propose_desk("east", **_told(house))
    head = house.supervisor
    with pytest.raises(NotAllowed, match="holds_a_desk"):
        new_desks.accept_desk(asked, by=head.user, at=AT, keys=house.caseworker.keys)
    assert not Desk.objects.filter(code="east").exists()


def test_a_declined_desk_is_not_made(house: make.House) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    new_desks.decline_desk(asked, by=house.supervisor3.user, at=AT)
    assert not ProposedDesk.objects.exists()
    assert not Desk.objects.filter(code="east").exists()
    assert entries.sealed()[-1].verb == "desk.declined"


def test_an_administrator_takes_a_proposed_desk_back(house: make.House) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    new_desks.take_back(asked, by=house.staff["administrator2"].user, at=AT)
    assert not ProposedDesk.objects.exists()
    assert entries.last("desk.taken_back").subject_code == "east"


@pytest.mark.proves("access.can_manage_people")
@pytest.mark.parametrize("who", ["supervisor", "caseworker2"])
def test_only_an_administrator_takes_it_back(house: make.House, who: str) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    before = entries.count()
    with pytest.raises(NotAllowed):
        new_desks.take_back(asked, by=house.staff[who].user, at=AT)
    assert (ProposedDesk.objects.count(), entries.count()) == (1, before)


@pytest.mark.proves("access.desk_is_proposed")
@pytest.mark.parametrize("answer", ["taken back", "declined"])
def test_what_was_settled_is_not_taken_back(house: make.House, answer: str) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    if answer == "declined":
        new_desks.decline_desk(asked, by=house.supervisor.user, at=AT)
    else:
        new_desks.take_back(asked, by=house.administrator.user, at=AT)
    before = entries.count()
    with pytest.raises(WrongState, match="not proposed any more"):
        new_desks.take_back(asked, by=house.administrator.user, at=AT)
    assert entries.count() == before


@pytest.mark.proves("access.desk_is_proposed")
def test_an_answer_is_given_once(house: make.House) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    new_desks.decline_desk(asked, by=house.supervisor.user, at=AT)
    head = house.supervisor
    with pytest.raises(WrongState, match="not proposed any more"):
        new_desks.accept_desk(asked, by=head.user, at=AT, keys=head.keys)
    assert not Desk.objects.filter(code="east").exists()


def test_a_proposal_changed_by_sql_is_refused(house: make.House) -> None:
    asked = new_desks.propose_desk("east", **_told(house))
    ProposedDesk.objects.update(supervisor=house.caseworker.user)
    head = house.supervisor
    with pytest.raises(Forged):
        new_desks.accept_desk(asked, by=head.user, at=AT, keys=head.keys)
    assert not Desk.objects.filter(code="east").exists()


@pytest.mark.proves("access.code_is_free")
def test_a_code_is_proposed_once(house: make.House) -> None:
    new_desks.propose_desk("east", **_told(house))
    for code in ("east", "north"):
        with pytest.raises(WrongState, match="of this code"):
            new_desks.propose_desk(code, **_told(house))
    assert ProposedDesk.objects.count() == 1


@pytest.mark.proves("access.house_has_a_supervisor")
def test_without_a_supervisor_in_post_it_takes_the_recovery_key(house: make.House) -> None:
    """Else an administrator lets them all leave, and makes a supervisor of her own."""
    for who in ("supervisor", "supervisor2", "supervisor3"):
        people.leave(house.staff[who].user, by=house.administrator.user, at=AT)
    with pytest.raises(WrongState, match="recovery key"):
        new_desks.propose_desk("east", **_told(house))
    assert not ProposedDesk.objects.exists()


@pytest.mark.proves("access.supervises_already")
def test_an_administrator_alone_makes_no_desk_with_a_new_supervisor(house: make.House) -> None:
    with pytest.raises(WrongState, match="has to agree"):
        _make(house, supervisor="caseworker2")
    assert not Desk.objects.filter(code="east").exists()


def test_an_administrator_gives_nobody_a_standby_key(house: make.House) -> None:
    """Her own desk, named deputy: no case is wrapped to it."""
    trap = _make(house)
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


# Renamed and retired --------------------------------------------------------------


def _emptied(house: make.House) -> Desk:
    """Nobody is left there, no case, and no desk that it stands by for."""
    by = house.administrator.user
    for who in ("caseworker3", "supervisor3"):
        people.leave(house.staff[who].user, by=by, at=AT)
    return Desk.objects.get(pk=house.other_desk.pk)


def test_a_desk_is_renamed_and_keeps_its_code(house: make.House) -> None:
    desks.rename_desk(house.desk, "Harbour", by=house.administrator.user, at=AT)
    desk = Desk.objects.get(pk=house.desk.pk).check_mac()
    assert (desk.code, desk.name) == ("north", "Harbour")
    assert entries.last("desk.renamed").desk == "north"


@pytest.mark.proves("access.desk_is_in_use")
def test_a_retired_desk_is_used_no_more(house: make.House) -> None:
    by = house.administrator.user
    desk = desks.retire_desk(_emptied(house), by=by, at=AT)
    assert desk not in Desk.objects.in_use()
    her = house.caseworker.user
    for again in (
        lambda: people.give_post(her, Role.CASEWORKER, desk, by=by, at=AT),
        lambda: desks.retire_desk(desk, by=by, at=AT),
        lambda: desks.propose_deputy(house.desk, desk, by=by, at=AT),
        lambda: desks.make_desk("south", name="S", deputy=None, supervisor=her, by=by, at=AT),
    ):
        with pytest.raises(WrongState):
            again()


@pytest.mark.proves("access.nobody_works_there")
def test_a_desk_with_people_is_not_retired(house: make.House) -> None:
    people.leave(house.caseworker3.user, by=house.administrator.user, at=AT)
    with pytest.raises(WrongState):
        desks.retire_desk(house.other_desk, by=house.administrator.user, at=AT)


@pytest.mark.proves("access.nobody_holds_its_cases")
def test_a_desk_with_cases_is_not_retired(house: make.House) -> None:
    make.draft(house, "caseworker3")
    with pytest.raises(WrongState):
        desks.retire_desk(_emptied(house), by=house.administrator.user, at=AT)


@pytest.mark.proves("access.stands_by_for_nobody")
def test_a_desk_that_stands_by_is_not_retired(house: make.House) -> None:
    by = house.administrator.user
    desks.propose_deputy(house.desk, house.other_desk, by=by, at=AT)
    with pytest.raises(WrongState):
        desks.retire_desk(_emptied(house), by=by, at=AT)
