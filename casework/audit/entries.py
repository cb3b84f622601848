"""The bytes of an entry: what its mac covers and what the log's tree commits to.

One definition for the writer and for the verifier, who applies it to rows read by plain SQL.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from casework.crypto import hashing, house
from casework.crypto.encoding import Part, encode

# The columns of an entry in the order in which they are encoded.
FIELDS = (
    "entry",
    "verb",
    "by",
    "subject_type",
    "subject_id",
    "subject_code",
    "desk",
    "at",
    "address",
    "network",
    "agent",
    "reason",
    "outcome",
    "count",
    "sealed_hash",
    "written_hash",
)

# Table, row, revision, hash of one written row; an empty hash says that the row is gone.
WrittenRow = tuple[str, str, int, bytes]


def canonical(fields: Iterable[Part]) -> bytes:
    """The values of `FIELDS` as one byte string."""
    return encode("audit-entry", *fields)


def mac(entry: bytes, at: datetime) -> bytes:
    """Under the key of the year (UTC) in which the act took place."""
    return hashing.mac(house.audit_key(at.astimezone(UTC).year), "audit-mac", entry)


def leaf(entry: bytes, seal: bytes) -> bytes:
    """What the tree hashes: the entry and its mac."""
    return encode("audit-leaf", entry, seal)


def written_hash(rows: Iterable[WrittenRow]) -> bytes:
    """SHA-256 over the written rows in their order."""
    parts: list[Part] = []
    for table, row, revision, row_hash in rows:
        parts += (table, row, revision, row_hash)
    return hashing.sha256(encode("audit-written", *parts))


def sealed_hash(salt: bytes, sealed: bytes) -> bytes:
    """The commitment to sealed details, which may be erased later; empty when there are none."""
    return hashing.sha256(salt + sealed) if sealed else b""


def address_hash(address: str, at: datetime) -> bytes:
    """An address that can be compared within a year and not be guessed from the database."""
    if not address:
        return b""
    return hashing.mac(house.audit_key(at.astimezone(UTC).year), "audit-address", address)[:16]
