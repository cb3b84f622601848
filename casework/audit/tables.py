"""How the verifier reads the logged tables: by plain SQL, without models' instances."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard
from uuid import UUID

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model, UUIDField
from psycopg.sql import SQL, Identifier

from casework.accounts.columns import canonical
from casework.accounts.rows import LoggedRow, ProtectedRow
from casework.crypto import hashing, house
from casework.crypto.encoding import encode, extend

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """A row as it stands; `entry` and `mac_right` are None and True where no mac is carried."""

    id: str
    revision: int
    hash: bytes
    entry: UUID | None = None
    mac_right: bool = True


class LoggedTable:
    """The table of a LoggedRow model, whose rows are named in the log."""

    def __init__(self, model: type[LoggedRow]) -> None:
        if not isinstance(model._meta.pk, UUIDField):
            raise TypeError(f"{model.__name__} is logged, so its key must be a UUID.")
        self.name = model._meta.db_table
        self._is_protected = issubclass(model, ProtectedRow)
        fields = {
            field.column or "": field
            for field in model._meta.concrete_fields
            if field.name not in model.marks_of_use
        }
        self.columns = sorted(fields)
        self._names = [column.encode() for column in self.columns]
        self._row_start = encode("written", self.name)
        self._mac_start = encode("row", self.name)
        self._readers = [_reader(fields[column]) for column in self.columns]
        self._at = {fields[column].name: at for at, column in enumerate(self.columns)}
        self._key_at = self._at[model._meta.pk.name]
        later = model.added_later
        self.added_later = {
            column: later[field.attname]
            for column, field in fields.items()
            if field.attname in later
        }
        self._left_out = {
            column.encode(): canonical(value) for column, value in self.added_later.items()
        }

    def rows(self, connection: BaseDatabaseWrapper) -> Iterator[Found]:
        """All rows, in the byte order of their ids as text. Inside a transaction."""
        return map(self._read, stream(connection, self._select()))

    def _select(self) -> str:
        """A UUID sorts as its text does, so that the rows meet the log's in one pass."""
        columns = SQL(", ").join(map(Identifier, self.columns))
        key = Identifier(self.columns[self._key_at])
        select = SQL("SELECT {} FROM {} ORDER BY {}")
        return select.format(columns, Identifier(self.name), key).as_string()

    def _read(self, row: tuple[Any, ...]) -> Found:
        row_id, revision = str(row[self._key_at]), row[self._at["revision"]]
        parts: list[bytes] = []
        mac = 0
        for name, read, value in zip(self._names, self._readers, row, strict=True):
            content = read(value)
            if name == b"mac":
                mac = len(parts)
            if self._left_out.get(name) != content:  # as `accounts.columns` leaves it out
                parts += (name, content)
        if not self._is_protected:
            return Found(row_id, revision, hashing.sha256(extend(self._row_start, parts)))
        # Hash and mac differ in their start and in the mac itself: the rest is encoded once.
        before, after = extend(b"", parts[:mac]), extend(b"", parts[mac + 2 :])
        own = extend(b"", parts[mac : mac + 2])
        digest = hashing.sha256(self._row_start + before + own + after)
        expected = hmac.digest(house.rows_key(), self._mac_start + before + after, "sha256")
        right = hashing.same(row[self._at["mac"]], expected)
        return Found(row_id, revision, digest, row[self._at["entry"]], right)


def logged_tables() -> list[LoggedTable]:
    """Every table that the log follows, by name."""
    models: Iterable[type[Model]] = apps.get_models()
    tables = [LoggedTable(model) for model in models if _is_ours(model)]
    return sorted(tables, key=lambda table: table.name)


def _is_ours(model: type[Model]) -> TypeGuard[type[LoggedRow]]:
    return issubclass(model, LoggedRow) and model._meta.managed and not model._meta.proxy


def stream(
    connection: BaseDatabaseWrapper, sql: str, params: Sequence[str | int] = ()
) -> Iterator[tuple[Any, ...]]:
    """Rows through a server-side cursor, so that memory stays flat. Inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def _reader(field: Field[Any, Any]) -> Callable[[Any], bytes]:
    return canonical_json if isinstance(field, JSONField) else canonical


def canonical_json(text: str | None) -> bytes:
    """As `canonical`, of a JSON column: Django's cursors yield it as text."""
    return canonical(None if text is None else json.loads(text))
