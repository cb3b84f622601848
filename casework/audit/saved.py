"""The checkpoints that were saved, held one after the other against the log as it is recomputed."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from casework.audit import tree
from casework.audit.checkpoints import is_ours
from casework.audit.heads import Head, parse_head
from casework.audit.merkle import Frontier
from casework.audit.tables import stream
from casework.audit.tree import HashMissing
from casework.crypto.notes import Note

_ROWS = "SELECT size, origin, root, note FROM audit_checkpoint WHERE size >= %s ORDER BY size"
_NEWEST_UNTIL = "SELECT coalesce(max(size), 0) FROM audit_checkpoint WHERE size <= %s"


class _One(NamedTuple):
    size: int
    root: bytes
    is_ours: bool


class Saved:
    """Checkpoints by size, those of the database and `notes` from elsewhere, each given once.

    `since`: the log is recomputed from there on, so that of older rows only the newest is taken.
    Inside a transaction.
    """

    def __init__(
        self, connection: BaseDatabaseWrapper, notes: Iterable[Note] = (), since: int = 0
    ) -> None:
        self._connection = connection
        elsewhere = sorted(map(_of_note, notes), key=attrgetter("size"))
        rows = _rows(connection, since)
        self._coming = iter(heapq.merge(rows, elsewhere, key=attrgetter("size")))
        self._next = next(self._coming, None)
        self.count = 0

    def before(self, size: int) -> Iterator[tuple[int, str]]:
        """What is wrong with those up to `size`, by the hashes that are stored."""
        for one in self._upto(size):
            try:
                root = tree.root(self._connection, one.size)
            except HashMissing as missing:
                yield missing.number, _("it is missing")
            else:
                yield from _faults(one, root)

    def at(self, frontier: Frontier) -> Iterator[tuple[int, str]]:
        """The same where the tree has come to, as it was recomputed."""
        for one in self._upto(frontier.size):
            yield from _faults(one, frontier.root())

    def after(self) -> Iterator[tuple[int, str]]:
        """Those that the log does not reach."""
        while self._next is not None:
            yield self._next.size, _("the log ends before a checkpoint that was signed")
            self._take()

    def pass_over(self, size: int) -> None:
        """Where the tree is known to be broken, one finding is enough."""
        for _one in self._upto(size):
            pass

    def _upto(self, size: int) -> Iterator[_One]:
        while self._next is not None and self._next.size <= size:
            yield self._take()

    def _take(self) -> _One:
        assert self._next is not None
        taken, self._next = self._next, next(self._coming, None)
        self.count += 1
        return taken


def _faults(one: _One, root: bytes) -> Iterator[tuple[int, str]]:
    if not one.is_ours:
        yield one.size, _("no key of this house signed the checkpoint that ends here")
    elif one.root != root:
        yield one.size, _("the log up to here is not the one that a checkpoint signed")


def _rows(connection: BaseDatabaseWrapper, since: int) -> Iterator[_One]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_UNTIL, [since])
        [(first,)] = cursor.fetchall()
    for size, origin, root, note in stream(connection, _ROWS, [first]):
        head = Head(origin, size, bytes(root))
        yield _One(size, head.root, is_ours(head, note))


def _of_note(note: Note) -> _One:
    """Raises BadNote for a note that is no checkpoint."""
    head = parse_head(note.text)
    return _One(head.size, head.root, is_ours(head, str(note)))
