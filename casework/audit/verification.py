"""The whole log recomputed from its leaves, and every logged row held against it.

Memory stays flat: rows come through server-side cursors in an order in which they can be merged.
What the database alone cannot show, a log made shorter together with its head, the mark shows
that is kept outside (`high_water`), and each checkpoint that a witness has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from casework.audit import dropped, tree
from casework.audit.high_water import Mark
from casework.audit.merkle import Frontier
from casework.audit.saved import Saved
from casework.audit.sealed import SealedEntry, sealed_entries, stray_numbers
from casework.audit.standing import row_faults
from casework.audit.tables import LoggedTable, logged_tables
from casework.audit.tree import HashMissing
from casework.crypto.notes import Note

Progress = Callable[[str, int], None]
SHOWN = 100  # findings kept with their words; the rest are counted
STEP = 10_000


@dataclass(frozen=True)
class Finding:
    """What is wrong where. `number` is an entry's, `place` a table and the id of its row."""

    text: str
    number: int | None = None
    place: str = ""

    def __str__(self) -> str:
        if self.number is not None:
            return _("entry %(number)d: %(text)s") % {"number": self.number, "text": self.text}
        return f"{self.place}: {self.text}" if self.place else self.text


@dataclass
class Report:
    """`findings` holds the first hundred in the order found, `broken` how many there were."""

    entries: int = 0
    dropped: int = 0  # entries of which the hashes alone are kept
    rows: int = 0
    checkpoints: int = 0
    root: bytes = b""
    broken: int = 0
    first_broken: int | None = None
    findings: list[Finding] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)  # named in the log, not yet checked

    @property
    def ok(self) -> bool:
        return self.broken == 0

    def add(self, text: str, *, number: int | None = None, place: str = "") -> None:
        self.broken += 1
        if len(self.findings) < SHOWN:
            self.findings.append(Finding(text, number, place))
        if number is not None and (self.first_broken is None or number < self.first_broken):
            self.first_broken = number

    def add_all(self, found: Iterable[tuple[int, str]]) -> None:
        for number, text in found:
            self.add(text, number=number)


@dataclass(frozen=True)
class _Held:
    """What the log is held against, and after which entry."""

    mark: Mark | None
    saved: Saved
    since: int


def verify(
    connection: BaseDatabaseWrapper,
    progress: Progress | None = None,
    *,
    mark: Mark | None = None,
    notes: Sequence[Note] = (),
    since: int = 0,
) -> Report:
    """Recompute leaves, macs and tree, and compare every followed row with its newest entry.

    `progress` is told the name of what is read and how many are read; `mark` is the high-water
    mark, if it is to be held against the log; `notes` are checkpoints from outside. `since`: only
    the entries after this number, on the tree as the hashes before it have it; no rows.
    """
    report, tell = Report(), progress or (lambda name, count: None)
    alone = not connection.in_atomic_block
    with transaction.atomic(using=connection.alias):
        if alone:  # one snapshot for log and rows, while acts go on
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        after = since and max(since, dropped.last(connection))
        _check_log(connection, report, tell, _Held(mark, Saved(connection, notes, after), after))
        for table in [] if since else logged_tables():
            _check_table(connection, report, tell, table)
    for name in [] if since else sorted(report.tables):
        report.add(_("the log names rows of this table, which nobody follows"), place=name)
    return report


def _check_log(
    connection: BaseDatabaseWrapper, report: Report, tell: Progress, held: _Held
) -> None:
    frontier = _start(connection, report, held)
    _check_dropped(connection, report, frontier, held)
    whole = report.ok  # one broken place breaks the tree above it; it is reported once
    named = 0  # how far the log itself says that it was dropped
    for entry in sealed_entries(connection, held.since or None):
        if whole and entry.number != frontier.size + 1:
            report.add(_("it is missing"), number=frontier.size + 1)
            whole = False
        for fault in entry.faults():
            report.add(fault, number=entry.number)
        if whole and frontier.add(entry.leaf) != entry.nodes:
            report.add(_("it does not stand where it was sealed"), number=entry.number)
            whole = False
        _compare_mark(report, held.mark, frontier, entry)
        if whole:
            report.add_all(held.saved.at(frontier))
        report.tables |= entry.tables()
        named = max(named, dropped.named_by(entry))
        report.entries += 1
        if report.entries % STEP == 0:
            tell("audit_entry", report.entries)
    report.root = frontier.root()
    if not whole:
        held.saved.pass_over(held.since + report.dropped + report.entries)
    if report.dropped > named:
        report.add(_("it was taken away, and nothing on record says so"), number=named + 1)
    _check_ends(connection, report, frontier, held)


def _start(connection: BaseDatabaseWrapper, report: Report, held: _Held) -> Frontier:
    """Where the recomputing begins, and what is wrong with the checkpoints before it."""
    report.add_all(held.saved.before(held.since))
    try:
        return tree.frontier(connection, held.since)
    except HashMissing as missing:
        report.add(_("it is missing"), number=missing.number)
        return Frontier()


def _check_dropped(
    connection: BaseDatabaseWrapper, report: Report, frontier: Frontier, held: _Held
) -> None:
    """The tree over what was dropped, by the hashes that stay; `since` begins above it."""
    if held.since:
        return
    for number, leaf, nodes in dropped.hashes(connection):
        if number != frontier.size + 1:
            report.add(_("it is missing"), number=frontier.size + 1)
            return
        if frontier.add(leaf) != nodes:
            report.add(_("it does not stand where it was sealed"), number=number)
            return
        report.add_all(held.saved.at(frontier))
        report.dropped += 1


def _compare_mark(
    report: Report, mark: Mark | None, frontier: Frontier, entry: SealedEntry
) -> None:
    if mark is None or entry.number != mark.size:
        return
    if entry.leaf != mark.leaf or frontier.root() != mark.root:
        report.add(_("the log up to here is not the one of the high-water mark"), number=mark.size)


def _check_ends(
    connection: BaseDatabaseWrapper, report: Report, frontier: Frontier, held: _Held
) -> None:
    """The last entry against the head, the mark and the checkpoints, and that none was copied."""
    size, tips = _head(connection)
    if frontier.size < size:
        report.add(_("it is missing"), number=frontier.size + 1)
    elif (frontier.size, frontier.tips) != (size, tips):
        report.add(_("the head of the log does not fit its entries"))
    if held.mark is not None and held.since + report.dropped + report.entries < held.mark.size:
        report.add(_("the log ends before its high-water mark"), number=held.mark.size)
    report.add_all(held.saved.after())
    report.checkpoints = held.saved.count
    for number in stray_numbers(connection):
        report.add(_("rows are named by an entry that is not there"), number=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM audit_entry GROUP BY entry HAVING count(*) > 1")
        for (number,) in cursor.fetchall():
            report.add(_("it is a copy of another"), number=number)


def _head(connection: BaseDatabaseWrapper) -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, frontier FROM audit_head")
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, b"")


def _check_table(
    connection: BaseDatabaseWrapper, report: Report, tell: Progress, table: LoggedTable
) -> None:
    report.tables.discard(table.name)
    for row_id, fault in row_faults(connection, table):
        if fault:
            report.add(fault, place=f"{table.name} {row_id}")
        report.rows += 1
        if report.rows % STEP == 0:
            tell(table.name, report.rows)
