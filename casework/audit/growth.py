"""The log in parts: made ahead of time, and dropped as a whole when its years are over.

Before the oldest part goes, what it says last of a row that still stands is said again, and the
act by which the house was founded with it; of everything else the hashes of the tree stay, so that
what was proved once can be proved for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from casework.accounts.rows import Subject
from casework.audit import dropped
from casework.audit.entries import WrittenRow
from casework.audit.log import Word, carry, record
from casework.audit.models import AuditEntry, AuditHead, AuditPart
from casework.audit.sealed import sealed_entries
from casework.audit.tables import stream

AHEAD: Final = 2  # whole parts that wait for entries
LEAST: Final = 131_072  # entries of a part: of small houses some years
MOST: Final = 4_194_304
YEAR: Final = timedelta(days=365)
# Asked for as long as there is a house.
FOR_EVER: Final = ("organisation.founded",)
_WORDS = 500  # rows that one entry names

# What the oldest part says last of rows that are not gone, and nothing later says.
_STANDING = """
SELECT w."table", w."row", w.revision, w.hash, w.entry FROM audit_written w
WHERE w.number < %s AND w.hash <> '' AND NOT EXISTS (
    SELECT FROM audit_written n WHERE n."table" = w."table" AND n."row" = w."row"
        AND n.revision >= w.revision AND (n.number, n.position) > (w.number, w.position))
ORDER BY w.number, w.position
"""


class PartBroken(Exception):
    """An entry of the oldest part is not as it was recorded: nothing of it is said again."""


class Room(NamedTuple):
    """How many entries still fit; where none does, no act can be recorded, and none happens."""

    entries: int
    is_short: bool  # no whole part is ahead: the worker that makes them is down, or fails


def parts() -> list[AuditPart]:
    return list(AuditPart.objects.order_by("low"))


def room(size: int) -> Room:
    """What is ahead of a log of this size. One query."""
    last = AuditPart.objects.latest("low")
    return Room(last.high - 1 - size, last.low <= size)


def log_size() -> int:
    head = AuditHead.objects.first()
    return head.size if head else 0


def make_room(at: datetime) -> int:
    """See to it that two whole parts are ahead; how many were made. May run twice."""
    made = 0
    while sum(part.low > log_size() for part in parts()) < AHEAD:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT audit_add_part(%s)", [_a_years_worth(at)])
        made += 1
    return made


def drop_old(*, before: datetime, at: datetime) -> int:
    """Drop the oldest parts whose entries are all from before; how many.

    Each in three steps that may be repeated: read and check, say again, drop. Raises PartBroken.
    """
    gone = 0
    while (part := _is_over(before)) is not None:
        words = _checked_words(part)
        _say_again(part, words, at)
        _note(part, at)
        # Nothing is recorded here: who waits to seal would wait for this, and this for the head.
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SELECT audit_drop_part(%s)", [before])
        gone += 1
    return gone


def _is_over(before: datetime) -> AuditPart | None:
    """The oldest part, if it is full and its newest entry is old enough."""
    part = parts()[0]
    if part.high > log_size():
        return None
    newer = AuditEntry.objects.filter(number__lt=part.high, at__gte=before)
    return None if newer.exists() else part


def _checked_words(part: AuditPart) -> list[Word]:
    """Read in one snapshot with the entries themselves, whose macs vouch for them."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for entry in sealed_entries(connection, until=part.high - 1):
            if fault := next(entry.faults(), ""):
                raise PartBroken(f"entry {entry.number}: {fault}")
        return list(_standing(part))


def _standing(part: AuditPart) -> Iterator[Word]:
    for table, row, revision, digest, entry in stream(connection, _STANDING, [part.high]):
        said: WrittenRow = (table, row, revision, bytes(digest))
        yield Word(said, entry)


def _say_again(part: AuditPart, words: list[Word], at: datetime) -> None:
    """All at once, so that a broken run leaves nothing said twice."""
    with transaction.atomic(durable=True):
        for start in range(0, len(words), _WORDS):
            carry(words[start : start + _WORDS], at=at)
        for entry in AuditEntry.objects.filter(number__lt=part.high, verb__in=FOR_EVER):
            if not AuditEntry.objects.filter(number__gte=part.high, verb=entry.verb).exists():
                _again(entry)


def _note(part: AuditPart, at: datetime) -> None:
    """Before it goes: the verifier misses nothing that this does not name."""
    count = part.high - part.low
    with transaction.atomic(durable=True):
        log, which = Subject("log", "audit"), dropped.span(part.low, part.high - 1)
        record(dropped.VERB, log, by=None, at=at, reason=which, count=count)


def _again(entry: Any) -> None:
    about = Subject(entry.subject_type, entry.subject_id, entry.subject_code, entry.desk)
    said = {"reason": entry.reason, "outcome": entry.outcome, "count": entry.count}
    record(entry.verb, about, by=None, at=entry.at, **said)


def _a_years_worth(at: datetime) -> int:
    """By the last year's entries; so many that old ones go about once a year."""
    first = AuditEntry.objects.filter(at__gte=at - YEAR).order_by("at", "number").first()
    written = log_size() - first.number if first else 0
    return min(max(-(-written // LEAST) * LEAST, LEAST), MOST)
