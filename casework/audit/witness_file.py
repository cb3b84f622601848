"""A file on another disk as a witness: each checkpoint is appended, nothing is taken away.

It tells what the mark beside the database cannot when both are put back together: the last
checkpoint in the file is held against the log each time. A note that was cut off, by a full disk or
a pulled plug, is taken out and written anew.
"""

from __future__ import annotations

import fcntl
import os
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import IO

from django.db import connection

from casework.audit import tree
from casework.audit.heads import Head, parse_head
from casework.audit.models import AuditCheckpoint, AuditWitness
from casework.audit.tree import HashMissing
from casework.audit.witness_answers import Disagrees, NoAnswer
from casework.crypto.notes import BadNote, parse

# The last notes are enough: each is a few hundred bytes.
TAIL = 1 << 16
_SIGNED = re.compile("^— [^\n]+\n".encode(), re.MULTILINE)


@dataclass(frozen=True)
class FileWitness:
    path: str

    @property
    def name(self) -> str:
        return "file"

    def wants(self, kept: AuditWitness, at: datetime) -> bool:
        return True

    def show(self, newest: AuditCheckpoint, kept: AuditWitness) -> None:
        try:
            with os.fdopen(_opened(self.path), "r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                _append(file, newest)
        except OSError:
            raise NoAnswer(NoAnswer.UNREACHABLE) from None
        except BadNote:
            raise NoAnswer(NoAnswer.MALFORMED) from None


def _opened(path: str) -> int:
    return os.open(Path(path), os.O_RDWR | os.O_CREAT, 0o600)


def _append(file: IO[bytes], checkpoint: AuditCheckpoint) -> None:
    start = file.seek(max(file.seek(0, os.SEEK_END) - TAIL, 0))
    note, end = _last_whole(file.read())
    last = parse_head(parse(note).text) if note else None
    # After a declared restore the log goes on under another name.
    if last and last.origin == checkpoint.origin:
        _require_same_log(last, checkpoint)
        if last.size == checkpoint.size:
            return
    file.seek(start + end)
    file.truncate()
    file.write(checkpoint.note.encode())
    _sync(file)


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _last_whole(tail: bytes) -> tuple[bytes, int]:
    """The last note that was written whole, and where it ends; nothing of an empty file."""
    lines = list(_SIGNED.finditer(tail))
    if not lines:
        return b"", 0
    gaps = [line.end() for line, later in pairwise(lines) if line.end() != later.start()]
    begin, end = gaps[-1] if gaps else 0, lines[-1].end()
    return tail[begin:end], end


def _require_same_log(last: Head, checkpoint: AuditCheckpoint) -> None:
    """Raises Disagrees."""
    try:
        root = tree.root(connection, last.size) if last.size <= checkpoint.size else b""
    except HashMissing:
        root = b""
    if root != last.root:
        raise Disagrees(last.size)
