"""Whether worker and beat are at work: each leaves a mark in the store as it goes.

A mark is a moment and nothing else. The store forgets them with the power; then each is waited for
from when somebody first looked for it, so that one that never came back is no secret.
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
    """Those that are not at work any more, or were waited for in vain."""
    seen = last_seen()
    return [one for one in Process if at - (seen[one] or _awaited_since(one, at)) > PATIENCE]


def _awaited_since(process: Process, at: datetime) -> datetime:
    since: datetime | None = cache.get_or_set(f"{_name(process)}/awaited", at, timeout=None)
    return since or at


def _name(process: Process) -> str:
    return f"alive/{process}"
