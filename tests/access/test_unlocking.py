from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from casework.access import people, slowing, unlocking
from casework.access.locks import WrongPassphrase
from casework.access.unlocking import Refused
from casework.accounts.models import Post, Role, User
from casework.crypto import passphrases
from casework.vault.models import Lock, Membership
from tests import make

AT = make.NOW


def _unlock(person: User) -> None:
    verified = unlocking.check(person.username, make.PASSPHRASE, at=AT)
    unlocking.open_keys(person, verified.lock_key, at=AT)


def _last_entry() -> tuple[str, str, str, str]:
    """Of the inbox, which the app's role cannot read: by the connection of the tables' owner."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT verb, subject_id, subject_code, outcome FROM audit_entry"
            " ORDER BY number DESC LIMIT 1"
        )
        found: tuple[str, str, str, str] = cursor.fetchone()
        return found


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Each passphrase that was stretched: the costly work of a sign-in."""
    spent: list[bytes] = []
    real = passphrases.root_input

    def counting(passphrase: str, salt: bytes, parameters: bytes = b"") -> bytes:
        spent.append(bytes(parameters))
        return real(passphrase, salt, parameters)

    monkeypatch.setattr(passphrases, "root_input", counting)
    return spent


def test_the_right_passphrase_opens(house: make.House) -> None:
    verified = unlocking.check(" CaseWorker ", make.PASSPHRASE, at=AT)
    keys = unlocking.open_keys(verified.person, verified.lock_key, at=AT)
    assert keys.seed == house.caseworker.keys.seed


@pytest.mark.parametrize("username", ["caseworker", "nobody-here", "", "nobody\x00here"])
def test_an_unknown_name_costs_the_same_work(
    house: make.House, derived: list[bytes], username: str
) -> None:
    with pytest.raises(WrongPassphrase):
        unlocking.check(username, "not her passphrase", at=AT)
    assert derived == [passphrases.chosen_parameters()]


def test_a_failure_is_recorded_without_what_was_typed(house: make.House) -> None:
    with pytest.raises(WrongPassphrase):
        unlocking.check("my passphrase by mistake", "x", at=AT)
    assert _last_entry() == ("signin.failed", "unknown", "", "failed")
    with pytest.raises(WrongPassphrase):
        unlocking.check("caseworker", "x", at=AT)
    her = house.caseworker.user
    assert _last_entry() == ("signin.failed", str(her.pk), "caseworker", "failed")


def test_a_leaver_is_like_a_stranger(house: make.House, derived: list[bytes]) -> None:
    people.leave(house.caseworker.user, by=house.supervisor.user, at=AT)
    with pytest.raises(WrongPassphrase):
        unlocking.check("caseworker", make.PASSPHRASE, at=AT)
    assert len(derived) == 1


def _supervise(house: make.House) -> str:
    return (
        "UPDATE accounts_post SET role = 'supervisor'"
        f" WHERE person_id = '{house.caseworker.user.pk}'"
    )


def _weaken(house: make.House) -> str:
    weak = passphrases.encode_parameters(t=1, m=8, p=2).hex()
    return (
        f"UPDATE vault_lock SET parameters = '\\x{weak}'"
        f" WHERE person_id = '{house.caseworker.user.pk}'"
    )


def _unlog(house: make.House) -> str:
    return f"UPDATE accounts_user SET session_epoch = 9 WHERE id = '{house.caseworker.user.pk}'"


@pytest.mark.parametrize("tamper", [_supervise, _weaken, _unlog])
def test_a_row_changed_by_sql_is_refused(
    house: make.House, tamper: Callable[[make.House], str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(tamper(house))
    with pytest.raises((Refused, WrongPassphrase)):
        _unlock(house.caseworker.user)


def test_an_old_post_put_back_is_refused(house: make.House) -> None:
    her = house.supervisor2.user
    people.give_post(
        her,
        Role.SUPERVISOR,
        house.other_desk,
        by=house.administrator.user,
        at=AT,
        agreed_by=house.administrator2.user,
    )
    old = Post.objects.get(person=her, desk=house.desk)
    people.end_post(old, by=house.administrator.user, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_post SET ended_at = NULL, entry = %s, mac = %s, revision = %s"
            " WHERE id = %s",
            [old.entry, old.mac, old.revision, old.pk],
        )
    with pytest.raises(Refused):
        _unlock(her)


def test_an_old_membership_put_back_is_refused(house: make.House) -> None:
    her = house.supervisor2.user
    place = Membership.objects.filter(user=her)[0]
    people.give_post(
        her,
        Role.SUPERVISOR,
        house.other_desk,
        by=house.administrator.user,
        at=AT,
        agreed_by=house.administrator2.user,
    )
    people.end_post(
        Post.objects.get(person=her, desk=house.desk), by=house.administrator.user, at=AT
    )
    place.save(force_insert=True)
    with pytest.raises(Refused):
        _unlock(her)


def test_a_refusal_is_put_on_record(house: make.House) -> None:
    her = house.caseworker.user
    verified = unlocking.check(her.username, make.PASSPHRASE, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_lock SET mac = '' WHERE person_id = %s", [her.pk])
    with pytest.raises(Refused):
        unlocking.open_keys(her, verified.lock_key, at=AT)
    assert _last_entry() == ("unlock.refused", str(her.pk), "caseworker", "refused")


def test_the_lock_of_a_replaced_key_pair_opens_nothing(house: make.House) -> None:
    from casework.access import invitations

    her = house.caseworker.user
    lock = Lock.objects.get(person=her, kind=Lock.Kind.PASSPHRASE)
    verified = unlocking.check(her.username, make.PASSPHRASE, at=AT)
    token = invitations.invite_again(her, by=house.administrator.user, at=AT)
    invitations.accept(token, passphrase="another quiet passphrase here", at=AT)
    Lock.objects.filter(person=her, kind=Lock.Kind.PASSPHRASE).delete()
    lock.save(force_insert=True)
    with pytest.raises(Refused):
        unlocking.open_keys(her, verified.lock_key, at=AT)


def test_wrong_tries_slow_down_and_the_right_one_forgets_them(db: None) -> None:
    for _try in range(slowing.FREE_TRIES + 1):
        slowing.take_a_try("caseworker", at=AT)
    with pytest.raises(slowing.TooSoon):
        slowing.take_a_try(" CASEWORKER", at=AT)
    slowing.take_a_try("caseworker2", at=AT)
    slowing.take_a_try("caseworker", at=AT + timedelta(seconds=3))
    slowing.forget("caseworker")
    slowing.take_a_try("caseworker", at=AT)


def test_the_wait_is_never_longer_than_a_minute(db: None) -> None:
    at = AT
    for _try in range(40):
        slowing.take_a_try("caseworker", at=at)
        at += timedelta(seconds=slowing.LONGEST)
    slowing.take_a_try("caseworker", at=at)
    with pytest.raises(slowing.TooSoon) as refused:
        slowing.take_a_try("caseworker", at=at)
    assert refused.value.seconds <= slowing.LONGEST + 1


def test_a_lock_key_is_never_pickled(house: make.House) -> None:
    import pickle

    verified: Any = unlocking.check("caseworker", make.PASSPHRASE, at=AT)
    with pytest.raises(TypeError):
        pickle.dumps(verified)
    assert verified.lock_key.hex() not in repr(verified)
    assert repr(verified.lock_key) not in repr(verified)
