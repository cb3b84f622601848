"""Where the bars, lines and bands of a chart stand. Pure geometry: the templates draw it.

Across, everything is in per cent of the width that the page gives, and down in em, so that words
have the size of the text around them: no smaller on a phone, and greater for whoever has set it so.
One ink: a series is told from the next by how it is filled, at most four of them. Each chart has a
table. Whoever counts hands over plain numbers and words; nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from casework.web.letters import em, wide, word_at

# Heights, in pixels where letters have 16 of them (`letters.em`).
HEAD: Final = 20  # above the plot, for the number of its highest line
PLOT: Final = 140  # from the ground to the highest line
FOOT: Final = 22  # below the ground, for the words of the ticks
LANE_BARS: Final = 24  # one lane of `lanes`; its word stands above it
# The width of a plot in sizes of its words: on a phone, and there with letters of twice the size.
ROOMY, TIGHT = 20.0, 8.0
MOST_WORDS: Final = 6  # along the ground
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
    """`roomy`: it is left out where letters are great and the page is narrow."""

    x: str
    y: str
    text: str
    anchor: str = "middle"
    roomy: bool = False


@dataclass(frozen=True)
class Lane:
    """One of `lanes`: its word and its last number, which the page sets, and bars below."""

    label: str
    last: int
    boxes: list[Box]


@dataclass(frozen=True)
class Stroke:
    """A line, or a band with its rim. `way`: in per cent across and parts of `Chart.height`."""

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

    `told`: one sentence for who does not see it. `levels`: heights of the thin lines. `height`: in
    pixels, where letters have 16 of them; `high`: the same in em.
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
    lanes: list[Lane] = field(default_factory=list)
    legend: list[tuple[int, str]] = field(default_factory=list)

    @property
    def high(self) -> str:
        return em(self.height)

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
        Dot(_pc(_middle(at, ticks)), em(_down(value, top)), tone, f"{tick}: {one.label} {value}")
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
    return Chart(
        kind="lanes",
        height=FOOT,
        lanes=[Lane(one.label, one.values[-1], _lane_bars(ticks, one, top)) for one in series],
        words=_along(ticks, FOOT - 6),
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
    words = [Word("0", word_at(_down(number, top) - 5), str(number), "start") for number in shown]
    return {
        "levels": [em(_down(number, top)) for number in (*shown, 0)],
        "words": words + _along(ticks, HEAD + PLOT + FOOT - 6),
    }


def _along(ticks: Sequence[str], down: int) -> list[Word]:
    """As many of the ticks as fit, evenly; where some are left out, from the bar on."""
    shown = _that_fit(ticks, ROOMY, -(-len(ticks) // MOST_WORDS) or 1)
    kept, y = _that_fit(ticks, TIGHT, shown.step), word_at(down)
    anchor, shift = ("start", 0.0) if shown.step > 1 else ("middle", 0.5)
    places = [(at, _pc(100 * (at + shift) / len(ticks))) for at in shown]
    return [Word(x, y, ticks[at], anchor, roomy=at not in kept) for at, x in places]


def _that_fit(ticks: Sequence[str], room: float, least: int) -> range:
    """From word to word so many steps, a multiple of `least`, that the longest has its place; none
    reaches over the edge by more than there is beside the drawing.
    """
    longest, each = max(map(wide, ticks), default=0) + 0.4, room / (len(ticks) or 1)
    steps = range(least, len(ticks), least)
    step = next((step for step in steps if step * each >= longest), len(ticks) or 1)
    ends = len(ticks) if step == 1 else int((room + 0.9 - longest) // each) + 1
    return range(0, max(min(ends, len(ticks)), 1 if ticks else 0), step)


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


# Bars and lines -------------------------------------------------------------


def _bar(ticks: Sequence[str], at: int, one: Series, tone: int, below: int, top: int) -> Box:
    value, wide = one.values[at], 100 / len(ticks)
    return Box(
        x=_pc(wide * (at + 0.12)),
        y=em(_down(below + value, top)),
        width=_pc(wide * 0.76),
        height=em(PLOT * value / top),
        tone=tone,
        says=f"{ticks[at]}: {one.label} {value}",
    )


def _lane_bars(ticks: Sequence[str], one: Series, top: int) -> list[Box]:
    high, wide = LANE_BARS / top, 100 / len(ticks)
    return [
        Box(
            x=_pc(wide * (at + 0.12)),
            y=em(LANE_BARS - high * value),
            width=_pc(wide * 0.76),
            height=em(high * value),
            tone=0,
            says=f"{ticks[at]}: {one.label} {value}",
        )
        for at, value in enumerate(one.values)
        if value
    ]


def _line(ticks: Sequence[str], one: Series, tone: int, top: int) -> Stroke:
    points = [
        f"{_middle(at, ticks):.2f},{_down(value, top):.1f}" for at, value in enumerate(one.values)
    ]
    return Stroke("M" + " L".join(points) if points else "", tone)
