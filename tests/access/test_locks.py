from __future__ import annotations

import unicodedata

import pytest
from django.db import connection

from casework.access import locks, unlocking
from casework.access.locks import WrongPassphrase
from casework.access.passphrases import Weak
from casework.access.unlocking import Refused
from casework.accounts.models import User
from casework.audit.fresh import Stale
from casework.crypto import passphrases, recovery
from casework.vault.models import Lock
from tests import make

AT = make.NOW
NEW = "seven lanterns over a quiet river"


def _opens(person: User, passphrase: str) -> bool:
    try:
        verified = unlocking.check(person.username, passphrase, at=AT)
    except WrongPassphrase:
        return False
    unlocking.open_keys(person, verified.lock_key, at=AT)
    return True


def test_change_passphrase_rewrites_one_row(house: make.House) -> None:
    her = house.caseworker.user
    before = set(Lock.objects.values_list("pk", "revision"))
    locks.change_passphrase(her, old=make.PASSPHRASE, new=NEW, at=AT)
    after = set(Lock.objects.values_list("pk", "revision"))
    assert len(before - after) == 1
    assert (_opens(her, make.PASSPHRASE), _opens(her, NEW)) == (False, True)


def test_change_passphrase_asks_for_the_old_one(house: make.House) -> None:
    with pytest.raises(WrongPassphrase):
        locks.change_passphrase(house.caseworker.user, old="not it at all", new=NEW, at=AT)
    with pytest.raises(Weak):
        locks.change_passphrase(house.caseworker.user, old=make.PASSPHRASE, new="lantern", at=AT)
    assert _opens(house.caseworker.user, make.PASSPHRASE)


def test_an_old_lock_row_put_back_is_refused(house: make.House) -> None:
    her = house.caseworker.user
    old = Lock.objects.get(person=her, kind=Lock.Kind.PASSPHRASE)
    locks.change_passphrase(her, old=make.PASSPHRASE, new=NEW, at=AT)
    with connection.cursor() as cursor:  # all of its columns, with its right mac
        cursor.execute(
            "UPDATE vault_lock SET salt = %s, parameters = %s, verifier = %s, sealed_seed = %s,"
            " entry = %s, mac = %s, revision = %s WHERE id = %s",
            [
                old.salt, old.parameters, old.verifier, old.sealed_seed,
                old.entry, old.mac, old.revision, old.pk,
            ],
        )  # fmt: skip
    verified = unlocking.check(her.username, make.PASSPHRASE, at=AT)  # the mac alone is right
    with pytest.raises(Refused):
        unlocking.open_keys(her, verified.lock_key, at=AT)
    with pytest.raises(Stale):
        locks.change_passphrase(her, old=make.PASSPHRASE, new=NEW, at=AT)


def test_the_recovery_code_opens_once_and_gives_the_next(house: make.House) -> None:
    her = house.caseworker.user
    code = locks.renew_recovery_code(her, passphrase=make.PASSPHRASE, at=AT)
    following = locks.use_recovery_code(her, code=code.lower(), new=NEW, at=AT)
    assert (_opens(her, make.PASSPHRASE), _opens(her, NEW)) == (False, True)
    assert User.objects.get(pk=her.pk).session_epoch == her.session_epoch + 1
    with pytest.raises(WrongPassphrase):
        locks.use_recovery_code(her, code=code, new=make.PASSPHRASE, at=AT)
    locks.use_recovery_code(her, code=following, new=make.PASSPHRASE, at=AT)


def test_the_key_is_the_same_after_the_recovery_code(house: make.House) -> None:
    her = house.caseworker.user
    code = locks.renew_recovery_code(her, passphrase=make.PASSPHRASE, at=AT)
    locks.use_recovery_code(her, code=code, new=NEW, at=AT)
    verified = unlocking.check(her.username, NEW, at=AT)
    assert unlocking.open_keys(her, verified.lock_key, at=AT).seed == house.caseworker.keys.seed


@pytest.mark.parametrize("code", ["", "no code", recovery.new_code()], ids=["", "no", "other"])
def test_another_code_opens_nothing(house: make.House, code: str) -> None:
    with pytest.raises(WrongPassphrase):
        locks.use_recovery_code(house.caseworker.user, code=code, new=NEW, at=AT)
    assert _opens(house.caseworker.user, make.PASSPHRASE)


def test_a_lock_moved_to_another_person_opens_nothing(house: make.House) -> None:
    theirs = Lock.objects.get(person=house.supervisor.user, kind=Lock.Kind.PASSPHRASE)
    root = passphrases.derive_root(
        house.caseworker.user.pk, make.PASSPHRASE, theirs.salt, theirs.parameters
    )
    assert not root.verifies(theirs.verifier)


def test_a_passphrase_typed_in_another_form_of_unicode_opens(house: make.House) -> None:
    her = house.caseworker.user
    locks.change_passphrase(her, old=make.PASSPHRASE, new="회색 목도리를 두른 소나무", at=AT)
    assert _opens(her, unicodedata.normalize("NFD", "회색 목도리를 두른 소나무"))
