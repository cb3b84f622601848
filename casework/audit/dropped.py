"""What is left of entries whose part was dropped: their hashes, and the word that they went."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from casework.audit.sealed import SealedEntry
from casework.audit.tables import stream

VERB = "log.dropped"
_HASHES = "SELECT number, leaf, nodes FROM audit_hash ORDER BY number"


def hashes(connection: BaseDatabaseWrapper) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, leaf hash and node hashes of each, by number. Inside a transaction."""
    for number, leaf, nodes in stream(connection, _HASHES):
        yield number, bytes(leaf), bytes(nodes)


def last(connection: BaseDatabaseWrapper) -> int:
    """The number of the last one, or 0."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) FROM audit_hash")
        return int(cursor.fetchone()[0])


def span(first: int, upto: int) -> str:
    """As the reason of the entry says which were dropped."""
    return f"{first}-{upto}"


def named_by(entry: SealedEntry) -> int:
    """The last number that this entry says was dropped; 0 of any other entry."""
    if entry.verb != VERB:
        return 0
    _first, _dash, upto = entry.reason.partition("-")
    return int(upto)
