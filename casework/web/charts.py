"""Where the bars, lines and bands of a chart stand. Pure geometry: the templates draw it.

Across, everything is in per cent of the width that the page gives, and down in pixels, so that
words keep their size on a phone. One ink: a series is told from the next by how it is filled, at
most four of them. Each chart carries its numbers as a table. Whoever counts hands over plain
numbers and words; nothing here asks the database for anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

HEAD: Final = 20  # px above the plot, for the number of its highest line
PLOT: Final = 140  # px from the ground to the highest line
FOOT: Final = 22  # px below the ground, for the words of the ticks
LANE: Final = 46  # px for one lane of `lanes`: its word, and bars below it
LANE_BARS: Final = 24
MOST_WORDS: Final = 6  # words along the ground that fit a phone
MOST_SERIES: Final = 4


@dataclass(frozen=True)
class Series:
    """One number for each tick, and the word for them."""

    label: str
    values: Sequence[int]


@dataclass(frozen=True)
class Box:
    """A bar, or a node of the flows. `x`, `width`: per cent; `tone` says how it is filled."""

    x: str
    y: str
    width: str
    height: str
    tone: int
    says: str


@dataclass(frozen=True)
class Word:
    x: str
    y: str
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Stroke:
    """A line, or a band with its rim. `way`: in per cent across and pixels down."""

    way: str
    tone: int
    says: str = ""


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    tone: int
    says: str


@dataclass(frozen=True)
class Chart:
    """All that `_components/chart.html` draws, and the same as a table.

    `told`: one sentence for who does not see it. `levels`: heights of the thin lines.
    `rows`: a word, then as many numbers as `columns` has words behind its first.
    """

    kind: str
    title: str
    told: str
    height: int
    columns: list[str]
    rows: list[tuple[str, list[int]]]
    boxes: list[Box] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    legend: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(number for _word, numbers in self.rows for number in numbers)

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """The rows of the table, each number with the word of its column."""
        return [
            (word, list(zip(self.columns[1:], numbers, strict=True))) for word, numbers in self.rows
        ]


def bars(title: str, ticks: Sequence[str], series: Sequence[Series], *, by: str) -> Chart:
    """One bar for each tick, the series on top of each other. `by`: what the ticks are ("Hour")."""
    _check(ticks, series)
    top = _top(sum(one.values[at] for one in series) for at in range(len(ticks)))
    boxes: list[Box] = []
    for at in range(len(ticks)):
        below = 0
        for tone, one in enumerate(series):
            if value := one.values[at]:
                boxes.append(_bar(ticks, at, one, tone, below, top))
            below += value
    return Chart(
        kind="bars",
        height=HEAD + PLOT + FOOT,
        boxes=boxes,
        **_axes(ticks, top),
        **_numbers(title, ticks, series, by),
    )


def lines(title: str, ticks: Sequence[str], series: Sequence[Series], *, by: str) -> Chart:
    """A line for each series, over days or months."""
    _check(ticks, series)
    top = _top([value for one in series for value in one.values])
    dots = [
        Dot(_pc(_middle(at, ticks)), px(_down(value, top)), tone, f"{tick}: {one.label} {value}")
        for tone, one in enumerate(series)
        for at, (tick, value) in enumerate(zip(ticks, one.values, strict=True))
    ]
    return Chart(
        kind="lines",
        height=HEAD + PLOT + FOOT,
        dots=dots,
        strokes=[_line(ticks, one, tone, top) for tone, one in enumerate(series)],
        **_axes(ticks, top),
        **_numbers(title, ticks, series, by),
    )


def lanes(title: str, ticks: Sequence[str], series: Sequence[Series], *, by: str) -> Chart:
    """Many series under each other, each with its own word and bars of one scale."""
    _check(ticks, series, most=len(series))
    top = _top([value for one in series for value in one.values])
    boxes, words = [], []
    for row, one in enumerate(series):
        ground = LANE * (row + 1)
        words.append(Word("0", px(ground - LANE_BARS - 8), one.label, "start"))
        words.append(Word("100%", px(ground - LANE_BARS - 8), str(one.values[-1]), "end"))
        boxes += [
            _lane_bar(ticks, at, one, ground, top) for at, value in enumerate(one.values) if value
        ]
    height = LANE * len(series) + FOOT
    return Chart(
        kind="lanes",
        height=height,
        boxes=boxes,
        words=words + _along(ticks, height - 6),
        levels=[px(LANE * (row + 1)) for row in range(len(series))],
        **_numbers(title, ticks, series, by) | {"legend": []},
    )


# Axes -----------------------------------------------------------------------


def _check(ticks: Sequence[str], series: Sequence[Series], most: int = MOST_SERIES) -> None:
    if len(series) > most:
        raise ValueError(f"No more than {most} series are told apart here.")
    if any(len(one.values) != len(ticks) for one in series):
        raise ValueError("Each series has one number for each tick.")


def _numbers(title: str, ticks: Sequence[str], series: Sequence[Series], by: str) -> dict[str, Any]:
    """Its words, its table, and what each filling means where there is more than one."""
    sums = [sum(one.values[at] for one in series) for at in range(len(ticks))]
    told = ""
    if any(sums):
        most = max(range(len(sums)), key=sums.__getitem__)
        told = _("Most at %(tick)s: %(most)s.") % {"tick": ticks[most], "most": sums[most]}
    rows = [(tick, [one.values[at] for one in series]) for at, tick in enumerate(ticks)]
    return {
        "title": title,
        "told": told,
        "columns": [by, *(one.label for one in series)],
        "rows": rows,
        "legend": [(at, one.label) for at, one in enumerate(series)] if len(series) > 1 else [],
    }


def _axes(ticks: Sequence[str], top: int) -> dict[str, Any]:
    """Thin lines at the highest number, at its half where that is whole, and on the ground."""
    shown = [top, top // 2] if top % 2 == 0 else [top]
    words = [Word("0", px(_down(number, top) - 5), str(number), "start") for number in shown]
    return {
        "levels": [px(_down(number, top)) for number in (*shown, 0)],
        "words": words + _along(ticks, HEAD + PLOT + FOOT - 6),
    }


def _along(ticks: Sequence[str], down: int) -> list[Word]:
    """As many of the ticks as fit a phone, evenly; where some are left out, from the bar on."""
    step = -(-len(ticks) // MOST_WORDS) or 1
    shown = range(0, len(ticks), step)
    if step > 1:
        return [Word(_pc(100 * at / len(ticks)), px(down), ticks[at], "start") for at in shown]
    return [Word(_pc(_middle(at, ticks)), px(down), ticks[at]) for at in shown]


def _top(numbers: Iterable[int]) -> int:
    """The next of 1, 2, 4, 6, 8, 10, 20, 40 … that no number is above."""
    most, ten = max(numbers, default=0), 1
    while most > 10 * ten:
        ten *= 10
    return next(one * ten for one in (1, 2, 4, 6, 8, 10) if most <= one * ten)


def _middle(at: int, ticks: Sequence[str]) -> float:
    return 100 * (at + 0.5) / len(ticks)


def _down(value: int, top: int) -> float:
    return HEAD + PLOT * (1 - value / top)


def _pc(number: float) -> str:
    return f"{number:.2f}%"


def px(number: float) -> str:
    return f"{number:.1f}"


# Bars and lines -------------------------------------------------------------


def _bar(ticks: Sequence[str], at: int, one: Series, tone: int, below: int, top: int) -> Box:
    value, wide = one.values[at], 100 / len(ticks)
    return Box(
        x=_pc(wide * (at + 0.12)),
        y=px(_down(below + value, top)),
        width=_pc(wide * 0.76),
        height=px(PLOT * value / top),
        tone=tone,
        says=f"{ticks[at]}: {one.label} {value}",
    )


def _lane_bar(ticks: Sequence[str], at: int, one: Series, ground: int, top: int) -> Box:
    high, wide = LANE_BARS * one.values[at] / top, 100 / len(ticks)
    return Box(
        x=_pc(wide * (at + 0.12)),
        y=px(ground - high),
        width=_pc(wide * 0.76),
        height=px(high),
        tone=0,
        says=f"{ticks[at]}: {one.label} {one.values[at]}",
    )


def _line(ticks: Sequence[str], one: Series, tone: int, top: int) -> Stroke:
    points = [
        f"{_middle(at, ticks):.2f},{px(_down(value, top))}" for at, value in enumerate(one.values)
    ]
    return Stroke("M" + " L".join(points) if points else "", tone)
