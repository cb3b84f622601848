"""From a passphrase to the one root of sign-in and unlock.

root = prf("login", "root", person id, Argon2id(passphrase, salt)). Only salt, parameters and
verifier are kept: without the provider, a stolen row cannot be used to try passphrases.
Argon2id: RFC 9106, section 4, the option for little memory (t=3, 64 MiB), with one lane.
"""

import os
import unicodedata
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import NoReturn
from uuid import UUID

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from casework.crypto.errors import UnknownVersion
from casework.crypto.hashing import derive, same, sha256
from casework.crypto.providers import provider

SALT_SIZE = 16
_VERSION = 1
_SIZE = 13
_MOST = (16, 1 << 20, 8)  # nobody's row may make a sign-in cost minutes or gigabytes

# Each run takes 64 MiB; without a limit a burst of sign-ins would exhaust a small server.
_turn = BoundedSemaphore(2)


def encode_parameters(*, t: int, m: int, p: int) -> bytes:
    """Passes, memory in KiB and lanes as ``01 | t 4 | m 4 | p 4``, beside the salt."""
    return _VERSION.to_bytes(1, "big") + b"".join(n.to_bytes(4, "big") for n in (t, m, p))


PARAMETERS = encode_parameters(t=3, m=65536, p=1)
CHEAP_PARAMETERS = encode_parameters(t=1, m=8, p=1)  # tests; refused everywhere else


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """What a passphrase amounts to. `verifier` is stored, `lock_key` never."""

    verifier: bytes = field(repr=False)
    lock_key: bytes = field(repr=False)
    version: int
    """The version of the provider's login key; kept with the lock."""

    def verifies(self, verifier: bytes | memoryview) -> bool:
        """Whether this root is the one whose `verifier` was stored."""
        return same(self.verifier, verifier)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A root is never stored.")


def chosen_parameters() -> bytes:
    """For a new lock: ``settings.ARGON2_PARAMETERS`` (a dict of t, m, p), else PARAMETERS."""
    chosen = getattr(settings, "ARGON2_PARAMETERS", None)
    encoded = PARAMETERS if chosen is None else encode_parameters(**chosen)
    _require_strong(encoded)
    return encoded


def new_salt() -> bytes:
    """16 random bytes."""
    return os.urandom(SALT_SIZE)


def normalise(passphrase: str) -> bytes:
    """NFKC, so that Hangul and full-width letters come out alike from every keyboard."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def root_input(
    passphrase: str, salt: bytes | memoryview, parameters: bytes | memoryview = PARAMETERS
) -> bytes:
    """Argon2id: 32 bytes. At most two at once per process; the next caller waits."""
    parameters = bytes(parameters)
    _require_strong(parameters)
    t, m, p = _decode(parameters)
    argon = Argon2id(salt=bytes(salt), length=32, iterations=t, lanes=p, memory_cost=m)
    with _turn:
        return argon.derive(normalise(passphrase))


def derive_root(
    person_id: UUID,
    passphrase: str,
    salt: bytes | memoryview,
    parameters: bytes | memoryview = PARAMETERS,
    *,
    version: int | None = None,
) -> Root:
    """The root of `person_id`; `version` is the one kept with her lock (a new lock: the newest)."""
    source = provider()
    used = source.version("login") if version is None else version
    stretched = root_input(passphrase, salt, parameters)
    root = source.prf("login", "root", person_id, stretched, version=used)
    return Root(sha256(derive(root, "verify")), derive(root, "lock"), used)


def spend(passphrase: str) -> None:
    """The work of a sign-in, for a name that does not exist: the clock must not tell."""
    derive_root(UUID(int=0), passphrase, bytes(SALT_SIZE), chosen_parameters())


def _decode(encoded: bytes) -> tuple[int, int, int]:
    if encoded[:1] != b"\x01" or len(encoded) != _SIZE:
        raise UnknownVersion("Unknown parameters of a passphrase.")
    t, m, p = (int.from_bytes(encoded[at : at + 4], "big") for at in (1, 5, 9))
    return t, m, p


def _require_strong(encoded: bytes) -> None:
    """Weaker parameters in a row or a setting would make guessing cheap; see PARAMETERS."""
    wanted = _decode(encoded)
    if any(have > most for have, most in zip(wanted, _MOST, strict=True)):
        raise ImproperlyConfigured("ARGON2_PARAMETERS ask for more than a sign-in may cost.")
    if getattr(settings, "TESTING_CHEAP_PASSPHRASES", False):
        return
    if any(have < least for have, least in zip(wanted, _decode(PARAMETERS), strict=True)):
        raise ImproperlyConfigured("ARGON2_PARAMETERS are weaker than t=3, m=65536, p=1.")
