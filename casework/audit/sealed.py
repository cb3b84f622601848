"""Entries read back with the rows they name, each able to say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Identifier

from casework.audit import entries
from casework.audit.merkle import leaf_hash
from casework.audit.tables import stream
from casework.crypto.hashing import same

_OTHERS = ("number", "sealed", "salt", "mac", "leaf", "nodes")
_SELECT = (
    SQL("SELECT {} FROM audit_entry")
    .format(SQL(", ").join(map(Identifier, (*entries.FIELDS, *_OTHERS))))
    .as_string()
)
_SELECT_ROWS = 'SELECT number, "table", "row", revision, hash, entry FROM audit_written'
_BETWEEN = "WHERE number > %s AND number <= %s"
_ENTRIES = f"{_SELECT} {_BETWEEN} ORDER BY number"
_WRITTEN = f"{_SELECT_ROWS} {_BETWEEN} ORDER BY number, position"
_ONE = f"{_SELECT} WHERE entry = %s"
_SOME = f"{_SELECT} WHERE number = ANY(%s)"
_ITS_ROWS = f"{_SELECT_ROWS} WHERE number = %s ORDER BY number, position"
_LAST = 2**63 - 1  # of PostgreSQL's bigint
_STRAY = """
SELECT DISTINCT number FROM audit_written
WHERE NOT EXISTS (SELECT FROM audit_entry WHERE audit_entry.number = audit_written.number)
"""
_ENTRY, _VERB, _AT, _REASON, _SEALED_HASH, _WRITTEN_HASH = map(
    entries.FIELDS.index, ("entry", "verb", "at", "reason", "sealed_hash", "written_hash")
)


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One row of `audit_entry` and its rows of `audit_written`."""

    fields: tuple[Any, ...]  # in the order of entries.FIELDS
    written: list[tuple[Any, ...]]  # number, table, row, revision, hash, entry
    number: int
    sealed: bytes
    salt: bytes
    mac: bytes
    leaf: bytes
    nodes: bytes

    @property
    def verb(self) -> str:
        return str(self.fields[_VERB])

    @property
    def reason(self) -> str:
        return str(self.fields[_REASON])

    def tables(self) -> set[str]:
        return {row[1] for row in self.written}

    def faults(self) -> Iterator[str]:
        """Sentences, none when the entry is as it was recorded."""
        body = entries.canonical(self.fields)
        at: datetime = self.fields[_AT]
        if not self._names_its_rows():
            yield _("the rows it names are not those it was recorded with")
        if entries.sealed_hash(self.salt, self.sealed) != self.fields[_SEALED_HASH]:
            yield _("its sealed details were changed or taken away")
        if not same(self.mac, entries.mac(body, at)):
            yield _("its mac is wrong")
        if leaf_hash(entries.leaf(body, self.mac)) != self.leaf:
            yield _("it is not what was sealed")

    @property
    def content(self) -> bytes:
        """The bytes that the leaf of the tree is the hash of."""
        return entries.leaf(entries.canonical(self.fields), self.mac)

    def _names_its_rows(self) -> bool:
        if [row[5] for row in self.written] != self._names():
            return False
        rows = (row[1:5] for row in self.written)
        return same(entries.written_hash(rows), self.fields[_WRITTEN_HASH])

    def _names(self) -> list[UUID]:
        """The entry that each of its rows names: itself, but for words that are said again."""
        if self.verb != entries.CARRIED:
            return [self.fields[_ENTRY]] * len(self.written)
        ends = range(0, len(self.sealed), 16)
        return [UUID(bytes=bytes(self.sealed[at : at + 16])) for at in ends]


def sealed_entries(
    connection: BaseDatabaseWrapper, after: int | None = None, until: int = _LAST
) -> Iterator[SealedEntry]:
    """All entries by number, or those after one number and up to another. Inside a transaction."""
    known = len(entries.FIELDS)
    between = [-_LAST if after is None else after, until]
    written = groupby(stream(connection, _WRITTEN, between), key=itemgetter(0))
    named_by, rows = _next(written)
    for row in stream(connection, _ENTRIES, between):
        number = row[known]
        own: list[tuple[Any, ...]] = []
        while named_by is not None and named_by <= number:
            own = rows if named_by == number else own
            named_by, rows = _next(written)
        yield SealedEntry(row[:known], own, *row[known:])


def entry_named(connection: BaseDatabaseWrapper, entry: UUID) -> SealedEntry | None:
    """One entry by its name; None where the log has none."""
    known = len(entries.FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [entry])
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute(_ITS_ROWS, [row[known]])
        return SealedEntry(row[:known], cursor.fetchall(), *row[known:])


def contents(connection: BaseDatabaseWrapper, numbers: Sequence[int]) -> dict[int, bytes]:
    """By number, the bytes that the leaf of each entry is the hash of; none where it is gone."""
    known = len(entries.FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(_SOME, [list(numbers)])
        rows = cursor.fetchall()
    found = (SealedEntry(row[:known], [], *row[known:]) for row in rows)
    return {entry.number: entry.content for entry in found}


def stray_numbers(connection: BaseDatabaseWrapper) -> Iterator[int]:
    """Numbers in `audit_written` that no entry bears."""
    for (number,) in stream(connection, _STRAY):
        yield number


def _next(
    groups: Iterator[tuple[int, Iterator[tuple[Any, ...]]]],
) -> tuple[int | None, list[tuple[Any, ...]]]:
    for number, rows in groups:
        return number, list(rows)
    return None, []
