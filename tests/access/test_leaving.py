from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from casework.access import people
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import Post, Role, Status, User
from casework.audit.verification import verify
from casework.cases.actions import sharing
from casework.cases.models import Case
from casework.vault import letters
from casework.vault.models import EpochDue, Letter, Lock, Membership
from tests import make

AT = make.NOW


def test_a_leaver_loses_all_at_once(house: make.House) -> None:
    case = make.draft(house)
    her = house.caseworker.user
    letters.keep_draft(her, "note", "half a sentence", at=AT)
    people.leave(her, by=house.supervisor.user, at=AT)
    gone = User.objects.get(pk=her.pk)
    assert (gone.status, gone.is_active) == (Status.LEFT, False)
    assert gone.session_epoch == her.session_epoch + 1
    assert gone.posts_now() == []
    assert not gone.posts.current().exists()
    assert not Membership.objects.filter(user=her).exists()
    assert not Lock.objects.filter(person=her).exists()
    assert not UserGrant.objects.filter(user=her).exists()
    assert not Letter.objects.filter(to__person=her).exists()
    assert not Case.objects.visible_to(gone).exists()
    waiting = Case.objects.waiting_for_owner(house.supervisor.user)
    assert list(waiting) == [case]


def test_whatever_was_shared_with_her_is_revoked(house: make.House) -> None:
    case = make.draft(house)
    owner = house.caseworker
    keys = make.keys_for(owner, case)
    sharing.share(case, to=house.caseworker2.user, by=owner.user, at=AT, keys=keys)
    people.leave(house.caseworker2.user, by=house.supervisor.user, at=AT)
    assert not UserGrant.objects.filter(user=house.caseworker2.user).exists()
    assert UserGrant.objects.filter(user=owner.user, role=HolderRole.OWNER).exists()


@pytest.mark.parametrize("who", ["supervisor3", "administrator"])
def test_any_supervisor_or_administrator_may_and_needs_no_key(house: make.House, who: str) -> None:
    people.leave(house.caseworker.user, by=house.staff[who].user, at=AT)
    assert not User.objects.get(pk=house.caseworker.user.pk).is_active


@pytest.mark.parametrize("who", ["caseworker2", "caseworker"])
def test_a_caseworker_may_not(house: make.House, who: str) -> None:
    with pytest.raises(NotAllowed):
        people.leave(house.caseworker.user, by=house.staff[who].user, at=AT)
    assert User.objects.get(pk=house.caseworker.user.pk).is_admitted


def test_nobody_lets_herself_leave(house: make.House) -> None:
    with pytest.raises(NotAllowed):
        people.leave(house.administrator.user, by=house.administrator.user, at=AT)


def test_leave_twice_is_refused(house: make.House) -> None:
    people.leave(house.caseworker.user, by=house.supervisor.user, at=AT)
    with pytest.raises(WrongState):
        people.leave(house.caseworker.user, by=house.supervisor.user, at=AT)


def test_the_epoch_falls_due_once_for_two_leavers(house: make.House) -> None:
    already = EpochDue.objects.filter(raised_at__isnull=True, group=house.desk.duty).count()
    people.leave(house.caseworker.user, by=house.supervisor.user, at=AT)
    people.leave(house.caseworker2.user, by=house.supervisor.user, at=AT)
    due = EpochDue.objects.filter(raised_at__isnull=True, group=house.desk.duty).count()
    assert (already, due) == (0, 1)


def test_end_post_drops_the_groups_of_that_desk_alone(house: make.House) -> None:
    her = house.supervisor2.user
    other = people.give_post(
        her, Role.CASEWORKER, house.other_desk, by=house.administrator.user, at=AT
    )
    mine = Post.objects.get(person=her, desk=house.desk)
    people.end_post(mine, by=house.administrator.user, at=AT)
    assert not Membership.objects.filter(user=her).exists()
    assert list(her.posts.current()) == [other]


def test_end_post_takes_the_cases_of_that_desk_and_no_other(house: make.House) -> None:
    admin, her = house.administrator.user, house.caseworker
    own, read = make.draft(house), make.draft(house, "caseworker2")
    far = make.draft(house, "caseworker3")
    for case, owner in ((read, house.caseworker2), (far, house.caseworker3)):
        keys = make.keys_for(owner, case)
        sharing.share(case, to=her.user, by=owner.user, at=AT, keys=keys)
    people.give_post(her.user, Role.CASEWORKER, house.other_desk, by=admin, at=AT)
    people.end_post(Post.objects.get(person=her.user, desk=house.desk), by=admin, at=AT)
    her = her.reload()
    assert list(Case.objects.visible_to(her.user)) == [far]
    assert [make.keys_for(her, case).holds(case.pk) for case in (own, read, far)] == [0, 0, 1]
    assert list(Case.objects.waiting_for_owner(house.supervisor.user)) == [own]


def test_end_post_leaves_the_cases_to_who_goes_on_as_caseworker(house: make.House) -> None:
    admin, her, case = house.administrator.user, house.caseworker, make.draft(house)
    second = people.give_post(
        her.user, Role.SUPERVISOR, house.desk, by=admin, at=AT, agreed_by=house.administrator2.user
    )
    people.end_post(second, by=admin, at=AT)
    assert make.keys_for(her, case).holds(case.pk)
    assert list(Case.objects.owned_by(her.reload().user)) == [case]


def test_end_post_refuses_the_only_one(house: make.House) -> None:
    only = Post.objects.get(person=house.caseworker.user)
    with pytest.raises(WrongState):
        people.end_post(only, by=house.administrator.user, at=AT)


def test_a_supervisor_may_not_give_posts(house: make.House) -> None:
    with pytest.raises(NotAllowed):
        people.give_post(
            house.caseworker.user, Role.SUPERVISOR, house.desk, by=house.supervisor.user, at=AT
        )


@pytest.mark.django_db(transaction=True)
def test_the_log_verifies_after_comings_and_goings(transactional_db: Any) -> None:
    house = make.house()
    make.draft(house)
    people.leave(house.caseworker.user, by=house.supervisor.user, at=AT)
    report = verify(connections["default"])
    assert list(report.findings) == []
