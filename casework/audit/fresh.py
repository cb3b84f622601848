"""Whether a row is the newest that the log knows: the freshness half of the mac rule.

Without it an old membership, lock or case key put back by SQL works again, and every mac is right.
Entries of the running transaction lie in the inbox, which the app's role cannot read; the function
`audit_newest` looks there too, so that savepoints need no bookkeeping here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from casework.accounts.questions import array_of
from casework.accounts.rows import LoggedRow, Stated, stated
from casework.accounts.values import CheckedQuestion, stated_values
from casework.crypto.hashing import same

_NEWEST = 'SELECT "table", "row", revision, hash, entry FROM audit_newest(%s::text[], %s::text[])'
_WITH_NEWEST = """
WITH asked AS MATERIALIZED ({asked})
SELECT asked.*, said.revision, said.entry, said.hash FROM asked
LEFT JOIN audit_newest(ARRAY['{table}'], ARRAY(SELECT id::text FROM asked)) AS said
    ON said."row" = asked.id::text
"""


class Stale(Exception):
    """A row is not the one that the log names last: it was put back, taken away or made by SQL."""


class Written(NamedTuple):
    """What the log says last of a row; `hash` is empty exactly when the row is gone."""

    revision: int
    entry: UUID
    hash: bytes
    gone: bool


class FreshQuestion(CheckedQuestion):
    """The same, each row being the newest that the log knows: it is asked in the same statement.

    Raises Forged, Stale.
    """

    def _statement(self, sql: str) -> str:
        return _WITH_NEWEST.format(asked=sql, table=self._model._meta.db_table)

    def _check(self, values: Any) -> None:
        *_, revision, entry, digest = values
        last = None if revision is None else _written(revision, entry, digest)
        _require(stated_values(self._model, values), last)


def newest(table: str, row_id: object) -> Written | None:
    """The log's last word on one row; None when it was never named."""
    return _newest_of([(table, str(row_id))]).get((table, str(row_id)))


def require_fresh(*rows: LoggedRow) -> None:
    """Refuse unless each row is, column by column, what the log says last. One query for all.

    Raises Forged where a mac is wrong, Stale where a row is not the newest.
    """
    require_newest([stated(row) for row in rows])


def require_newest(rows: Sequence[Stated]) -> None:
    """The same of what rows say of themselves, their macs being right. Raises Stale."""
    logged = _newest_of([(row.table, row.id) for row in rows])
    for row in rows:
        _require(row, logged.get((row.table, row.id)))


def _require(row: Stated, last: Written | None) -> None:
    if not _is_newest(row, last):
        raise Stale(f"{row.table} {row.id}")


def _is_newest(row: Stated, last: Written | None) -> bool:
    if last is None or last.gone or last.revision != row.revision:
        return False
    if row.entry is not None and last.entry != row.entry:
        return False
    return same(last.hash, row.hash)


def _newest_of(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Written]:
    """It also tells of a row of one table that has the id of a row of another."""
    asked = list(names)
    if not asked:
        return {}
    tables, rows = {table for table, _ in asked}, [row for _, row in asked]
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [array_of(tables), array_of(rows)])
        found = cursor.fetchall()
    return {
        (table, row): _written(revision, entry, digest)
        for table, row, revision, digest, entry in found
    }


def _written(revision: int, entry: UUID, digest: bytes) -> Written:
    return Written(revision, entry, bytes(digest), not digest)
