"""The keys of one unlocked person, for the length of one request.

A Celery worker cannot import this module: what runs there works on rows and ids alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import models

from casework.accounts.rows import LoggedRow
from casework.accounts.sealed import HouseSealedField, OpaqueField, Sealed
from casework.crypto.boxes import Box, pad, unpad
from casework.crypto.encoding import Part
from casework.crypto.errors import WrongKey

if os.environ.get("CASEWORK_PROCESS") == "worker":
    raise ImportError("A worker process holds no keys.")


class NoKey(Exception):
    """She holds no key of this case. Carries the case's id only."""


class SealedRow(Protocol):
    """A row with sealed columns: it knows its case and its revision."""

    pk: Any
    revision: int

    @property
    def case_id(self) -> UUID: ...


class _Version(NamedTuple):
    key: bytes
    kid: bytes
    box: Box


class Keyring:
    """Opens and seals what its person may. Filled by `access.keys`; never stored, never shown."""

    def __init__(self, *, person_id: UUID, principal_id: UUID, seed: bytes) -> None:
        self.person_id = person_id
        self.principal_id = principal_id
        self.seed = seed
        self.group_seeds: dict[UUID, bytes] | None = None
        # Cases whose key she stands by with, as a supervisor of the deputy desk.
        self.standing_by: set[UUID] = set()
        self._cases: dict[UUID, list[_Version]] = {}
        self._versions: dict[UUID, int] = {}

    def __repr__(self) -> str:
        return "<keyring>"

    def __reduce__(self) -> str:
        raise TypeError("A keyring is never stored.")

    def put_case_keys(self, case_id: UUID, keys: Iterable[bytes], *, version: int = 1) -> None:
        """The case's keys, newest first; `version` is the newest one's."""
        self._cases[case_id] = [_Version(key, (box := Box(key)).kid, box) for key in keys]
        self._versions[case_id] = version

    def holds(self, case_id: UUID) -> bool:
        return case_id in self._cases

    def forget(self, case_id: UUID) -> None:
        """Drop the case's keys, so that they are loaded anew."""
        self._cases.pop(case_id, None)
        self.standing_by.discard(case_id)

    def chain(self, case_id: UUID) -> list[bytes]:
        """All versions of the case's key, newest first. Raises NoKey."""
        self._newest(case_id)
        return [version.key for version in self._cases[case_id]]

    def case_key(self, case_id: UUID) -> bytes:
        """The newest key of a case (32 bytes). Raises NoKey."""
        return self._newest(case_id).key

    def case_key_version(self, case_id: UUID) -> int:
        self._newest(case_id)
        return self._versions[case_id]

    def open(self, row: SealedRow, name: str) -> str:
        """The text of a sealed column, or "". Raises NoKey, Tampered, WrongKey."""
        field = _field(row, name)
        sealed: Sealed = getattr(row, field.attname)
        if not sealed:
            return ""
        box = self._box(row.case_id, sealed.blob)
        return unpad(box.open(sealed.blob, *_aad(row, field))).decode()

    def open_document(self, row: SealedRow, name: str = "document") -> dict[str, Any]:
        text = self.open(row, name)
        opened: dict[str, Any] = json.loads(text) if text else {}
        return opened

    def seal(self, row: SealedRow, name: str, text: str) -> None:
        """Seal a text into a column of a row not saved yet. Raises NoKey."""
        field = _field(row, name)
        box = self._newest(row.case_id).box
        blob = box.seal(pad(text.encode(), field.bucket), *_aad(row, field)) if text else b""
        setattr(row, field.attname, Sealed(blob))

    def seal_document(
        self, row: SealedRow, document: dict[str, Any], name: str = "document"
    ) -> None:
        self.seal(row, name, _json(document))

    def reseal(self, row: SealedRow, **texts: str | dict[str, Any]) -> None:
        """Raise the row's revision and seal all its columns anew, changed ones with their new text.

        The revision is part of what binds a sealed column to its row, so none may stay behind.
        """
        assert isinstance(row, models.Model)
        kept = {
            field.name: self.open(row, field.name)
            for field in row._meta.concrete_fields
            if isinstance(field, OpaqueField)
            and not isinstance(field, HouseSealedField)
            and field.name not in texts
        }
        row.revision += 1
        for name, text in (kept | texts).items():
            self.seal(row, name, text if isinstance(text, str) else _json(text))

    def _newest(self, case_id: UUID) -> _Version:
        if case_id not in self._cases:
            raise NoKey(str(case_id))
        return self._cases[case_id][0]

    def _box(self, case_id: UUID, blob: bytes) -> Box:
        """The version of the case's key that sealed this blob; its name stands in the blob."""
        self._newest(case_id)
        for version in self._cases[case_id]:
            if version.kid == blob[1:17]:
                return version.box
        raise WrongKey(str(case_id))


def _field(row: SealedRow, name: str) -> OpaqueField:
    assert isinstance(row, LoggedRow)
    field = row._meta.get_field(name)
    if not isinstance(field, OpaqueField):
        raise TypeError(f"{name} is not a sealed column.")
    return field


def _aad(row: SealedRow, field: OpaqueField) -> tuple[Part, ...]:
    assert isinstance(row, LoggedRow)
    revision = 1 if row.seals_once else row.revision
    return row._meta.db_table, field.column, row.pk, row.case_id, revision


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
