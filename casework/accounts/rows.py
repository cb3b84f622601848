"""Rows whose changes are logged, and rows that carry a mac: the mac rule of the vault.

Whoever can write the database can swap a public key, a role or a wrapped key. So each row that
decides who may open carries `mac`, made with a key that the database does not hold, and `entry`,
the audit entry of its last change; `audit.fresh` refuses a row that is right but old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID

from django.db import models

from casework.accounts.columns import columns_of
from casework.crypto import hashing


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
    # What is sealed in it is sealed when it is made and never anew: it is bound to revision 1, for
    # whoever changes the row later may hold no key.
    seals_once: ClassVar[bool] = False
    # Columns that came when the table was in use, with what each row from before says there.
    added_later: ClassVar[Mapping[str, Any]] = {}

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
        if not hashing.same(self.mac, self._expected_mac()):
            raise Forged(f"{self._meta.db_table} {self.pk}")
        return self

    def _expected_mac(self) -> bytes:
        columns = columns_of(type(self))
        return columns.mac(columns.of_row(self))


class Stated(NamedTuple):
    """What a row says of itself, to be held against what the log says of it."""

    table: str
    id: str
    revision: int
    entry: UUID | None  # None where no mac is carried
    hash: bytes


def stated(row: LoggedRow) -> Stated:
    """Raises Forged where a mac is wrong."""
    columns = columns_of(type(row))
    parts, entry = columns.of_row(row), None
    if isinstance(row, ProtectedRow):
        entry = row.entry
        if not hashing.same(row.mac, columns.mac(parts)):
            raise Forged(f"{row._meta.db_table} {row.pk}")
    return Stated(row._meta.db_table, str(row.pk), row.revision, entry, columns.hash(parts))


def row_hash(row: models.Model) -> bytes:
    """SHA-256 over the table's name and all columns, clear and sealed (32 bytes)."""
    columns = columns_of(type(row))
    return columns.hash(columns.of_row(row))
