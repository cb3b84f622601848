"""Recovery codes and the lock that one opens.

A code is 128 random bits, shown once: 28 signs of Crockford's base32 in groups of four, of which
the last twelve bits are a check against slips of the pen. Its lock has two layers, both of them
boxes: the inner one under the code, the outer one under the provider's login key. At a rotation of
the provider the server replaces the outer layer, since nobody types the code then; once the old
provider key is destroyed, the lock in every older backup is dead.
"""

import secrets
from uuid import UUID

from casework.crypto.boxes import Box
from casework.crypto.codes import from_digits, plain_digits, to_digits
from casework.crypto.encoding import Part, encode
from casework.crypto.errors import CryptoError
from casework.crypto.hashing import derive, sha256
from casework.crypto.providers import provider

CODE_SIZE = 16
_CHECK_BITS, _DIGITS, _GROUP = 12, 28, 4


class MistypedCode(CryptoError):
    """What was typed cannot be a recovery code."""


def new_code() -> str:
    """A new code, as it is printed: ``XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX``."""
    return written(secrets.token_bytes(CODE_SIZE))


def written(code: bytes) -> str:
    """The 16 bytes of a code as it is printed."""
    digits = to_digits(int.from_bytes(code, "big") << _CHECK_BITS | _check(code), _DIGITS)
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def parse(typed: str) -> bytes:
    """The 16 bytes of a code, however it was spaced. Raises MistypedCode."""
    digits = plain_digits(typed)
    if len(digits) != _DIGITS:
        raise MistypedCode("A recovery code has 28 letters and digits.")
    try:
        number = from_digits(digits)
    except ValueError:
        raise MistypedCode("A recovery code has no such sign.") from None
    code = (number >> _CHECK_BITS).to_bytes(CODE_SIZE, "big")
    if number & ((1 << _CHECK_BITS) - 1) != _check(code):
        raise MistypedCode("The recovery code is mistyped.")
    return code


def seal_lock(code: bytes, seed: bytes, person_id: UUID, *aad_parts: Part) -> bytes:
    """`seed` under both layers, the outer one under the provider's newest login key.

    Keep ``provider().version("login")`` with the lock: `open_lock` asks for it.
    """
    inner = _inner(code, person_id).seal(seed, person_id, *aad_parts)
    return _seal_outer(inner, person_id, aad_parts)


def open_lock(
    code: bytes, lock: bytes | memoryview, person_id: UUID, *aad_parts: Part, version: int
) -> bytes:
    """The seed. Raises WrongKey (another code), Tampered, UnknownVersion or KeyGone."""
    inner = _open_outer(lock, person_id, aad_parts, version)
    return _inner(code, person_id).open(inner, person_id, *aad_parts)


def replace_outer(
    lock: bytes | memoryview, person_id: UUID, *aad_parts: Part, version: int
) -> bytes:
    """The same lock with its outer layer, made at `version`, under the newest login key."""
    return _seal_outer(_open_outer(lock, person_id, aad_parts, version), person_id, aad_parts)


def _seal_outer(inner: bytes, person_id: UUID, aad_parts: tuple[Part, ...]) -> bytes:
    version = provider().version("login")
    return _outer(person_id, version).seal(inner, person_id, version, *aad_parts)


def _open_outer(
    lock: bytes | memoryview, person_id: UUID, aad_parts: tuple[Part, ...], version: int
) -> bytes:
    return _outer(person_id, version).open(lock, person_id, version, *aad_parts)


def _inner(code: bytes, person_id: UUID) -> Box:
    return Box(derive(code, "recovery/inner", person_id), purpose="recovery/inner")


def _outer(person_id: UUID, version: int) -> Box:
    key = provider().prf("login", "lock", person_id, version=version)
    return Box(key, purpose="recovery/outer")


def _check(code: bytes) -> int:
    digest = sha256(encode("recovery/check", code))
    return int.from_bytes(digest, "big") >> 256 - _CHECK_BITS
