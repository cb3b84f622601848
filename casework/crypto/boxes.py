"""Sealing under a shared key: AES-256-GCM that names its key and commits to it.

Layout: ``01 | kid 16 | nonce 12 | ciphertext | tag 16``, 45 bytes more than the plaintext.
Associated data: the first 17 bytes, then the encoded parts (table, column, row id, ...).
"""

import os
from hashlib import sha256
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.crypto.encoding import Part, extend, prefix
from casework.crypto.errors import Tampered, UnknownVersion, WrongKey

KEY_SIZE = 32
OVERHEAD = 45
_KID, _NONCE, _TAG = 16, 12, 16
_HEADER = 1 + _KID
_BODY = _HEADER + _NONCE


class Box:
    """A key made ready, for whoever seals or opens more than once under it."""

    __slots__ = ("_aead", "_bound", "_header")

    def __init__(self, key: bytes, *, version: int = 1, purpose: str = "seal") -> None:
        self._header = version.to_bytes(1, "big") + kid(key)
        self._aead = AESGCM(key)
        self._bound = self._header + prefix(purpose)

    @property
    def kid(self) -> bytes:
        """The 16 bytes that name its key."""
        return self._header[1:]

    def seal(self, plaintext: bytes, *aad_parts: Part) -> bytes:
        """`plaintext` sealed and bound to `aad_parts`."""
        nonce = os.urandom(_NONCE)
        ciphertext = self._aead.encrypt(nonce, plaintext, extend(self._bound, aad_parts))
        return self._header + nonce + ciphertext

    def open(self, sealed: bytes | memoryview, *aad_parts: Part) -> bytes:
        """What was sealed. Raises UnknownVersion, WrongKey or Tampered."""
        sealed = bytes(sealed)
        if not sealed.startswith(self._header) or len(sealed) < OVERHEAD:
            raise self._refusal(sealed)
        aad = extend(self._bound, aad_parts)
        try:
            return self._aead.decrypt(sealed[_HEADER:_BODY], sealed[_BODY:], aad)
        except InvalidTag:
            raise Tampered("A sealed value does not open: changed, or bound elsewhere.") from None

    def __reduce__(self) -> NoReturn:
        raise TypeError("A key is never stored.")

    def _refusal(self, sealed: bytes) -> Tampered | UnknownVersion | WrongKey:
        if sealed and sealed[0] != self._header[0]:
            return UnknownVersion(f"A sealed value has the unknown version {sealed[0]}.")
        if len(sealed) < OVERHEAD:
            return Tampered("A sealed value was cut short.")
        return WrongKey("A sealed value was sealed under another key.")


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY_SIZE)


def kid(key: bytes) -> bytes:
    """16 bytes that name `key` and commit to it without giving it away."""
    if len(key) != KEY_SIZE:
        raise ValueError("A key is 32 bytes.")
    return sha256(b"casework/1/kid" + key).digest()[:_KID]


def seal(key: bytes, plaintext: bytes, *aad_parts: Part) -> bytes:
    """`plaintext` sealed under `key` and bound to `aad_parts`."""
    return Box(key).seal(plaintext, *aad_parts)


def open_box(key: bytes, sealed: bytes | memoryview, *aad_parts: Part) -> bytes:
    """What was sealed. Raises UnknownVersion, WrongKey or Tampered."""
    return Box(key).open(sealed, *aad_parts)


def pad(content: bytes, bucket: int = 64) -> bytes:
    """`content`, a byte 80 and zeros up to a multiple of `bucket` bytes (ISO/IEC 7816-4).

    The length of a sealed text then tells its bucket only.
    """
    if bucket < 1:
        raise ValueError("A bucket holds at least one byte.")
    return content + b"\x80" + b"\x00" * (-(len(content) + 1) % bucket)


def unpad(padded: bytes) -> bytes:
    """`padded` without its padding, whatever the bucket was. Raises Tampered if it has none."""
    content = padded.rstrip(b"\x00")
    if not content.endswith(b"\x80"):
        raise Tampered("A sealed text has no padding.")
    return content[:-1]
