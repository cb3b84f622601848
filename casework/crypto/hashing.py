"""Digests, authentication codes and derived keys."""

import hmac
from hashlib import sha256 as _sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework.crypto.encoding import Part, encode

_SHORTEST_KEY = 16


def sha256(content: bytes) -> bytes:
    """32 bytes."""
    return _sha256(content).digest()


def mac(key: bytes, purpose: str, *parts: Part) -> bytes:
    """HMAC-SHA256 over the encoded parts: 32 bytes."""
    _require_long(key)
    return hmac.digest(key, encode(purpose, *parts), "sha256")


def derive(key: bytes, purpose: str, *parts: Part) -> bytes:
    """HKDF-SHA256 (RFC 5869) with empty salt, the encoded parts as info: 32 bytes."""
    _require_long(key)
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=encode(purpose, *parts))
    return hkdf.derive(key)


def same(left: bytes | memoryview, right: bytes | memoryview) -> bool:
    """Whether both are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(bytes(left), bytes(right))


def _require_long(key: bytes) -> None:
    if len(key) < _SHORTEST_KEY:
        raise ValueError("A key is at least 16 bytes.")
