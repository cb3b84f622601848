"""Signed notes (C2SP signed-note) and the cosignatures of witnesses (C2SP tlog-cosignature).

A note is a text of whole lines, an empty line, and a line for each signature (Ed25519)::

    — <key name> base64(key id || signature)

A public key is written as ``<key name>+<key id in hex>+base64(kind || 32 bytes)``. Needs no
setting: whoever has a note and a key can check it with this module alone.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from casework.crypto.errors import CryptoError
from casework.crypto.hashing import sha256

LONGEST = 1_000_000  # bytes of a note
MOST_SIGNATURES = 100
_ID = 4
_SIGNATURE = 64
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINE = re.compile(r"— (\S+) (\S+)")
_NAME = re.compile(r"[^\s+]+")


class BadNote(CryptoError):
    """It is no signed note, or no known key signed it."""


class BadKey(CryptoError):
    """It is no public key as notes write it."""


class Kind(IntEnum):
    """What a key signs."""

    LOG = 1  # the text
    WITNESS = 4  # the moment and the text, which must be a checkpoint


@dataclass(frozen=True)
class PublicKey:
    """Whose signature of which kind; `public` is 32 bytes."""

    name: str
    kind: Kind
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; they prove nothing."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:_ID]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def signed(self, text: str, signature: Signature) -> bool:
        """Whether it made this signature on `text`."""
        message, content = text.encode(), signature.content
        if self.kind == Kind.WITNESS:
            message, content = _cosigned(text, signature.seconds), content[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(content, message)
        except InvalidSignature:
            return False
        return len(content) == _SIGNATURE


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    content: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encoded(self.key_id + self.content)}\n"

    @property
    def seconds(self) -> int:
        """Of a cosignature: when it was made, in seconds since 1970."""
        return int.from_bytes(self.content[:8], "big")

    @property
    def at(self) -> datetime:
        """The same as a moment. Raises BadNote where it lies beyond the year 9999."""
        try:
            return datetime.fromtimestamp(self.seconds, UTC)
        except (ValueError, OverflowError, OSError):
            raise BadNote("The cosignature names no moment.") from None

    def is_by(self, key: PublicKey) -> bool:
        """Whether it says so; `PublicKey.signed` tells whether that is true."""
        return (self.name, self.key_id) == (key.name, key.id)


@dataclass(frozen=True)
class Note:
    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def by(self, keys: Iterable[PublicKey]) -> list[tuple[PublicKey, Signature]]:
        """The signatures of known `keys`, each right; others are passed over.

        Raises BadNote where one of them is wrong.
        """
        known = [(key, one) for one in self.signatures for key in keys if one.is_by(key)]
        if not all(key.signed(self.text, one) for key, one in known):
            raise BadNote("A signature is wrong.")
        return known


def parse(blob: bytes | str) -> Note:
    """Raises BadNote."""
    text, _empty, lines = _readable(blob).rpartition("\n\n")
    if not text or not lines.endswith("\n"):
        raise BadNote("It is no signed note.")
    signatures = tuple(parse_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise BadNote("It has too many signatures.")
    return Note(f"{text}\n", signatures)


def parse_signature(line: str) -> Signature:
    """One line without its end. Raises BadNote."""
    found = _LINE.fullmatch(line)
    content = decoded(found[2]) if found else None
    if not found or content is None or len(content) <= _ID or not _NAME.fullmatch(found[1]):
        raise BadNote("A line is no signature.")
    return Signature(found[1], content[:_ID], content[_ID:])


def parse_key(text: str) -> PublicKey:
    """Raises BadKey."""
    name, _plus, rest = text.partition("+")
    key_id, _plus, material = rest.partition("+")
    content = decoded(material)
    if not _NAME.fullmatch(name) or content is None or len(content) != 33:
        raise BadKey("It is no public key of a note.")
    try:
        key = PublicKey(name, Kind(content[0]), content[1:])
    except ValueError:
        raise BadKey("Its kind is not known here.") from None
    if key.id.hex() != key_id:
        raise BadKey("Its id does not fit.")
    return key


def public_key(name: str, kind: Kind, seed: bytes) -> PublicKey:
    """Of the private key whose `seed` (32 bytes) is known. Raises BadKey for an unfit name."""
    if not _NAME.fullmatch(name):
        raise BadKey("A key's name has neither spaces nor a plus.")
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return PublicKey(name, kind, private.public_key().public_bytes_raw())


def sign(text: str, *, name: str, seed: bytes) -> Signature:
    """A log's signature on the text of a note."""
    if not text.endswith("\n"):
        raise ValueError("A note ends with its last line.")
    key = public_key(name, Kind.LOG, seed)
    content = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    return Signature(name, key.id, content)


def cosign(text: str, *, name: str, seed: bytes, at: datetime) -> Signature:
    """A witness's signature on the text of a checkpoint, which it has seen to be consistent."""
    key, seconds = public_key(name, Kind.WITNESS, seed), int(at.timestamp())
    content = Ed25519PrivateKey.from_private_bytes(seed).sign(_cosigned(text, seconds))
    return Signature(name, key.id, seconds.to_bytes(8, "big") + content)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def decoded(text: str) -> bytes | None:
    """None unless `text` is base64 as `encoded` writes it, in its one spelling."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if encoded(content) == text else None


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _readable(blob: bytes | str) -> str:
    content = blob.encode() if isinstance(blob, str) else blob
    if len(content) > LONGEST:
        raise BadNote("It is too long.")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise BadNote("It is no text.") from None
    if _CONTROL.search(text):
        raise BadNote("It has control characters.")
    return text
