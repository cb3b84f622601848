"""How many went from where to where, as bands between two columns. Geometry as in `charts`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from casework.web.charts import PLOT, ROOMY, Box, Chart, Stroke, Word
from casework.web.letters import WORD, em, wide, word_at

NODE: Final = 22  # px of `charts`: the least height of a node, so that its word fits
NODE_GAP: Final = 8
LINE: Final = WORD + 1
# In sizes of its letters: what a word may take of a phone, with another one facing it.
FACING: Final = ROOMY * 0.94 / 2 - 0.4
MOST_THICK: Final = 10.0  # px of a band for each that went


@dataclass(frozen=True)
class Flow:
    """How many went from one to another, both in words."""

    start: str
    end: str
    count: int


def flows(title: str, found: Iterable[Flow], *, order: Sequence[str] = ()) -> Chart:
    """From the words on the left to those on the right, each band as thick as its number.

    `order`: the words from top to bottom; those that it does not name come last. Where letters are
    great and the page is narrow, two words have no place beside each other: the table stands alone.
    """
    kept = [one for one in found if one.count]
    thick = min(MOST_THICK, PLOT / max(sum(one.count for one in kept), 1))
    starts = _nodes([(one.start, one.count) for one in kept], order, thick)
    ends = _nodes([(one.end, one.count) for one in kept], order, thick)
    left, right = dict(starts), dict(ends)
    kept.sort(key=lambda one: (left[one.start].y, right[one.end].y))
    return Chart(
        kind="flows",
        title=title,
        told=_most_often(kept),
        height=round(max((node.y + node.height for _w, node in [*starts, *ends]), default=NODE)),
        boxes=_node_boxes(left, "0%") + _node_boxes(right, "98.5%"),
        words=_node_words(left, "3%", "start") + _node_words(right, "97%", "end"),
        strokes=[_band(one, left[one.start], right[one.end], thick) for one in kept],
        columns=[_("From, to"), _("How many times")],
        rows=[(f"{one.start} → {one.end}", [one.count]) for one in kept],
    )


@dataclass
class _Node:
    """`used`: px of its height that bands have already taken."""

    y: float
    height: float
    used: float
    count: int


def _nodes(
    ends: Sequence[tuple[str, int]], order: Sequence[str], thick: float
) -> list[tuple[str, _Node]]:
    """Those of one side, from top to bottom."""
    counts: dict[str, int] = {}
    for word, count in ends:
        counts[word] = counts.get(word, 0) + count
    rank = {word: at for at, word in enumerate(order)}
    found, y = [], 0.0
    for word in sorted(counts, key=lambda one: rank.get(one, len(rank))):
        lines = len(_in_lines(word, counts[word]))
        height = max(NODE + LINE * (lines - 1), counts[word] * thick)
        found.append((word, _Node(y, height, (height - counts[word] * thick) / 2, counts[word])))
        y += height + NODE_GAP
    return found


def _node_boxes(nodes: dict[str, _Node], x: str) -> list[Box]:
    return [
        Box(x, em(node.y), "1.5%", em(node.height), 0, f"{word}: {node.count}")
        for word, node in nodes.items()
    ]


def _node_words(nodes: dict[str, _Node], x: str, anchor: str) -> list[Word]:
    found = []
    for word, node in nodes.items():
        lines = _in_lines(word, node.count)
        first = node.y + node.height / 2 + 4.5 - LINE * (len(lines) - 1) / 2
        found += [
            Word(x, word_at(first + LINE * at), line, anchor) for at, line in enumerate(lines)
        ]
    return found


def _in_lines(word: str, count: int) -> list[str]:
    """In two where one is too long: its last part goes along with the number."""
    whole, (first, _space, last) = f"{word} {count}", word.rpartition(" ")
    return [first, f"{last} {count}"] if first and wide(whole) > FACING else [whole]


def _band(one: Flow, start: _Node, end: _Node, thick: float) -> Stroke:
    """A band of one thickness from side to side, bent in its middle."""
    high = one.count * thick
    left, right = start.y + start.used, end.y + end.used
    start.used, end.used = start.used + high, end.used + high
    near, far = left + high, right + high
    upper = f"M1.5,{left:.1f} C50,{left:.1f} 50,{right:.1f} 98.5,{right:.1f}"
    lower = f"L98.5,{far:.1f} C50,{far:.1f} 50,{near:.1f} 1.5,{near:.1f} Z"
    return Stroke(f"{upper} {lower}", 1, f"{one.start} → {one.end}: {one.count}")


def _most_often(kept: Sequence[Flow]) -> str:
    if not kept:
        return ""
    most = max(kept, key=lambda one: one.count)
    said = _("Most often from %(start)s to %(end)s: %(count)s.")
    return said % {"start": most.start, "end": most.end, "count": most.count}
