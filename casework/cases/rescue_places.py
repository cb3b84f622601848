"""A place below the province is written for an agreed rescue alone, and holds for 30 days.

When it was written lies sealed beside it. After its time no page shows it, and whoever writes the
record next erases it: no worker could, for none holds a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

Document = dict[str, Any]

SECTION: Final = "situation"
PLACE: Final = "place_detail"
WRITTEN_AT: Final = "place_detail_at"
HOLDS_FOR: Final = timedelta(days=30)


def stamped(document: Document, before: Mapping[str, Any], at: datetime) -> Document:
    """The section as it is to be kept: a place begins its time when it is new or another one, and
    when it is agreed upon again after its time."""
    told = {name: value for name, value in document.items() if name != WRITTEN_AT}
    if not told.get(PLACE):
        return told
    holds = before.get(WRITTEN_AT) and not is_over(before, at)
    goes_on = holds and before.get(PLACE) == told[PLACE]
    return told | {WRITTEN_AT: before[WRITTEN_AT] if goes_on else at.isoformat()}


def is_over(document: Mapping[str, Any], at: datetime) -> bool:
    written_at = document.get(WRITTEN_AT)
    return written_at is not None and at >= datetime.fromisoformat(written_at) + HOLDS_FOR


def in_time(document: Document, at: datetime) -> Document:
    """What may be shown of the section at `at`, and kept of it by whoever writes then."""
    if not is_over(document, at):
        return document
    return {name: value for name, value in document.items() if name != WRITTEN_AT} | {PLACE: ""}
