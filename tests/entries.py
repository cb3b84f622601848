"""What the log says inside a test's own transaction, where nothing is committed."""

from __future__ import annotations

from django.db import connection

from casework.audit.checkpoints import signed as notes_of
from casework.audit.heads import Head
from casework.audit.models import AuditCheckpoint, AuditEntry, AuditHead, AuditWritten
from tests import make


def sealed() -> list[AuditEntry]:
    """Every entry so far, oldest first. Entries are sealed at COMMIT, so that is asked for now."""
    return since(0)


def since(size: int) -> list[AuditEntry]:
    """Those behind the first so many."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return list(AuditEntry.objects.order_by("number")[size:])


def signed() -> AuditCheckpoint:
    """A checkpoint of it all, as a worker signs one, without a transaction of its own."""
    sealed()
    head = AuditHead.objects.get()
    one = Head("desk.example/log", head.size, head.root)
    return AuditCheckpoint.objects.create(
        size=one.size, origin=one.origin, root=one.root, note=str(notes_of(one)), at=make.NOW
    )


def count() -> int:
    return len(sealed())


def last(verb: str) -> AuditEntry:
    return [entry for entry in sealed() if entry.verb == verb][-1]


def rows_of(entry: AuditEntry) -> list[tuple[str, str]]:
    """Table and row of everything that the entry names, in its order."""
    written = AuditWritten.objects.filter(number=entry.number).order_by("position")
    return [(row.table, row.row) for row in written]
