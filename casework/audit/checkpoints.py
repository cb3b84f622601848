"""Signing where the log stands, for witnesses outside.

A checkpoint is signed only when the log still begins with the last one, when every entry since has
a right mac and stands where it was sealed, and when the mark outside the database (`high_water`)
has nothing against it. The mark is raised first: whatever is put back afterwards, this house never
signs a log that does not begin with all it signed before. Nothing leaves the process before the
row is committed, so that whoever is killed on the way leaves the next one nothing to mend.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction

from casework.audit import high_water, tree
from casework.audit.heads import Head
from casework.audit.high_water import Mark
from casework.audit.merkle import Frontier
from casework.audit.models import AuditCheckpoint, AuditEntry
from casework.audit.sealed import sealed_entries
from casework.crypto import house, notes
from casework.crypto.notes import BadNote, Kind, Note, PublicKey

# After so long while the log grows, and as soon as it has been quiet for so long.
EVERY = timedelta(minutes=5)
QUIET = timedelta(minutes=1)
# Entries that are held against their macs in one go: half a minute's work.
AT_MOST = 200_000
# While a renewed key becomes known, the one before it signs as well.
SIGNING_KEYS = 2
_LOCK = 6962_0001  # PostgreSQL's advisory lock of whoever signs


class Unsound(Exception):
    """The log is not what it was, or an entry is not what was sealed: it is not signed.

    `number` is the first entry, or the size of the checkpoint, that does not fit.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"entry {number}")
        self.number = number


def sign_due(at: datetime) -> AuditCheckpoint | None:
    """Sign if the log grew and it is time; None where it is not. Raises what `sign` raises."""
    last = AuditCheckpoint.objects.newest()
    newest = AuditEntry.objects.newest_first().first()
    if newest is None or (last and newest.number == last.size):
        return None
    is_quiet = abs(at - newest.at) >= QUIET  # a clock put back keeps nothing unsigned
    return sign(at) if last is None or is_quiet or at - last.at >= EVERY else None


def sign(at: datetime) -> AuditCheckpoint | None:
    """Sign where the log stands, or a step on the way there; None while it is empty.

    Raises Unsound, HashMissing, and RolledBack, MarkMissing or MarkMalformed of the mark.
    """
    mark = high_water.write()
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = AuditCheckpoint.objects.newest()
        if last and last.size > high_water.current().size:
            raise Unsound(last.size)
        if mark.size == 0 or (last and last.size >= mark.size):
            return last
        grown = _grown(last, mark)
        head = Head(origin(last), grown.size, grown.root())
        note = str(signed(head))
        return AuditCheckpoint.objects.create(
            size=head.size, origin=head.origin, root=head.root, note=note, at=at
        )


def signed(head: Head) -> Note:
    """By the newest key, and by the one before it."""
    seeds = reversed(house.checkpoint_keys()[-SIGNING_KEYS:])
    made = (notes.sign(head.text, name=head.origin, seed=seed) for seed in seeds)
    return Note(head.text, tuple(made))


def public_keys(name: str) -> list[PublicKey]:
    """All that ever signed for the log of this name, oldest first."""
    return list(_public_keys(name, tuple(house.checkpoint_keys())))


@lru_cache(maxsize=4)  # a year's checkpoints are held against them each night
def _public_keys(name: str, seeds: tuple[bytes, ...]) -> tuple[PublicKey, ...]:
    return tuple(notes.public_key(name, Kind.LOG, seed) for seed in seeds)


def is_ours(head: Head, note: str) -> bool:
    """Whether a key of this house signed the note, and the note says what `head` says."""
    try:
        parsed = notes.parse(note)
        return parsed.text == head.text and bool(parsed.by(public_keys(head.origin)))
    except BadNote:
        return False


def origin(last: AuditCheckpoint | None) -> str:
    """The log's name. It stays for ever, but a declared restore begins another log.

    Witnesses know a log by its name and let it grow only: one that lost entries cannot go on under
    the same. `last` is the newest checkpoint.
    """
    restored = AuditEntry.objects.with_verb("log.restored").newest_first().first()
    if restored and (last is None or restored.number > last.size):
        mark = f"restored-{restored.number}-{bytes(restored.leaf).hex()[:8]}"
        return f"{_base(last)}/{mark}"
    return last.origin if last else _base(None)


def _base(last: AuditCheckpoint | None) -> str:
    """As the settings have it; else one that no other house has and that says nothing of it."""
    if last:
        return last.origin.partition("/restored-")[0]
    first = tree.root(connection, 1)
    return settings.LOG_ORIGIN or f"casework/{first.hex()[:16]}"


def _grown(last: AuditCheckpoint | None, mark: Mark) -> Frontier:
    """The tree from the last checkpoint on, grown entry by entry."""
    frontier = _start(last)
    until = min(mark.size, frontier.size + AT_MOST)
    for entry in sealed_entries(connection, frontier.size, until):
        if entry.number != frontier.size + 1 or any(entry.faults()):
            raise Unsound(frontier.size + 1)
        if frontier.add(entry.leaf) != entry.nodes:
            raise Unsound(entry.number)
    if frontier.size != until or (until == mark.size and frontier.root() != mark.root):
        raise Unsound(frontier.size + 1)
    return frontier


def _start(last: AuditCheckpoint | None) -> Frontier:
    if last is None:
        return Frontier()
    frontier = tree.frontier(connection, last.size)
    if frontier.root() != last.root or not is_ours(last.head, last.note):
        raise Unsound(last.size)
    return frontier
