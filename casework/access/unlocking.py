"""From a passphrase to an unlocked keyring, in two steps: the root, then the private key.

Between them stands the second factor. The row, posts, lock, key pair and memberships of a person
must each be the newest that the log knows; else she is refused, and the refusal goes on record.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.access import epochs, rewrapping
from casework.access import keys as case_keys
from casework.access.locks import WrongPassphrase, open_lock, renew
from casework.accounts.models import Post, User
from casework.accounts.rows import Forged, Subject
from casework.audit import fresh
from casework.audit.log import record
from casework.crypto import passphrases, wraps
from casework.crypto.errors import CryptoError
from casework.crypto.hashing import same
from casework.crypto.providers import provider
from casework.vault.keyring import Keyring
from casework.vault.models import Lock, Membership, Principal
from casework.vault.principals import Unopened

log = logging.getLogger(__name__)

NOBODY = Subject("person", "unknown")


class Refused(Exception):
    """Her passphrase was right, but a row of hers is not what the log says. Carries a code."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The first step is done: she knows the passphrase. The lock key is kept for five minutes."""

    person: User
    lock_key: bytes = field(repr=False)

    def __reduce__(self) -> str:
        raise TypeError("A lock key is never stored in clear.")


def check(username: str, passphrase: str, *, at: datetime, verb: str = "signin") -> Verified:
    """Whose passphrase this is. The same work and the same error for an unknown name.

    A failure goes on record as `<verb>.failed`, without what was typed. Raises WrongPassphrase.
    """
    person, lock = _who(username)
    if lock is None:
        passphrases.spend(passphrase)
        _record_failure(NOBODY if person is None else person.audit_subject, verb, at=at)
        raise WrongPassphrase
    try:
        lock.check_mac()
        root = passphrases.derive_root(
            lock.person_id, passphrase, lock.salt, lock.parameters, version=lock.provider_version
        )
    except (CryptoError, Forged):
        passphrases.spend(passphrase)
        _record_failure(lock.audit_subject, verb, at=at, reason="lock_not_right")
        raise WrongPassphrase from None
    if not root.verifies(lock.verifier):
        _record_failure(lock.person.audit_subject, verb, at=at)
        raise WrongPassphrase
    return Verified(lock.person, _renewed(lock, root.lock_key, passphrase, at))


def _renewed(lock: Lock, lock_key: bytes, passphrase: str, at: datetime) -> bytes:
    """After a rotation of the provider her lock goes over to its newest key, once."""
    if lock.provider_version == provider().version("login"):
        return lock_key
    try:
        return renew(lock.person, lock_key, passphrase, at=at)
    except (CryptoError, Forged, fresh.Stale):
        return lock_key  # such a row is refused, on record, when her keys are opened


def open_keys(person: User, lock_key: bytes, *, at: datetime) -> Keyring:
    """Her keyring. Every row that it stands on is asked for anew. Raises Refused."""
    try:
        return _open_keys(person, lock_key)
    except (CryptoError, Forged, fresh.Stale, Lock.DoesNotExist) as error:
        code = type(error).__name__.lower()
        log.error("A person was refused at unlock: %s", code)
        with transaction.atomic():
            record("unlock.refused", person, by=person, at=at, reason=code, outcome="refused")
        raise Refused(code) from None


def catch_up(keys: Keyring, *, by: User, at: datetime) -> None:
    """What waited for her keys: grants and places to wrap anew, and epochs that are due.

    A row that is not right stops only this work, on record; each use of it is refused anyway.
    """
    try:
        epochs.raise_due(keys, by=by, at=at)
        rewrapping.rewrap_places(keys, by=by, at=at)
        rewrapping.rewrap_due(keys, by=by, at=at)
        case_keys.require_fresh_own(keys, at=at)
    except (CryptoError, Forged, fresh.Stale, Unopened) as error:
        code = type(error).__name__.lower()
        log.error("Work that waited for an unlock was refused: %s", code)
        with transaction.atomic():
            record("keys.refused", by, by=by, at=at, reason=code, outcome="refused")


def _who(username: str) -> tuple[User | None, Lock | None]:
    """Two queries whether or not there is such a person; a name with a NUL is nobody's."""
    username = username.replace("\x00", " ")
    person = User.objects.filter(username__iexact=username.strip()).first()
    locks = Lock.objects.filter(kind=Lock.Kind.PASSPHRASE, person__is_active=True)
    person_id = person.pk if person is not None else UUID(int=0)
    lock = locks.select_related("person").filter(person=person_id).first()
    return person, lock


def _open_keys(person: User, lock_key: bytes) -> Keyring:
    holder = User.objects.get(pk=person.pk)
    locks = Lock.objects.select_related("principal")
    lock = locks.get(person=holder, kind=Lock.Kind.PASSPHRASE)
    posts = Post.objects.current().filter(person=holder)
    places = Membership.objects.filter(user=holder)
    fresh.require_fresh(holder, lock, lock.principal, *posts, *places)
    newer = Principal.objects.filter(person=holder, epoch__gt=lock.principal.epoch)
    if not holder.is_active or newer.exists():
        raise fresh.Stale("lock")
    seed = open_lock(lock, lock_key)
    if not same(wraps.public_key(seed), lock.principal.public_key):
        raise fresh.Stale("principal")
    return Keyring(person_id=holder.pk, principal_id=lock.principal.pk, seed=seed)


def _record_failure(subject: Subject, verb: str, *, at: datetime, reason: str = "") -> None:
    with transaction.atomic():
        record(f"{verb}.failed", subject, by=None, at=at, reason=reason, outcome="failed")
