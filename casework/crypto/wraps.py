"""Sealing to a public key: HPKE (RFC 9180, base mode) with X-Wing, HKDF-SHA256, AES-256-GCM.

A private key is one 32-byte seed; a public key is ML-KEM-768's 1184 bytes and X25519's 32.
Wrap: ``01 | enc 1120 | ciphertext 32 | tag 16``. A letter is laid out alike, of any length.
Own wrap: ``02 | kid 16 | nonce 12 | ciphertext 32 | tag 16``, under a key derived from the seed;
it costs no public-key work.

HPKE authenticates nobody and names no key: opened with the wrong seed, a wrap is `Tampered`.
Seed expansion: draft-connolly-cfrg-xwing-kem, section 5.2.
"""

import os
from hashlib import shake_256
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from casework.crypto.boxes import KEY_SIZE, Box
from casework.crypto.encoding import Part, encode
from casework.crypto.errors import Tampered, UnknownVersion
from casework.crypto.hashing import derive

SEED_SIZE = 32
PUBLIC_SIZE = 1216
WRAP_SIZE = 1169
OWN_WRAP_SIZE = 77
_MLKEM_PUBLIC, _MLKEM_SEED = 1184, 64
_HPKE, _OWN = 1, 2
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class PrivateKey:
    """A seed made ready, for whoever opens more than once with it.

    It cannot be pickled, printed or compared, so it does not slip into a session or a log.
    """

    __slots__ = ("_hpke", "_own", "_parts")

    def __init__(self, seed: bytes) -> None:
        self._parts = expand(seed)
        self._own = Box(derive(seed, "grants"), version=_OWN, purpose="own")
        self._hpke: MLKEM768X25519PrivateKey | None = None

    @property
    def _private(self) -> MLKEM768X25519PrivateKey:
        """Made at its first use: a page that meets own wraps alone is spared the work."""
        if self._hpke is None:
            self._hpke = MLKEM768X25519PrivateKey(*self._pair())
        return self._hpke

    def _pair(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        mlkem_seed, x25519_seed = self._parts
        return (
            MLKEM768PrivateKey.from_seed_bytes(mlkem_seed),
            X25519PrivateKey.from_private_bytes(x25519_seed),
        )

    def public(self) -> bytes:
        """1216 bytes."""
        mlkem, x25519 = self._pair()
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def unwrap(self, wrapped: bytes | memoryview, *info: Part) -> bytes:
        """The key in an HPKE wrap. Raises UnknownVersion or Tampered."""
        return _require_key(self._decrypt(bytes(wrapped), encode("wrap", *info)))

    def open(self, sealed: bytes | memoryview, *info: Part) -> bytes:
        """The plaintext of a letter. Raises UnknownVersion or Tampered."""
        return self._decrypt(bytes(sealed), encode("letter", *info))

    def rewrap(self, key: bytes, *info: Part) -> bytes:
        """`key` wrapped to its own holder: 77 bytes that open without public-key work."""
        return self._own.seal(_require_key(key), *info)

    def unwrap_own(self, boxed: bytes | memoryview, *info: Part) -> bytes:
        """The key in an own wrap. Raises UnknownVersion, WrongKey or Tampered."""
        return _require_key(self._own.open(boxed, *info))

    def unwrap_any(self, blob: bytes | memoryview, *info: Part) -> bytes:
        """The key in a wrap of either kind."""
        blob = bytes(blob)
        if is_own(blob):
            return self.unwrap_own(blob, *info)
        return self.unwrap(blob, *info)

    def _decrypt(self, sealed: bytes, info: bytes) -> bytes:
        if sealed and sealed[0] != _HPKE:
            raise UnknownVersion(f"A wrap has the unknown version {sealed[0]}.")
        try:
            return _SUITE.decrypt(sealed[1:], self._private, info)
        except InvalidTag:
            raise Tampered("A wrap does not open: changed, bound elsewhere or not ours.") from None

    def __reduce__(self) -> NoReturn:
        raise TypeError("A private key is never stored.")


def is_own(blob: bytes | memoryview) -> bool:
    """Whether a wrap is its holder's own, which opens without public-key work."""
    return bytes(blob[:1]) == b"\x02"


def new_seed() -> bytes:
    """32 random bytes: a private key."""
    return os.urandom(SEED_SIZE)


def expand(seed: bytes) -> tuple[bytes, bytes]:
    """SHAKE-256(seed, 96): ML-KEM's ``d || z`` (64 bytes) and the X25519 scalar (32 bytes)."""
    if len(seed) != SEED_SIZE:
        raise ValueError("A seed is 32 bytes.")
    expanded = shake_256(seed).digest(96)
    return expanded[:_MLKEM_SEED], expanded[_MLKEM_SEED:]


def public_key(seed: bytes) -> bytes:
    """1216 bytes."""
    return PrivateKey(seed).public()


def wrap(public: bytes | memoryview, key: bytes, *info: Part) -> bytes:
    """A 32-byte `key` wrapped to `public`: 1169 bytes."""
    return _encrypt(public, _require_key(key), encode("wrap", *info))


def unwrap(seed: bytes, wrapped: bytes | memoryview, *info: Part) -> bytes:
    """The key in an HPKE wrap. Raises UnknownVersion or Tampered."""
    return PrivateKey(seed).unwrap(wrapped, *info)


def seal_to(public: bytes | memoryview, plaintext: bytes, *info: Part) -> bytes:
    """A letter: `plaintext` of any length sealed to `public`, 1137 bytes more than it."""
    return _encrypt(public, plaintext, encode("letter", *info))


def open_from(seed: bytes, sealed: bytes | memoryview, *info: Part) -> bytes:
    """The plaintext of a letter. Raises UnknownVersion or Tampered."""
    return PrivateKey(seed).open(sealed, *info)


def rewrap(seed: bytes, key: bytes, *info: Part) -> bytes:
    """`key` wrapped to its own holder: 77 bytes that open without public-key work."""
    return PrivateKey(seed).rewrap(key, *info)


def unwrap_own(seed: bytes, boxed: bytes | memoryview, *info: Part) -> bytes:
    """The key in an own wrap. Raises UnknownVersion, WrongKey or Tampered."""
    return PrivateKey(seed).unwrap_own(boxed, *info)


def unwrap_any(seed: bytes, blob: bytes | memoryview, *info: Part) -> bytes:
    """The key in a wrap of either kind."""
    return PrivateKey(seed).unwrap_any(blob, *info)


def _encrypt(public: bytes | memoryview, plaintext: bytes, info: bytes) -> bytes:
    return b"\x01" + _SUITE.encrypt(plaintext, _recipient(bytes(public)), info)


def _recipient(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_SIZE:
        raise ValueError("A public key is 1216 bytes.")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
    )


def _require_key(key: bytes) -> bytes:
    if len(key) != KEY_SIZE:
        raise ValueError("Only a 32-byte key is wrapped.")
    return key
