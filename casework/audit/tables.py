"""How the verifier reads the logged tables: by plain SQL, without models' instances."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard
from uuid import UUID

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model, UUIDField
from psycopg.sql import SQL, Identifier

from casework.accounts.rows import LoggedRow, ProtectedRow, canonical
from casework.crypto import hashing, house
from casework.crypto.encoding import encode

CHUNK = 2000


@dataclass(frozen=True)
class Found:
    """A row as it stands; `entry` and `mac_right` are None and True where no mac is carried."""

    id: str
    revision: int
    hash: bytes
    entry: UUID | None
    mac_right: bool


class FollowedTable(Protocol):
    """A table whose rows are named in the log."""

    name: str

    def rows(self, connection: BaseDatabaseWrapper) -> Iterator[Found]:
        """All rows, in the byte order of their ids as text."""


class LoggedTable:
    """The table of a LoggedRow model."""

    def __init__(self, model: type[LoggedRow]) -> None:
        self.name = model._meta.db_table
        self._is_protected = issubclass(model, ProtectedRow)
        fields = {
            field.column or "": field
            for field in model._meta.concrete_fields
            if field.name not in model.marks_of_use
        }
        self._columns = sorted(fields)
        self._readers = [_reader(fields[column]) for column in self._columns]
        self._at = {fields[column].name: at for at, column in enumerate(self._columns)}
        self._key_at = self._at[model._meta.pk.name]
        self._sorts_as_text = isinstance(model._meta.pk, UUIDField)

    def rows(self, connection: BaseDatabaseWrapper) -> Iterator[Found]:
        return map(self._read, stream(connection, self._select()))

    def _select(self) -> str:
        key = Identifier(self._columns[self._key_at])
        order = key if self._sorts_as_text else SQL('{}::text COLLATE "C"').format(key)
        columns = SQL(", ").join(map(Identifier, self._columns))
        select = SQL("SELECT {} FROM {} ORDER BY {}")
        return select.format(columns, Identifier(self.name), order).as_string()

    def _read(self, row: tuple[Any, ...]) -> Found:
        parts: list[str | bytes] = []
        for column, read, value in zip(self._columns, self._readers, row, strict=True):
            parts += (column, read(value))
        digest = hashing.sha256(encode("written", self.name, *parts))
        row_id, revision = str(row[self._key_at]), row[self._at["revision"]]
        if not self._is_protected:
            return Found(row_id, revision, digest, None, True)
        mac = self._at["mac"]
        del parts[2 * mac : 2 * mac + 2]
        expected = hashing.mac(house.rows_key(), "row", self.name, *parts)
        right = hashing.same(row[mac], expected)
        return Found(row_id, revision, digest, row[self._at["entry"]], right)


# Tables that are not ours and carry entry and mac in their own way, such as second factors.
_others: list[FollowedTable] = []


def follow(table: FollowedTable) -> None:
    """Have the verifier check `table` too. For AppConfig.ready()."""
    _others.append(table)


def followed_tables() -> list[FollowedTable]:
    """Every table that the log follows, by name: that of each LoggedRow model, and others."""
    models: Iterable[type[Model]] = apps.get_models()
    ours = [LoggedTable(model) for model in models if _is_ours(model)]
    return sorted([*ours, *_others], key=lambda table: table.name)


def _is_ours(model: type[Model]) -> TypeGuard[type[LoggedRow]]:
    return issubclass(model, LoggedRow) and model._meta.managed and not model._meta.proxy


def stream(
    connection: BaseDatabaseWrapper, sql: str, params: Sequence[str] = ()
) -> Iterator[tuple[Any, ...]]:
    """Rows through a server-side cursor, so that memory stays flat. Inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def _reader(field: Field[Any, Any]) -> Callable[[Any], bytes]:
    return _canonical_json if isinstance(field, JSONField) else canonical


def _canonical_json(text: str | None) -> bytes:
    """Django's cursors yield JSON as text."""
    return canonical(None if text is None else json.loads(text))
