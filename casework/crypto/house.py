"""The house's own keys, from the provider: rows, audit, mail, partners' links, second factors.

They open nothing about a survivor. Derived once per process, held by web and worker.
"""

from functools import lru_cache
from uuid import UUID

from casework.crypto.boxes import Box, pad, unpad
from casework.crypto.encoding import Part
from casework.crypto.providers import CHECKPOINT, Provider, provider


def rows_key() -> bytes:
    """For the mac of every row that decides who may open."""
    return _key(provider(), "rows")


def audit_key(year: int) -> bytes:
    """For the audit's seals; a new one each calendar year."""
    return _key(provider(), "audit", year)


def mail_key() -> bytes:
    """For staff addresses and the names of partners."""
    return _key(provider(), "mail")


def checkpoint_key() -> bytes:
    """The first for the audit's checkpoints, which witnesses hold outside."""
    return _key(provider(), "checkpoint")


def checkpoint_keys() -> list[bytes]:
    """All of them, as seeds of Ed25519, oldest first: the first, and one for each renewal."""
    source = provider()
    renewals = range(2, source.version(CHECKPOINT) + 1)
    return [checkpoint_key(), *(source.prf(CHECKPOINT, "seed", version=n) for n in renewals)]


def link_key() -> bytes:
    """For the links that partners get: without it a stolen database opens none by guessing."""
    return _key(provider(), "link")


def mfa_key(person_id: UUID) -> bytes:
    """For one person's second-factor secrets. Not kept in memory."""
    return provider().prf("mac", "mfa", person_id)


def seal_mail(text: str, *aad_parts: Part) -> bytes:
    """`text`, padded and sealed under the mail key."""
    return _mail_box(provider()).seal(pad(text.encode()), *aad_parts)


def open_mail(sealed: bytes | memoryview, *aad_parts: Part) -> str:
    """The text. Raises UnknownVersion, WrongKey or Tampered."""
    return unpad(_mail_box(provider()).open(sealed, *aad_parts)).decode()


@lru_cache(maxsize=16)
def _key(source: Provider, *context: str | int) -> bytes:
    return source.prf("mac", *context)


@lru_cache(maxsize=1)
def _mail_box(source: Provider) -> Box:
    return Box(_key(source, "mail"))
