"""The rules of what is unusual as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from casework.reports.codes import Hour
from casework.reports.numbers import NUMBERS
from casework.reports.unusual import TABLE

_HEADS = ("rule", "fires at", "number", "from", "to", "counted in a", "asks")


def lines(limits: Mapping[str, int] | None = None) -> Iterator[str]:
    """Two tables with an empty line between: the rules, and the hours of each role."""
    limits = limits or {name: number.usual for name, number in NUMBERS.items()}
    rows = [
        (
            line.rule.value,
            line.when,
            str(limits[line.rule]),
            str(line.least),
            str(line.most),
            line.period.value,
            str(line.question),
        )
        for line in TABLE
    ]
    yield from _table(_HEADS, rows)
    yield ""
    hours = [
        (name, *(f"{hour}:00" for hour in (limits[name], NUMBERS[name].least, NUMBERS[name].most)))
        for name in Hour
    ]
    yield from _table(("hours of a role, on her own clock", "set to", "from", "to"), hours)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
