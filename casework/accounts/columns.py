"""The columns of a row as bytes: what its mac covers and what its hash is made of.

Sorted by name, each name and value encoded in one canonical form, the same for a row of a model
and for one read as plain values. A column that was added to a table in use is left out while it
says what it says in every row from before: their macs and hashes hold, and the log proves them.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from casework.crypto import hashing, house
from casework.crypto.encoding import encode, extend, size


class Column(NamedTuple):
    name: bytes  # encoded
    attribute: str
    native: frozenset[type]  # the types that need no preparation
    prepared: Callable[[Any], Any]


class Columns:
    """Those of one model but its marks of use; worked out once, for a list reads fifty rows."""

    def __init__(self, model: type[models.Model]) -> None:
        skip: frozenset[str] = getattr(model, "marks_of_use", frozenset())
        fields = sorted(model._meta.concrete_fields, key=_name)
        self._columns = [
            Column(extend(b"", [_name(field)]), field.attname, _native(field), field.get_prep_value)
            for field in fields
            if field.name not in skip
        ]
        self._names = [column.name for column in self._columns]
        self.attributes = [column.attribute for column in self._columns]
        later: Mapping[str, Any] = getattr(model, "added_later", {})
        self._left_out = [
            (at, column.name + _sized(later[column.attribute]))
            for at, column in enumerate(self._columns)
            if column.attribute in later
        ]
        self._mac_at = self.attributes.index("mac") if "mac" in self.attributes else -1
        self._mac_start = encode("row", model._meta.db_table)
        self._hash_start = encode("written", model._meta.db_table)

    def of_row(self, row: models.Model) -> list[bytes]:
        parts = []
        for name, attribute, native, prepared in self._columns:
            value = getattr(row, attribute)
            if value.__class__ not in native:
                value = prepared(value)
            parts.append(name + _sized(value))
        return self._as_before(parts)

    def of_values(self, values: tuple[Any, ...]) -> list[bytes]:
        """Of a row that was read as the values of `attributes`; others may stand behind them."""
        named = zip(self._names, values, strict=False)
        return self._as_before([name + _sized(value) for name, value in named])

    def _as_before(self, parts: list[bytes]) -> list[bytes]:
        for at, unsaid in self._left_out:
            if parts[at] == unsaid:
                parts[at] = b""
        return parts

    def mac(self, parts: list[bytes]) -> bytes:
        """Over all columns but the mac's own, under the house's key (32 bytes)."""
        covered = (*parts[: self._mac_at], *parts[self._mac_at + 1 :])
        content = self._mac_start + b"".join(covered)
        return hmac.digest(house.rows_key(), content, "sha256")

    def hash(self, parts: list[bytes]) -> bytes:
        """SHA-256 over all columns, clear and sealed (32 bytes)."""
        return hashing.sha256(self._hash_start + b"".join(parts))


@cache
def columns_of(model: type[models.Model]) -> Columns:
    return Columns(model)


_NATIVE: dict[str, frozenset[type]] = {
    "BinaryField": frozenset({bytes, memoryview}),
    "BooleanField": frozenset({bool}),
    "CharField": frozenset({str}),
    "IntegerField": frozenset({int}),
    "PositiveIntegerField": frozenset({int}),
    "UUIDField": frozenset({UUID}),
}


def _native(field: models.Field[Any, Any]) -> frozenset[type]:
    """What a field yields as it is. Subclasses, such as choices, are prepared all the same."""
    of = field.target_field if isinstance(field, models.ForeignKey) else field
    return _NATIVE.get(of.get_internal_type(), frozenset())


def _name(field: models.Field[Any, Any]) -> str:
    assert field.column is not None  # a concrete field has one
    return field.column


def _sized(value: Any) -> bytes:
    """`canonical` as a part of an encoding. Half of the columns are of the first three classes."""
    kind = value.__class__
    if kind is UUID:
        number: int = value.int
        return _UUID_STARTS + number.to_bytes(16, "big")
    if kind is NoneType or kind is bool:
        return _FEW[value]
    content = _PLAIN.get(kind, _canonical)(value)
    return size(content) + content


def canonical(value: Any) -> bytes:
    """A column's value as bytes: the same from a model and from a row read by SQL."""
    return _PLAIN.get(value.__class__, _canonical)(value)


# The commonest by their very class, which is found at once.
_PLAIN: dict[type, Callable[[Any], bytes]] = {
    str: lambda value: b"s" + value.encode(),
    UUID: lambda value: b"u" + value.bytes,
    bool: lambda value: b"b1" if value else b"b0",
    int: lambda value: b"i%d" % value,
    bytes: lambda value: b"x" + value,
    memoryview: lambda value: b"x" + bytes(value),
    NoneType: lambda value: b"n",
}


_UUID_STARTS = size(bytes(17)) + b"u"
_FEW: dict[Any, bytes] = {
    one: size(_PLAIN[type(one)](one)) + _PLAIN[type(one)](one) for one in (None, True, False)
}


def _canonical(value: Any) -> bytes:
    match value:
        case str():
            return b"s" + value.encode()
        case UUID():
            return b"u" + value.bytes
        case int():
            return b"i%d" % value
        case bytes() | bytearray():
            return b"x" + bytes(value)
        case datetime():
            return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()
        case date():
            return b"d" + value.isoformat().encode()
        case Decimal():
            return b"m" + str(value.normalize()).encode()
        case _:
            return b"j" + json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
