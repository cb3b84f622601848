"""What widens access takes two administrators: asked for, agreed to, and on record."""

from __future__ import annotations

from typing import Any

import pytest

from casework.access import changes, invitations, people
from casework.access.errors import NotAllowed, WrongState
from casework.access.models import Change
from casework.accounts.models import Post, Role, User
from casework.audit.fresh import Stale
from casework.vault.models import Membership
from tests import entries, make

AT = make.NOW


def _ask(house: make.House, role: Role = Role.SUPERVISOR) -> Change:
    desk = None if role == Role.ADMINISTRATOR else house.other_desk
    her = house.caseworker.user
    by = house.administrator.user
    asked = people.ask_post(her, role, desk, by=by, at=AT)
    assert isinstance(asked, Change)
    return asked


def _posts(house: make.House) -> set[str]:
    return {str(post) for post in house.caseworker.user.posts.current()}


@pytest.mark.proves("access.raised_post_takes_two")
@pytest.mark.parametrize("second", [None, "administrator", "supervisor"])
def test_no_administrator_raises_anybody_alone(house: make.House, second: str | None) -> None:
    """Nor in her own name twice, nor with a supervisor while there is another administrator."""
    before = _posts(house)
    agreed = house.staff[second].user if second else None
    hers: dict[str, Any] = {"by": house.administrator.user, "at": AT, "agreed_by": agreed}
    with pytest.raises(WrongState):
        people.give_post(house.caseworker.user, Role.SUPERVISOR, house.other_desk, **hers)
    assert _posts(house) == before


def test_another_administrator_agrees_and_it_is_done(house: make.House) -> None:
    changes.agree(_ask(house), by=house.administrator2.user, at=AT)
    assert f"supervisor@{house.other_desk.pk}" in _posts(house)
    assert not Change.objects.exists()
    verbs = [one.verb for one in entries.sealed()][-3:]
    assert verbs == ["change.asked", "change.agreed", "post.given"]
    assert entries.last("post.given").by == str(house.administrator.user.pk)


@pytest.mark.proves("access.can_agree_to_change")
@pytest.mark.parametrize("who", ["administrator", "caseworker", "supervisor", "supervisor3"])
def test_nobody_else_agrees(house: make.House, who: str) -> None:
    asked, before = _ask(house), _posts(house)
    for answer in (changes.agree, changes.decline):
        with pytest.raises(NotAllowed):
            answer(asked, by=house.staff[who].user, at=AT)
    assert (_posts(house), Change.objects.count()) == (before, 1)


def test_without_another_administrator_a_supervisor_answers(house: make.House) -> None:
    people.leave(house.administrator2.user, by=house.supervisor.user, at=AT)
    asked = _ask(house)
    with pytest.raises(NotAllowed):
        changes.agree(asked, by=house.administrator.user, at=AT)
    changes.agree(asked, by=house.supervisor2.user, at=AT)
    assert f"supervisor@{house.other_desk.pk}" in _posts(house)


def test_where_nobody_could_agree_the_recovery_key_is_the_second(house: make.House) -> None:
    """For nobody else can admit whom she names."""
    for who in ("administrator2", "supervisor", "supervisor2", "supervisor3"):
        people.leave(house.staff[who].user, by=house.administrator.user, at=AT)
    post = people.give_post(
        house.caseworker.user, Role.SUPERVISOR, house.desk, by=house.administrator.user, at=AT
    )
    assert isinstance(post, Post)
    assert not Membership.objects.filter(group=house.desk.supervisors).exists()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_a_new_one_waits_with_her_post(house: make.House, role: Role) -> None:
    """She may set her passphrase; until another administrator agrees nobody can admit her."""
    desk = house.desk if role == Role.SUPERVISOR else None
    by = house.administrator.user
    person, token = invitations.invite("new", name="New", places=[(role, desk)], by=by, at=AT)
    invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    assert not person.posts.exists()
    make.agree(house, AT)
    assert [post.role for post in person.posts.current()] == [role]


@pytest.mark.proves("access.change_is_asked_once")
def test_it_is_asked_once(house: make.House) -> None:
    _ask(house)
    with pytest.raises(WrongState):
        _ask(house)


@pytest.mark.proves("access.change_still_waits")
def test_it_is_answered_once(house: make.House) -> None:
    asked = _ask(house)
    changes.decline(asked, by=house.administrator2.user, at=AT)
    with pytest.raises(WrongState):
        changes.agree(asked, by=house.administrator2.user, at=AT)


@pytest.mark.proves("access.can_take_change_back")
def test_who_asked_takes_it_back_and_nobody_else(house: make.House) -> None:
    asked = _ask(house)
    with pytest.raises(NotAllowed):
        changes.take_back(asked, by=house.administrator2.user, at=AT)
    changes.take_back(asked, by=house.administrator.user, at=AT)
    assert not Change.objects.exists()


def test_one_that_sql_put_back_is_refused(house: make.House) -> None:
    asked = _ask(house)
    changes.decline(asked, by=house.administrator2.user, at=AT)
    Change(**{field.attname: getattr(asked, field.attname) for field in asked._meta.fields}).save(
        force_insert=True
    )
    with pytest.raises(Stale):
        changes.agree(asked, by=house.administrator2.user, at=AT)


def test_what_a_leaver_asked_for_ends_with_her(house: make.House) -> None:
    _ask(house)
    people.leave(house.administrator.user, by=house.supervisor.user, at=AT)
    assert not Change.objects.exists()


def test_she_changes_desk_in_one_act(house: make.House) -> None:
    """Post, keys, grants and sessions end; the new post comes with it, its keys by admission."""
    case, her = make.draft(house), house.caseworker.user
    (post,) = her.posts.current()
    people.move(post, house.other_desk, by=house.administrator.user, at=AT)
    moved = User.objects.get(pk=her.pk)
    assert _posts(house) == {f"caseworker@{house.other_desk.pk}"}
    assert moved.session_epoch == her.session_epoch + 1
    assert not Membership.objects.filter(user=her).exists()
    assert not case.user_grants.exists()


def test_a_supervisor_who_changes_desk_waits_for_the_new_post(house: make.House) -> None:
    (post,) = house.supervisor2.user.posts.current()
    asked = people.move(post, house.other_desk, by=house.administrator.user, at=AT)
    assert isinstance(asked, Change)
    assert not house.supervisor2.user.posts.current().exists()
    make.agree(house, AT)
    assert house.supervisor2.user.posts.current().get().desk == house.other_desk


@pytest.mark.proves("access.goes_from_desk_to_desk")
def test_an_administrator_changes_no_desk(house: make.House) -> None:
    (post,) = house.administrator2.user.posts.current()
    with pytest.raises(WrongState):
        people.move(post, house.desk, by=house.administrator.user, at=AT)
    assert house.administrator2.user.posts.current().exists()


@pytest.mark.proves("access.link_is_unused")
def test_a_link_is_revoked_until_it_is_used(house: make.House) -> None:
    by, places = house.administrator.user, [(Role.CASEWORKER, house.desk)]
    person, token = invitations.invite("new", name="New", places=places, by=by, at=AT)
    (link,) = person.invitations.all()
    invitations.revoke(link, by=by, at=AT)
    with pytest.raises(invitations.NoInvitation):
        invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    with pytest.raises(WrongState):
        invitations.revoke(link, by=by, at=AT)
