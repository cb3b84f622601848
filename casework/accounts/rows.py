"""Rows whose changes are logged, and rows that carry a mac: the mac rule of the vault.

Whoever can write the database can swap a public key, a role or a wrapped key. So each row that
decides who may open carries `mac`, made with a key that the database does not hold, and `entry`,
the audit entry of its last change; `audit.fresh` refuses a row that is right but old.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models

from casework.crypto import hashing, house
from casework.crypto.encoding import encode

_NOT_IN_MAC = frozenset({"mac"})


class Forged(Exception):
    """A row's mac is wrong: somebody wrote it who does not hold the house's key."""


@dataclass(frozen=True)
class Subject:
    """What an audit entry is about: codes and ids, never content."""

    type: str
    id: str
    code: str = ""
    desk: str = ""


class LoggedRow(models.Model):
    """A row that is named, with its hash, in the audit entry of each of its changes."""

    revision = models.PositiveIntegerField(default=1)

    # Columns that tell of use, not of meaning; they are in no mac and no hash.
    marks_of_use: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def raise_revision(self) -> Self:
        """Call before saving a changed row that carries no mac and no sealed field."""
        self.revision += 1
        return self


class ProtectedRow(LoggedRow):
    """A row that decides who may open: `protect` before each save, `check_mac` before each use."""

    entry = models.UUIDField()
    mac = models.BinaryField()

    class Meta:
        abstract = True

    def protect(self, entry: UUID) -> Self:
        """Bind the row as it stands to the audit entry that records its change."""
        if not self._state.adding:
            self.revision += 1
        self.entry = entry
        self.mac = self._expected_mac()
        return self

    def check_mac(self) -> Self:
        if not hashing.same(bytes(self.mac), self._expected_mac()):
            raise Forged(f"{self._meta.db_table} {self.pk}")
        return self

    def _expected_mac(self) -> bytes:
        return hashing.mac(
            house.rows_key(), "row", self._meta.db_table, *columns(self, _NOT_IN_MAC)
        )


def columns(row: models.Model, left_out: frozenset[str] = frozenset()) -> Iterator[Any]:
    """Column names and values in turn, sorted by name, in one canonical form."""
    for column, attribute, native, prepared in _columns_of(type(row), left_out):
        value = getattr(row, attribute)
        yield column
        yield canonical(value if value.__class__ is native else prepared(value))


@cache
def _columns_of(
    model: type[models.Model], left_out: frozenset[str]
) -> tuple[tuple[str, str, type | None, Callable[[Any], Any]], ...]:
    """Column, attribute, the type that needs no preparation, and the preparation of all others.

    Worked out once: a list checks fifty rows a page.
    """
    skip = left_out | getattr(model, "marks_of_use", frozenset())
    fields = sorted(model._meta.concrete_fields, key=_column)
    return tuple(
        (_column(field), field.attname, _native(field), field.get_prep_value)
        for field in fields
        if field.name not in skip
    )


_NATIVE = {
    "BooleanField": bool,
    "CharField": str,
    "IntegerField": int,
    "PositiveIntegerField": int,
    "UUIDField": UUID,
}


def _native(field: models.Field[Any, Any]) -> type | None:
    """What a field yields as it is. Subclasses, such as choices, are prepared all the same."""
    of = field.target_field if isinstance(field, models.ForeignKey) else field
    return _NATIVE.get(of.get_internal_type())


def _column(field: models.Field[Any, Any]) -> str:
    assert field.column is not None  # a concrete field has one
    return field.column


def row_hash(row: models.Model) -> bytes:
    """SHA-256 over the table's name and all columns, clear and sealed (32 bytes)."""
    return hashing.sha256(encode("written", row._meta.db_table, *columns(row)))


def canonical(value: Any) -> bytes:
    """A column's value as bytes: the same from a model and from a row read by SQL."""
    match value:
        case str():
            return b"s" + value.encode()
        case UUID():
            return b"u" + value.bytes
        case None:
            return b"n"
        case bool():
            return b"b1" if value else b"b0"
        case int():
            return b"i%d" % value
        case bytes() | memoryview() | bytearray():
            return b"x" + bytes(value)
        case datetime():
            return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()
        case date():
            return b"d" + value.isoformat().encode()
        case Decimal():
            return b"m" + str(value.normalize()).encode()
        case _:
            return b"j" + json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
