"""What a measurement is, and how two sides are compared fairly."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
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
    work: Callable[[], object], instead: Callable[[], AbstractContextManager[None]], *, rounds: int
) -> tuple[float, float, float]:
    """Median of the work ÷ median of the same inside `instead()`; with both in milliseconds.

    In turn, so that a slow moment of the machine falls on both sides; going in and out of
    `instead()` is not counted.
    """
    plain: list[float] = []
    ours: list[float] = []
    for _ in range(rounds + 2):
        with instead():
            plain.append(seconds(work, 1))
        ours.append(seconds(work, 1))
    left, right = (statistics.median(side[2:]) * 1000 for side in (ours, plain))
    return left / right, left, right
