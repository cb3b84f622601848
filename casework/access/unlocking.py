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
from casework.accounts.questions import Question
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

# A sign-in is Argon2id and little else.
_NAMED = Question(lambda name: User.objects.filter(username__iexact=name).order_by("pk")[:1])
_LOCK = Question(
    lambda person: Lock.objects.filter(person=person, kind=Lock.Kind.PASSPHRASE).select_related(
        "person", "principal"
    )
)
_POSTS = Question(lambda person: Post.objects.current().filter(person=person))
_PLACES = Question(lambda person: Membership.objects.filter(user=person))
_NEWER = Question(
    lambda person, epoch: Principal.objects.filter(person=person, epoch__gt=epoch).values_list(
        "pk", flat=True
    )
)

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
    persons = _NAMED(name=username.replace("\x00", " ").strip())
    person = persons[0] if persons else None
    lock = _lock_of(person.pk if person else UUID(int=0))
    return person, lock if lock and lock.person.is_active else None


def _lock_of(person_id: UUID) -> Lock | None:
    locks = _LOCK(person=person_id)
    return locks[0] if locks else None


def _open_keys(person: User, lock_key: bytes) -> Keyring:
    lock = _lock_of(person.pk)
    if lock is None:
        raise Lock.DoesNotExist
    holder, principal = lock.person, lock.principal
    posts, places = _POSTS(person=person.pk), _PLACES(person=person.pk)
    fresh.require_fresh(holder, lock, principal, *posts, *places)
    if not holder.is_active or _NEWER(person=person.pk, epoch=principal.epoch):
        raise fresh.Stale("lock")
    seed = open_lock(lock, lock_key)
    if not same(wraps.public_key(seed), principal.public_key):
        raise fresh.Stale("principal")
    return Keyring(person_id=holder.pk, principal_id=principal.pk, seed=seed)


def _record_failure(subject: Subject, verb: str, *, at: datetime, reason: str = "") -> None:
    with transaction.atomic():
        record(f"{verb}.failed", subject, by=None, at=at, reason=reason, outcome="failed")
