"""The rules of what falls due as a person reads them: which task, when, to whom, and then whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from casework.reminders.kinds import OF_PARTNERS, TABLE, URGENT, Line
from casework.reminders.rules import RHYTHMS, Rhythm, Rhythms

_LEVELS: Final = ("level", "first", "then every", "late: supervisor", "looked over", "assessed")
_TASKS: Final = ("task", "when", "who", "when late", "ends with", "mail")


def lines(rhythms: Rhythms = RHYTHMS) -> Iterator[str]:
    """Two tables with an empty line between: levels, and tasks."""
    yield from _table(_LEVELS, [(level.value, *_numbers(now)) for level, now in rhythms.items()])
    yield ""
    rows = [(one.kind.value, one.when, one.who, one.late, one.ends, _mail(one)) for one in TABLE]
    yield from _table(_TASKS, rows)


def _mail(line: Line) -> str:
    if line.kind in OF_PARTNERS:
        return "as she set it, never before the next morning"
    return "at once" if line.kind in URGENT else "as she set it"


def _numbers(now: Rhythm) -> tuple[str, ...]:
    late = ", then ".join(map(_span, now.escalate))
    again = _span(now.reassess) if now.reassess else "–"
    return (_span(now.first), _span(now.every), late, _span(now.review), again)


def _span(length: timedelta) -> str:
    """Whole days as days."""
    hours = length // timedelta(hours=1)
    return f"{hours} h" if hours < 48 or hours % 24 else f"{hours // 24} d"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
