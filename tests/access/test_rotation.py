"""After a rotation of the provider old locks are dead, and nobody who works here is locked out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from casework.access import locks, rotation, unlocking
from casework.access.errors import WrongState
from casework.access.locks import WrongPassphrase
from casework.audit.verification import verify
from casework.crypto import providers
from casework.crypto.providers import KeyGone
from casework.vault.models import Lock
from tests import entries, make
from tests.make import NOW, PASSPHRASE, House

pytestmark = pytest.mark.django_db
NEW = "slow heron over nine mountains"


@pytest.fixture
def house(tmp_path: Path, settings: Any) -> Iterator[House]:
    """With a provider's file of its own, which may be changed."""
    made = make.house()
    settings.PROVIDER_FILE = shutil.copy2(settings.PROVIDER_FILE, tmp_path / "provider")
    providers.forget()
    yield made
    providers.forget()


def signs_in(house: House, name: str) -> None:
    who = house.staff[name].user
    verified = unlocking.check(who.username, PASSPHRASE, at=NOW)
    assert unlocking.open_keys(who, verified.lock_key, at=NOW).seed == house.staff[name].keys.seed


def versions(house: House, name: str) -> dict[str, int]:
    hers = Lock.objects.filter(person=house.staff[name].user)
    return dict(hers.values_list("kind", "provider_version"))


def test_a_lock_goes_over_to_the_new_version_at_her_next_sign_in(house: House) -> None:
    assert rotation.begin(at=NOW) == 2
    assert versions(house, "supervisor") == {"passphrase": 1, "recovery": 2}
    for _time in range(2):
        signs_in(house, "supervisor")
        assert versions(house, "supervisor") == {"passphrase": 2, "recovery": 2}
    entries.sealed()
    assert verify(connection).ok


def test_the_old_version_is_dropped_when_everybody_has_signed_in(house: House) -> None:
    rotation.begin(at=NOW)
    with pytest.raises(WrongState, match="recovery code"):
        rotation.finish(at=NOW)
    with pytest.raises(CommandError, match="recovery code"):
        call_command("rotate_provider", "--finish")
    for name in house.staff:
        signs_in(house, name)
    assert rotation.finish(at=NOW) == [1]
    with pytest.raises(KeyGone):
        providers.provider().prf("login", "root", version=1)
    signs_in(house, "caseworker")


def test_who_has_not_signed_in_has_her_recovery_code(house: House) -> None:
    who = house.caseworker.user
    code = locks.renew_recovery_code(who, passphrase=PASSPHRASE, at=NOW)
    rotation.begin(at=NOW)
    assert rotation.finish(at=NOW, without_those_who_wait=True) == [1]
    with pytest.raises(WrongPassphrase):
        unlocking.check(who.username, PASSPHRASE, at=NOW)
    locks.use_recovery_code(who, code=code, new=NEW, at=NOW)
    assert unlocking.check(who.username, NEW, at=NOW).person == who


def test_no_lock_of_an_old_dump_opens_any_more(house: House) -> None:
    """With the passphrase, the recovery code, and the provider's file of today."""
    who = house.supervisor.user
    code = locks.renew_recovery_code(who, passphrase=PASSPHRASE, at=NOW)
    dump = list(Lock.objects.filter(person=who))
    rotation.begin(at=NOW)
    for name in house.staff:
        signs_in(house, name)
    rotation.finish(at=NOW)
    for lock in dump:
        if lock.kind == Lock.Kind.PASSPHRASE:
            with pytest.raises(KeyGone):
                locks.passphrases.derive_root(
                    who.pk, PASSPHRASE, lock.salt, lock.parameters, version=lock.provider_version
                )
        else:
            with pytest.raises(KeyGone):
                _open_by(code, lock)
        models.Model.save_base(lock, raw=True, force_update=True)  # put back as it was
    with pytest.raises(WrongPassphrase):
        unlocking.check(who.username, PASSPHRASE, at=NOW)


def _open_by(code: str, lock: Lock) -> bytes:
    bound = (lock.person_id, "recovery lock", lock.principal_id)
    typed = locks.recovery.parse(code)
    return locks.recovery.open_lock(typed, lock.sealed_seed, *bound, version=lock.provider_version)


def test_a_process_that_began_before_finds_the_new_version(house: House) -> None:
    before = providers.provider()
    version = providers.add_version(house_file(), "login")
    assert before.prf("login", "x", version=version) == providers.FileProvider(house_file()).prf(
        "login", "x"
    )


def house_file() -> Path:
    from django.conf import settings

    return Path(settings.PROVIDER_FILE)
