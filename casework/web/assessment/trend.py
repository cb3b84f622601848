"""Her course of risk as a small chart: where its lines and dots stand. The template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from casework.cases.scores import Score
from casework.cases.states import Risk
from casework.web.letters import em

# The greatest at the top; a level that is not set stands on no line.
LANES: Final = (Risk.CRITICAL, Risk.HIGH, Risk.MEDIUM, Risk.LOW)
LANE_HEIGHT: Final = 28
LABEL_WIDTH: Final = 124
WIDTH: Final = 300
EDGE: Final = 12


@dataclass(frozen=True)
class Dot:
    x: int
    y: int


@dataclass(frozen=True)
class Lane:
    y: int
    text_y: int
    label: str


@dataclass(frozen=True)
class Trend:
    """In units of the drawing. `levels` are joined by `way`; `ratings` are hers, 0 to 10."""

    width: int
    height: int
    left: int
    lanes: list[Lane]
    levels: list[Dot]
    ratings: list[Dot]
    way: str

    @property
    def size(self) -> tuple[str, str]:
        return em(self.width), em(self.height)


def draw(scores: Sequence[Score]) -> Trend:
    """The oldest first. Time runs to the right; a level holds until the next one is set."""
    shown = [score for score in scores if score.level]
    across = _across([score.at for score in shown])
    levels = [Dot(x, _height(score.level)) for x, score in zip(across, shown, strict=True)]
    ratings = [
        Dot(x, _rating_height(score.rating))
        for x, score in zip(across, shown, strict=True)
        if score.rating is not None
    ]
    return Trend(
        width=WIDTH,
        height=LANE_HEIGHT * len(LANES),
        left=LABEL_WIDTH,
        lanes=[Lane(_height(level), _height(level) + 4, str(level.label)) for level in LANES],
        levels=levels,
        ratings=ratings,
        way=_way(levels),
    )


def _across(moments: Sequence[datetime]) -> list[int]:
    if not moments:
        return []
    first, last = moments[0], moments[-1]
    whole = (last - first).total_seconds() or 1
    room = WIDTH - LABEL_WIDTH - 2 * EDGE
    return [
        LABEL_WIDTH + EDGE + round(room * (moment - first).total_seconds() / whole)
        for moment in moments
    ]


def _height(level: Risk) -> int:
    return LANES.index(level) * LANE_HEIGHT + LANE_HEIGHT // 2


def _rating_height(rating: int) -> int:
    """0 on the lowest line, 10 on the highest."""
    lowest, highest = _height(LANES[-1]), _height(LANES[0])
    return round(lowest - (lowest - highest) * rating / 10)


def _way(levels: Sequence[Dot]) -> str:
    """Level until the next, then straight up or down."""
    points = [f"{levels[0].x},{levels[0].y}"] if levels else []
    for before, after in pairwise(levels):
        points += [f"{after.x},{before.y}", f"{after.x},{after.y}"]
    return " ".join(points)
