"""`record`: the entry of an act, written in the act's own transaction."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

from django.db import connection, models
from psycopg.sql import SQL, Identifier, Placeholder

from casework.accounts.models import User
from casework.accounts.rows import LoggedRow, Subject, row_hash
from casework.audit import entries
from casework.audit.context import origin
from casework.crypto.encoding import Part

__all__ = ["OutsideTransaction", "Subject", "new_entry", "record"]

SYSTEM = "system"

# Codes only, so that neither a name nor free text can slip into the log in clear.
_CODE = re.compile(r"[!-~]*")
_LONGEST = 64
_LONGEST_REASON = 255  # may be several codes with commas between

_COLUMNS = (
    *entries.FIELDS, "sealed", "salt", "mac", "leaf", "tables", "rows", "revisions", "hashes",
    "carried",
)  # fmt: skip
# Not through the ORM: this runs in every act, and no column may be read back.
_INSERT = (
    SQL("INSERT INTO audit_inbox ({}) VALUES ({}, {})")
    .format(
        SQL(", ").join(map(Identifier, _COLUMNS)),
        SQL(", ").join([Placeholder()] * (len(_COLUMNS) - 5)),
        SQL("%s::text[], %s::text[], %s::bigint[], %s::bytea[], %s::uuid[]"),
    )
    .as_string()
)


class OutsideTransaction(RuntimeError):
    """An entry may only be written in the transaction of its act."""


class HasSubject(Protocol):
    @property
    def audit_subject(self) -> Subject: ...


class Word(NamedTuple):
    """What the log says of a row, and the entry that it was written with."""

    row: entries.WrittenRow
    entry: UUID


def new_entry() -> UUID:
    """The name of an entry that is yet to be recorded, for rows that must carry it."""
    return uuid4()


def record(
    verb: str,
    subject: Subject | HasSubject,
    *,
    by: User | None,
    at: datetime,
    entry: UUID | None = None,
    rows: Iterable[LoggedRow] = (),
    gone: Iterable[LoggedRow] = (),
    reason: str = "",
    outcome: str = "done",
    count: int = 1,
    sealed: bytes = b"",
) -> UUID:
    """Write the entry of an act; return its name.

    `verb` such as "referral.sent"; `by` None is the system; `rows` are the written rows as they
    stand in the database at the end of the act, `gone` those about to be deleted; `reason` and
    `outcome` are codes; `count` is the number of things in a list; `sealed` are details that
    only a holder of the case's key can open. Numbered and sealed at COMMIT.

    Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{verb} was to be recorded outside the transaction of its act.")
    name = entry or new_entry()
    about = subject if isinstance(subject, Subject) else subject.audit_subject
    actor = SYSTEM if by is None else str(by.pk)
    source = origin()
    written = [*map(_written, rows), *map(_gone, gone)]
    salt = secrets.token_bytes(16) if sealed else b""
    fields: tuple[Part, ...] = (
        name,
        *_checked(verb, actor, about.type, about.id, about.code, about.desk),
        at,
        entries.address_hash(source.address, at),
        source.network,
        source.agent,
        *_checked(reason, longest=_LONGEST_REASON),
        *_checked(outcome),
        count,
        entries.sealed_hash(salt, sealed),
        entries.written_hash(written),
    )
    _put(fields, at, (sealed, salt), written)
    return name


def carry(words: Sequence[Word], *, at: datetime) -> UUID:
    """Say again what the log says of rows, before the part that says so is dropped.

    Each word keeps the name of its entry: the rows carry it, and need not be written again. The
    names stand in the entry's details, which its leaf commits to.
    """
    assert connection.in_atomic_block
    name, salt = new_entry(), secrets.token_bytes(16)
    names = b"".join(word.entry.bytes for word in words)
    written = [word.row for word in words]
    fields: tuple[Part, ...] = (
        name, entries.CARRIED, SYSTEM, "log", "audit", "", "", at, b"", "", "", "", "done",
        len(words), entries.sealed_hash(salt, names), entries.written_hash(written),
    )  # fmt: skip
    _put(fields, at, (names, salt), written, [word.entry for word in words])
    return name


def _put(
    fields: tuple[Part, ...],
    at: datetime,
    details: tuple[bytes, bytes],
    written: list[entries.WrittenRow],
    carried: list[UUID] | None = None,
) -> None:
    body = entries.canonical(fields)
    mac = entries.mac(body, at)
    columns = zip(*written, strict=True) if written else ((), (), (), ())
    values: tuple[Any, ...] = (
        *fields, *details, mac, entries.leaf(body, mac), *map(list, columns), carried,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def _checked(*codes: str, longest: int = _LONGEST) -> Iterable[str]:
    for code in codes:
        if len(code) > longest or not _CODE.fullmatch(code):
            raise ValueError("The log takes short ASCII codes without spaces.")
        yield code


def _written(row: LoggedRow) -> entries.WrittenRow:
    return (row._meta.db_table, _id(row), row.revision, row_hash(row))


def _gone(row: LoggedRow) -> entries.WrittenRow:
    """Higher than any revision the row had, so that it stays the newest word on it."""
    return (row._meta.db_table, _id(row), row.revision + 1, b"")


def _id(row: models.Model) -> str:
    if row.pk is None:
        raise ValueError(f"A row of {row._meta.db_table} was recorded without a primary key.")
    return str(row.pk)
