"""How far the log had come, kept in a file outside the database.

A database put back to an earlier day is whole in itself: every mac right, every hash fitting. Only
something outside can tell. A log behind the mark stops the start until somebody declares a
restore, on record.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.audit.merkle import EMPTY_ROOT, Frontier

_HEAD = """
SELECT head.size, head.frontier, entry.leaf
FROM audit_head head LEFT JOIN audit_entry entry ON entry.number = head.size
"""


class HighWaterError(Exception):
    """The log and the mark outside the database cannot be brought together."""


class RolledBack(HighWaterError):
    """The log is shorter than it was, or another one."""


class MarkMissing(HighWaterError):
    """There are entries, but no mark that could tell how many there were."""


class MarkMalformed(HighWaterError):
    """The file is not a mark."""


@dataclass(frozen=True)
class Mark:
    """Number, leaf hash of the last entry, and root hash of the tree up to it."""

    size: int
    root: bytes
    leaf: bytes


def path() -> Path:
    return Path(settings.HIGH_WATER_FILE)


def read() -> Mark | None:
    """The mark, or None when there is no file. Raises MarkMalformed."""
    try:
        text = path().read_text()
    except FileNotFoundError:
        return None
    try:
        kept = json.loads(text)
        return Mark(int(kept["size"]), bytes.fromhex(kept["root"]), bytes.fromhex(kept["leaf"]))
    except (ValueError, KeyError, TypeError) as error:
        raise MarkMalformed(str(path())) from error


def write() -> Mark:
    """Raise the mark to where the log is now. Raises what `check` raises; never lowers."""
    with _alone():
        now = check()
        _replace(now)
    return now


def check() -> Mark:
    """Where the log is now, unless it is behind the mark or another log.

    An empty log without a mark is a new one. Raises RolledBack, MarkMissing, MarkMalformed.
    """
    mark, now = read(), current()
    if mark is None:
        if now.size:
            raise MarkMissing(str(path()))
        return now
    if now.size < mark.size:
        raise RolledBack(f"{now.size} < {mark.size}")
    if mark.size and _leaf_at(mark.size) != mark.leaf:
        raise RolledBack(f"entry {mark.size}")
    if now.size == mark.size and now.root != mark.root:
        raise RolledBack(f"tree of {mark.size}")
    return now


def current() -> Mark:
    """Where the log is, in one statement. Raises RolledBack when the last entry is missing."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        row = cursor.fetchone()
    if row is None:
        return Mark(0, EMPTY_ROOT, b"")
    size, frontier, leaf = row
    if size and leaf is None:
        raise RolledBack(f"entry {size}")
    return Mark(size, Frontier(size, frontier).root(), bytes(leaf or b""))


def declare_restore(*, reason: str, by: User | None, at: datetime) -> Mark:
    """Accept the log as it is, on record with the number of entries lost; return the new mark.

    `reason` is a code. A mark that is missing or malformed counts as none.
    """
    with _alone():
        with transaction.atomic(durable=True):
            lost = _kept_size() - current().size
            log = Subject("log", "audit")
            record("log.restored", log, by=by, at=at, reason=reason, count=max(lost, 0))
        now = current()
        _replace(now)
    return now


def _kept_size() -> int:
    try:
        mark = read()
    except MarkMalformed:
        return 0
    return mark.size if mark else 0


def _leaf_at(number: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf FROM audit_tree WHERE number = %s", [number])
        row = cursor.fetchone()
    return bytes(row[0]) if row else b""


def _replace(mark: Mark) -> None:
    """All or nothing, and on the disk before it counts."""
    text = json.dumps({"size": mark.size, "root": mark.root.hex(), "leaf": mark.leaf.hex()})
    draft = path().with_name(f"{path().name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        with draft.open("w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path())
    except OSError:
        draft.unlink()
        raise
    with _folder() as folder:
        os.fsync(folder)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time, so that a slower one does not write an older mark last."""
    with _folder() as folder:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield


@contextmanager
def _folder() -> Iterator[int]:
    folder = os.open(path().parent, os.O_RDONLY)
    try:
        yield folder
    finally:
        os.close(folder)
