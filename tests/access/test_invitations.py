from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from casework.access import invitations
from casework.access.errors import NotAllowed, WrongState
from casework.access.invitations import NoInvitation
from casework.access.passphrases import Weak
from casework.access.waiting import waiting_for
from casework.accounts.models import Invitation, Role, Status, User
from casework.audit.fresh import Stale
from casework.vault.models import Lock, Principal
from tests import make

AT = make.NOW
NEW = "seven lanterns over a quiet river"


def _invite(house: make.House) -> tuple[User, str]:
    return invitations.invite(
        "newcomer",
        name="Newcomer",
        places=[(Role.CASEWORKER, house.desk)],
        by=house.administrator.user,
        at=AT,
    )


def test_accept_makes_a_key_pair_and_waits(house: make.House) -> None:
    person, token = _invite(house)
    accepted = invitations.accept(token, passphrase=NEW, at=AT)
    person.refresh_from_db()
    assert person.status == Status.WAITING
    assert person.posts_now() == []  # until she is admitted they give her nothing
    assert Lock.objects.filter(person=person).count() == 2
    assert accepted.keys.principal_id == Principal.objects.get(person=person).pk


def test_the_token_is_not_kept(house: make.House) -> None:
    person, token = _invite(house)
    kept = Invitation.objects.get(person=person)
    assert token.encode() not in bytes(kept.token_hash)
    assert len(kept.token_hash) == 32


def test_accept_twice_is_refused(house: make.House) -> None:
    _person, token = _invite(house)
    invitations.accept(token, passphrase=NEW, at=AT)
    with pytest.raises(NoInvitation):
        invitations.accept(token, passphrase=NEW, at=AT)


def test_accept_after_72_hours_is_refused(house: make.House) -> None:
    person, token = _invite(house)
    late = AT + timedelta(hours=72)
    with pytest.raises(NoInvitation):
        invitations.find(token, at=late)
    with pytest.raises(NoInvitation):
        invitations.accept(token, passphrase=NEW, at=late)
    assert not Principal.objects.filter(person=person).exists()


def test_accept_with_a_made_up_link_is_refused(house: make.House) -> None:
    with pytest.raises(NoInvitation):
        invitations.accept("made-up", passphrase=NEW, at=AT)


def test_accept_with_a_weak_passphrase_writes_nothing(house: make.House) -> None:
    person, token = _invite(house)
    with pytest.raises(Weak):
        invitations.accept(token, passphrase="lantern", at=AT)
    assert not Principal.objects.filter(person=person).exists()
    assert Invitation.objects.get(person=person).used_at is None


def test_a_used_invitation_put_back_is_refused(house: make.House) -> None:
    person, token = _invite(house)
    before = Invitation.objects.get(person=person)
    invitations.accept(token, passphrase=NEW, at=AT)
    with connection.cursor() as cursor:  # the old row, with its right mac
        cursor.execute(
            "UPDATE accounts_invitation SET used_at = NULL, entry = %s, mac = %s, revision = %s"
            " WHERE id = %s",
            [before.entry, before.mac, before.revision, before.pk],
        )
    with pytest.raises(Stale):
        invitations.accept(token, passphrase=NEW, at=AT)


def test_invite_is_for_administrators_alone(house: make.House) -> None:
    for who in ("caseworker", "supervisor"):
        with pytest.raises(NotAllowed):
            invitations.invite(
                "somebody",
                name="Somebody",
                places=[(Role.CASEWORKER, house.desk)],
                by=house.staff[who].user,
                at=AT,
            )
    assert not User.objects.filter(username="somebody").exists()


def test_an_administrator_holds_no_other_post(house: make.House) -> None:
    with pytest.raises(WrongState):
        invitations.invite(
            "both",
            name="Both",
            places=[(Role.ADMINISTRATOR, None), (Role.SUPERVISOR, house.desk)],
            by=house.administrator.user,
            at=AT,
        )


def test_a_taken_name_is_refused_in_any_case(house: make.House) -> None:
    with pytest.raises(WrongState):
        invitations.invite(
            "CaseWorker",
            name="Another",
            places=[(Role.CASEWORKER, house.desk)],
            by=house.administrator.user,
            at=AT,
        )


def test_invite_again_closes_older_links_and_changes_no_key(house: make.House) -> None:
    person, first = _invite(house)
    invitations.invite_again(person, by=house.administrator.user, at=AT)
    with pytest.raises(NoInvitation):
        invitations.accept(first, passphrase=NEW, at=AT)


def test_a_forgotten_passphrase_gives_a_new_key_that_waits(house: make.House) -> None:
    her = house.caseworker.user
    token = invitations.invite_again(her, by=house.administrator.user, at=AT)
    assert User.objects.get(pk=her.pk).is_admitted  # her present keys are good until she uses it
    accepted = invitations.accept(token, passphrase=NEW, at=AT)
    assert accepted.person.status == Status.WAITING
    assert Principal.objects.filter(person=her).count() == 2
    waiting = waiting_for(house.supervisor.user)
    assert [(row.person, row.desks) for row in waiting] == [(her, (house.desk,))]


def test_an_administrator_cannot_invite_herself_again(house: make.House) -> None:
    with pytest.raises(NotAllowed):
        invitations.invite_again(house.administrator.user, by=house.administrator.user, at=AT)
