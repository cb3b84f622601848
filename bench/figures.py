"""What a measurement is, and how two sides are compared fairly."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple


class Figure(NamedTuple):
    name: str
    value: float
    unit: str
    note: str


def tell(sentence: str) -> None:
    """Progress, for whoever waits."""
    print(f"… {sentence}", file=sys.stderr, flush=True)


def seconds(work: Callable[[], object], repeat: int) -> float:
    """Wall time of `repeat` runs."""
    start = time.perf_counter()
    for _ in range(repeat):
        work()
    return time.perf_counter() - start


def ratio(
    ours: Callable[[], object], plain: Callable[[], object], *, repeat: int, rounds: int = 9
) -> tuple[float, float, float]:
    """Median of ours ÷ plain over rounds that take turns; with both medians in seconds a run."""
    ours(), plain()  # warm up both
    pairs = [(seconds(ours, repeat), seconds(plain, repeat)) for _ in range(rounds)]
    return (
        statistics.median(left / right for left, right in pairs),
        statistics.median(left for left, _ in pairs) / repeat,
        statistics.median(right for _, right in pairs) / repeat,
    )


def alternated(
    ours: Callable[[], object], plain: Callable[[], object], *, rounds: int
) -> tuple[float, float, float]:
    """Median of ours ÷ median of plain, run by run in turn; with both medians in milliseconds.

    For work of some milliseconds: a slow moment of the machine falls on both sides.
    """
    ours(), plain()  # warm up both
    pairs = [(seconds(ours, 1), seconds(plain, 1)) for _ in range(rounds)]
    left, right = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return left / right, left, right
