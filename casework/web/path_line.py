"""Where the lines and dots of the situation path stand. Pure geometry: the template draws it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from casework.web.letters import em

# From shelter at the top to custody and the unknown at the bottom; only lanes she was in are drawn.
LANES: Final = ("SF", "HD", "FM", "SX", "CU", "NK", "UN", "DE")
LANE_HEIGHT: Final = 34
# From dot to dot: as far as this, and closer together while all of them fit beside the text.
STEP: Final = 62
CLOSEST: Final = 25
ROOM: Final = 206
LABEL_WIDTH: Final = 140
RADIUS: Final = 11


@dataclass(frozen=True)
class Episode:
    """One stay on one path. `path`: the letters of its states (`FM`, `HD`); the rest is words."""

    number: int
    path: str
    path_label: str
    label: str
    since: str = ""
    until: str = ""
    event: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    text_y: int
    number: int
    is_open: bool


@dataclass(frozen=True)
class Lane:
    y: int
    text_y: int
    label: str


@dataclass(frozen=True)
class Drawing:
    """In units of the drawing, which are CSS pixels where letters have 16 of them: it grows along
    with the text that the reader has set.
    """

    width: int
    height: int
    label_width: int
    radius: int
    lanes: list[Lane]
    dots: list[Dot]
    way: str

    @property
    def size(self) -> tuple[str, str]:
        return em(self.width), em(self.height)


def draw(episodes: Sequence[Episode]) -> Drawing:
    heights = _heights(episodes)
    step = max(CLOSEST, min(STEP, ROOM // max(len(episodes), 1)))
    dots = [
        _dot(order, episode, heights[episode.path], step) for order, episode in enumerate(episodes)
    ]
    width = LABEL_WIDTH + step * max(len(episodes), 1)
    return Drawing(
        width=width,
        height=LANE_HEIGHT * max(len(heights), 1),
        label_width=LABEL_WIDTH,
        radius=RADIUS,
        lanes=_lanes(episodes, heights),
        dots=dots,
        way=_way(dots),
    )


def _heights(episodes: Sequence[Episode]) -> dict[str, int]:
    used = sorted({episode.path for episode in episodes}, key=_order)
    return {path: LANE_HEIGHT // 2 + LANE_HEIGHT * row for row, path in enumerate(used)}


def _order(path: str) -> tuple[int, str]:
    return (LANES.index(path) if path in LANES else len(LANES), path)


def _lanes(episodes: Sequence[Episode], heights: dict[str, int]) -> list[Lane]:
    labels = {episode.path: _short(episode.path_label) for episode in episodes}
    return [Lane(y=y, text_y=y + 4, label=labels[path]) for path, y in heights.items()]


def _short(label: str) -> str:
    """Without what stands in brackets: the list beneath says all of it."""
    return re.split(r"[(（]", label)[0].strip()


def _dot(order: int, episode: Episode, y: int, step: int) -> Dot:
    x = LABEL_WIDTH + step * order + step // 2
    return Dot(x=x, y=y, text_y=y + 4, number=episode.number, is_open=episode.is_open)


def _way(dots: Sequence[Dot]) -> str:
    """From dot to dot: level, then down or up halfway, then level."""
    points: list[str] = []
    for before, after in pairwise(dots):
        middle = (before.x + after.x) // 2
        points += [
            f"{before.x},{before.y}",
            f"{middle},{before.y}",
            f"{middle},{after.y}",
            f"{after.x},{after.y}",
        ]
    return " ".join(points)
