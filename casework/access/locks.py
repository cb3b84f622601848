"""What opens a person's private key: her passphrase, or the recovery code in her drawer.

There is no other way to a new passphrase than the old one, the code, or a new invitation.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.access.passphrases import require_strong
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import passphrases, recovery
from casework.crypto.boxes import Box
from casework.crypto.encoding import Part
from casework.crypto.errors import CryptoError
from casework.crypto.providers import provider
from casework.vault.models import Lock, Principal


class WrongPassphrase(Exception):
    """The passphrase, or the recovery code, does not open this lock."""


def write_passphrase_lock(
    person: User, principal: Principal, seed: bytes, passphrase: str, *, entry: UUID
) -> Lock:
    """Her passphrase lock, made or replaced. The caller records it."""
    lock = _lock_of(person, Lock.Kind.PASSPHRASE)
    _write(lock, principal, seed, passphrase, entry=entry)
    return lock


def _write(
    lock: Lock, principal: Principal, seed: bytes, passphrase: str, *, entry: UUID
) -> passphrases.Root:
    lock.principal = principal
    lock.salt = passphrases.new_salt()
    lock.parameters = passphrases.chosen_parameters()
    root = passphrases.derive_root(lock.person_id, passphrase, lock.salt, lock.parameters)
    lock.verifier, lock.provider_version = root.verifier, root.version
    lock.sealed_seed = Box(root.lock_key).seal(seed, *_bound(lock))
    lock.protect(entry).save()
    return root


def write_recovery_lock(
    person: User, principal: Principal, seed: bytes, *, entry: UUID
) -> tuple[Lock, str]:
    """Her recovery lock, made or replaced, and the code to show once. The caller records it."""
    code = recovery.new_code()
    lock = _lock_of(person, Lock.Kind.RECOVERY)
    lock.principal = principal
    lock.provider_version = provider().version("login")
    lock.sealed_seed = recovery.seal_lock(
        recovery.parse(code), seed, person.pk, "recovery lock", principal.pk
    )
    lock.protect(entry).save()
    return lock, code


def open_lock(lock: Lock, lock_key: bytes) -> bytes:
    """The seed behind a passphrase lock. Raises CryptoError."""
    return Box(lock_key).open(lock.sealed_seed, *_bound(lock))


@transaction.atomic
def renew(person: User, lock_key: bytes, passphrase: str, *, at: datetime) -> bytes:
    """Her passphrase lock under the provider's newest key, at her sign-in after a rotation.

    Returns the key of the lock as it is then. Raises Forged, Stale, CryptoError.
    """
    lock = _lock_of(person, Lock.Kind.PASSPHRASE)
    if lock.provider_version == provider().version("login"):  # she signs in twice at once
        about = (lock.person_id, passphrase, lock.salt, lock.parameters)
        return passphrases.derive_root(*about).lock_key
    seed, entry = open_lock(lock, lock_key), new_entry()
    root = _write(lock, lock.principal, seed, passphrase, entry=entry)
    record("lock.renewed", person, by=person, at=at, entry=entry, rows=[lock])
    return root.lock_key


@transaction.atomic
def change_passphrase(person: User, *, old: str, new: str, at: datetime) -> None:
    """One row is rewritten; the old row, put back, is refused. Raises WrongPassphrase or Weak."""
    lock, seed = _open_by_passphrase(person, old)
    require_strong(new, (person.username, person.name))
    entry = new_entry()
    lock = write_passphrase_lock(person, lock.principal, seed, new, entry=entry)
    record("passphrase.changed", person, by=person, at=at, entry=entry, rows=[lock])


@transaction.atomic
def renew_recovery_code(person: User, *, passphrase: str, at: datetime) -> str:
    """A new recovery code, shown once; the old one opens nothing more. Raises WrongPassphrase."""
    lock, seed = _open_by_passphrase(person, passphrase)
    entry = new_entry()
    changed, code = write_recovery_lock(person, lock.principal, seed, entry=entry)
    record("recovery_code.renewed", person, by=person, at=at, entry=entry, rows=[changed])
    return code


@transaction.atomic
def use_recovery_code(person: User, *, code: str, new: str, at: datetime) -> str:
    """A new passphrase by the recovery code, and the next code: this one is spent.

    Ends her other sessions. Raises WrongPassphrase or Weak.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    lock, seed = _open_by_code(person, code)
    require_strong(new, (person.username, person.name))
    entry = new_entry()
    person.session_epoch += 1
    person.protect(entry).save(update_fields=["session_epoch", "entry", "mac", "revision"])
    changed = write_passphrase_lock(person, lock.principal, seed, new, entry=entry)
    renewed, next_code = write_recovery_lock(person, lock.principal, seed, entry=entry)
    rows = [person, changed, renewed]
    record("recovery_code.used", person, by=person, at=at, entry=entry, rows=rows)
    return next_code


@transaction.atomic
def note_wrong_code(person: User | None, *, at: datetime) -> None:
    """A wrong recovery code goes on record, without what was typed."""
    subject = person.audit_subject if person is not None else Subject("person", "unknown")
    record("recovery_code.failed", subject, by=None, at=at, outcome="failed")


def _open_by_passphrase(person: User, passphrase: str) -> tuple[Lock, bytes]:
    lock = Lock.objects.select_related("principal").get(person=person, kind=Lock.Kind.PASSPHRASE)
    fresh.require_fresh(lock, lock.principal)
    root = passphrases.derive_root(
        person.pk, passphrase, lock.salt, lock.parameters, version=lock.provider_version
    )
    if not root.verifies(lock.verifier):
        raise WrongPassphrase
    return lock, open_lock(lock, root.lock_key)


def _open_by_code(person: User, code: str) -> tuple[Lock, bytes]:
    locks = Lock.objects.select_related("principal")
    lock = locks.filter(person=person, kind=Lock.Kind.RECOVERY).first()
    if lock is None or not person.is_active:
        raise WrongPassphrase
    fresh.require_fresh(person, lock, lock.principal)
    bound = "recovery lock", lock.principal_id
    try:
        typed = recovery.parse(code)
        seed = recovery.open_lock(
            typed, lock.sealed_seed, person.pk, *bound, version=lock.provider_version
        )
    except CryptoError:
        raise WrongPassphrase from None
    return lock, seed


def _lock_of(person: User, kind: Lock.Kind) -> Lock:
    found = Lock.objects.select_for_update().filter(person=person, kind=kind).first()
    if found is None:
        return Lock(person=person, kind=kind)
    fresh.require_fresh(found)
    return found


def _bound(lock: Lock) -> tuple[Part, ...]:
    return (
        "lock",
        lock.person_id,
        lock.kind,
        bytes(lock.salt),
        bytes(lock.parameters),
        lock.provider_version,
        lock.principal_id,
    )
