"""The hashes of the log's tree as they are stored.

Each entry keeps the hashes of the subtrees that it completed, so that a root or a proof of any
size is read with one query for some forty rows, whatever the size of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db.backends.base.base import BaseDatabaseWrapper

from casework.audit import proofs
from casework.audit.merkle import EMPTY_ROOT, SIZE, Frontier, node_hash
from casework.audit.proofs import Span

_READ = "SELECT number, leaf, nodes FROM audit_tree WHERE number = ANY(%s)"


class HashMissing(Exception):
    """The entry of this number, which completed a subtree, is not there or says too little."""

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number}")
        self.number = number


def root(connection: BaseDatabaseWrapper, size: int) -> bytes:
    """Of the first `size` entries. Raises HashMissing."""
    return frontier(connection, size).root()


def frontier(connection: BaseDatabaseWrapper, size: int) -> Frontier:
    """The growing edge at `size`, as the stored hashes have it. Raises HashMissing."""
    spans = proofs.complete_spans(0, size)
    kept = _kept(connection, spans)
    return Frontier(size, b"".join(kept[span] for span in spans))


def inclusion(connection: BaseDatabaseWrapper, number: int, size: int) -> list[bytes]:
    """The proof that the entry of this number stands in the tree of `size`. Raises HashMissing."""
    [proof] = inclusions(connection, [number], size)
    return proof


def inclusions(
    connection: BaseDatabaseWrapper, numbers: Sequence[int], size: int
) -> list[list[bytes]]:
    """The same of several entries, whose hashes are read at once. Raises HashMissing."""
    spans = [proofs.inclusion_spans(number - 1, size) for number in numbers]
    hashes = iter(_hashes(connection, [span for found in spans for span in found]))
    return [list(islice(hashes, len(found))) for found in spans]


def consistency(connection: BaseDatabaseWrapper, old: int, size: int) -> list[bytes]:
    """The proof that the tree of `size` begins with that of `old`. Raises HashMissing."""
    return _hashes(connection, proofs.consistency_spans(old, size))


def _hashes(connection: BaseDatabaseWrapper, spans: Sequence[Span]) -> list[bytes]:
    parts = {span: proofs.complete_spans(*span) for span in spans}
    kept = _kept(connection, [part for found in parts.values() for part in found])
    return [_folded([kept[part] for part in parts[span]]) for span in spans]


def _folded(hashes: Sequence[bytes]) -> bytes:
    """Of subtrees side by side, largest first."""
    if not hashes:
        return EMPTY_ROOT
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found


def _kept(connection: BaseDatabaseWrapper, spans: Iterable[Span]) -> dict[Span, bytes]:
    """The hash of each complete subtree: the entry that completed it has it."""
    wanted = list(spans)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [sorted({high for _low, high in wanted})])
        rows = {number: (bytes(leaf), bytes(nodes)) for number, leaf, nodes in cursor.fetchall()}
    return {span: _of(rows, span) for span in wanted}


def _of(rows: dict[int, tuple[bytes, bytes]], span: Span) -> bytes:
    low, high = span
    if high not in rows:
        raise HashMissing(high)
    leaf, nodes = rows[high]
    level = (high - low).bit_length() - 1
    found = nodes[SIZE * (level - 1) : SIZE * level] if level else leaf
    if len(found) != SIZE:
        raise HashMissing(high)
    return found
