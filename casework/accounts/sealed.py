"""Columns that hold sealed bytes. The attribute is opaque: reading and writing need a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from casework.crypto import house


@dataclass(frozen=True, repr=False)
class Sealed:
    """Sealed bytes as they lie in the column. Says nothing of what is inside."""

    blob: bytes

    def __str__(self) -> str:
        return "<sealed>"

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self.blob)


if TYPE_CHECKING:
    _Bytes = models.BinaryField[Any, Any]
else:
    _Bytes = models.BinaryField


class OpaqueField(_Bytes):
    """Takes and yields `Sealed` only; plain text, filters and expressions are refused."""

    description = "sealed bytes"
    # Texts are padded to a multiple of this many bytes, so that their length tells little.
    bucket: ClassVar[int] = 64

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["blank"] = True
        kwargs.setdefault("default", Sealed(b""))
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("blank", None)
        kwargs.pop("default", None)
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value

    def get_default(self) -> Sealed:
        return Sealed(b"")

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes sealed bytes only.")
        return value.blob

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        blob = value if prepared else self.get_prep_value(value)
        return None if blob is None else connection.Database.Binary(blob)

    def value_to_string(self, obj: models.Model) -> str:
        return ""  # dumpdata shows nothing

    def get_lookup(self, lookup_name: str) -> Any:
        """No look-up reaches a sealed column, not even equality."""
        return None


class HouseSealedField(OpaqueField):
    """Sealed under the house's mail key: what a worker needs, staff addresses, partners' names."""

    def seal(self, row: models.Model, text: str) -> Sealed:
        return Sealed(house.seal_mail(text, row._meta.db_table, self.column, row.pk))

    def open(self, row: models.Model) -> str:
        sealed: Sealed = getattr(row, self.attname)
        if not sealed:
            return ""
        return house.open_mail(sealed.blob, row._meta.db_table, self.column, row.pk)


def seal_for_house(row: models.Model, field_name: str, text: str) -> None:
    field = row._meta.get_field(field_name)
    assert isinstance(field, HouseSealedField)
    setattr(row, field.attname, field.seal(row, text) if text else Sealed(b""))


def open_for_house(row: models.Model, field_name: str) -> str:
    field = row._meta.get_field(field_name)
    assert isinstance(field, HouseSealedField)
    return field.open(row)
