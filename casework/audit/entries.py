"""The bytes of an entry: what its mac covers and what the log's tree commits to.

One definition for the writer and for the verifier, who applies it to rows read by plain SQL.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from casework.crypto import hashing, house
from casework.crypto.encoding import Part, encode, parts_of

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

# The verb of an entry that says again what older ones said (see `growth`); nobody else's words bear
# the names of other entries.
CARRIED = "log.carried"

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


def read(content: bytes) -> dict[str, str]:
    """What a leaf says, as text by the names of `FIELDS`; hashes in hex. Raises ValueError."""
    entry, _seal = parts_of("audit-leaf", content)
    parts = dict(zip(FIELDS, parts_of("audit-entry", entry), strict=True))
    said = {name: parts[name].decode() for name in FIELDS if name not in _READ}
    return {name: _READ[name](parts[name]) if name in _READ else said[name] for name in FIELDS}


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


def _moment(part: bytes) -> str:
    since = timedelta(microseconds=int.from_bytes(part, "big", signed=True))
    return (datetime(1970, 1, 1, tzinfo=UTC) + since).isoformat()


# The parts that are no text.
_READ: dict[str, Callable[[bytes], str]] = {
    "entry": lambda part: str(UUID(bytes=part)),
    "at": _moment,
    "address": bytes.hex,
    "count": lambda part: str(int.from_bytes(part, "big", signed=True)),
    "sealed_hash": bytes.hex,
    "written_hash": bytes.hex,
}
