"""One unambiguous byte string for whatever is hashed, bound or derived.

Layout: ``casework/1/<purpose>``, then each part as a 4-byte big-endian length and its bytes.
A purpose is printable ASCII and a length begins with 00 or FF, so the purpose ends where the
first part begins and no two lists of parts look alike.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

Part = bytes | memoryview | str | int | UUID | datetime | None

_PURPOSE = re.compile(r"[!-~]+")
_LONGEST = 0xFFFFFF  # keeps the first byte of every length at 00
_NOTHING = b"\xff\xff\xff\xff"  # None, which is not the empty string
# Names of tables and columns, and numbers of versions, are bound to whatever is sealed: what stands
# before the ones, and the others whole, are looked up.
_SIZES = tuple(length.to_bytes(4, "big") for length in range(256))
_NUMBERS = tuple(_SIZES[8] + number.to_bytes(8, "big") for number in range(256))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def encode(purpose: str, *parts: Part) -> bytes:
    """`purpose` and `parts` as bytes.

    Text is UTF-8, integers are 8 bytes signed, moments are microseconds since 1970 (UTC), UUIDs
    16 bytes. The type is not written down, so each purpose must fix the types of its parts.
    """
    return extend(prefix(purpose), parts)


def extend(start: bytes, parts: Iterable[Part]) -> bytes:
    """`start`, which ends with a prefix, and the encoded `parts`; for who keeps the start ready."""
    return start + b"".join([_ENCODERS[part.__class__](part) for part in parts])


def parts_of(purpose: str, content: bytes) -> list[bytes]:
    """The parts of what `encode` made for `purpose`, each as its bytes. Raises ValueError."""
    start = prefix(purpose)
    if not content.startswith(start):
        raise ValueError("It was encoded for something else.")
    rest, found = content[len(start) :], []
    while rest:
        length = 0 if rest[:4] == _NOTHING else int.from_bytes(rest[:4], "big")
        if len(rest) < 4 + length:
            raise ValueError("It was cut off.")
        found.append(rest[4 : 4 + length])
        rest = rest[4 + length :]
    return found


@lru_cache(maxsize=256)
def prefix(purpose: str) -> bytes:
    """How every encoding for `purpose` begins."""
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError("A purpose is printable ASCII without spaces.")
    return b"casework/1/" + purpose.encode("ascii")


def size(content: bytes | memoryview) -> bytes:
    """What stands before the bytes of a part."""
    if len(content) > _LONGEST:
        raise ValueError("A part is too long to be encoded.")
    return len(content).to_bytes(4, "big")


def _bytes(part: bytes | memoryview) -> bytes:
    return size(part) + part


def _memoryview(part: memoryview) -> bytes:
    return _bytes(part.tobytes())


def _text(part: str) -> bytes:
    content = part.encode()
    length = len(content)
    return _SIZES[length] + content if length < len(_SIZES) else _bytes(content)


def _integer(part: int) -> bytes:
    if 0 <= part < len(_NUMBERS):
        return _NUMBERS[part]
    return _SIZES[8] + part.to_bytes(8, "big", signed=True)


def _uuid(part: UUID) -> bytes:
    return b"\x00\x00\x00\x10" + part.int.to_bytes(16, "big")


def _moment(part: datetime) -> bytes:
    if part.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be encoded.")
    return _integer((part - _EPOCH) // _MICROSECOND)


def _nothing(part: None) -> bytes:
    return _NOTHING


class _Encoders(dict[type, Callable[[Any], bytes]]):
    """Subclasses (text choices, safe strings) are encoded as what they derive from."""

    def __missing__(self, kind: type) -> Callable[[Any], bytes]:
        for known in (str, int, UUID, datetime, bytes):
            if issubclass(kind, known):
                self[kind] = self[known]
                return self[kind]
        raise TypeError(f"Cannot encode a part of type {kind.__name__}.")


_ENCODERS = _Encoders(
    {
        bytes: _bytes,
        memoryview: _memoryview,
        str: _text,
        int: _integer,
        UUID: _uuid,
        datetime: _moment,
        type(None): _nothing,
    }
)
