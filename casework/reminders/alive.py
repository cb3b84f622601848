"""Whether worker and beat are at work: each leaves a mark in the store as it goes.

A mark is a moment and nothing else. The store forgets them with the power; until the next minute's
sweep nobody can tell, and that is not called a fault.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.core.cache import cache

# A sweep comes every minute: five that did not come are no chance.
PATIENCE: Final = timedelta(minutes=5)


class Process(StrEnum):
    WORKER = "worker"
    BEAT = "beat"


def mark(process: Process, at: datetime) -> None:
    cache.set(_name(process), at, timeout=None)


def last_seen() -> dict[Process, datetime | None]:
    return {process: cache.get(_name(process)) for process in Process}


def silent(at: datetime) -> list[Process]:
    """Those that were at work, and no longer are."""
    return [
        process
        for process, seen in last_seen().items()
        if seen is not None and at - seen > PATIENCE
    ]


def _name(process: Process) -> str:
    return f"alive/{process}"
