"""Counting across cases without opening any: one sealed sheet, whichever line of it is changed.

An act that could change a sheet writes it anew whether it does or not, so that the log does not say
what was answered (decision 0012).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from casework.accounts.models import User
from casework.accounts.sealed import open_for_house, seal_for_house
from casework.audit.log import record
from casework.referrals.tally_rows import Tally

Counts = dict[str, Any]
_BUCKET = 4096


def change(name: str, edit: Callable[[Counts], None], *, by: User | None, at: datetime) -> None:
    """Held until the end of the caller's transaction, which holds everything else before it."""
    Tally.objects.bulk_create([Tally(name=name, revision=0)], ignore_conflicts=True)
    row = Tally.objects.select_for_update(no_key=True).get(name=name)
    counts = _counts_of(row)
    edit(counts)
    text = json.dumps(counts, sort_keys=True)
    seal_for_house(row, "counts", text.ljust(-(-len(text) // _BUCKET) * _BUCKET))
    row.raise_revision().save(update_fields=["counts", "revision"])
    record("tally.counted", row, by=by, at=at, rows=[row])


def read(*names: str) -> list[Counts]:
    """Those that were ever begun, by name."""
    return [_counts_of(row) for row in Tally.objects.filter(name__in=names).order_by("name")]


def _counts_of(row: Tally) -> Counts:
    counts: Counts = json.loads(open_for_house(row, "counts") or "{}")
    return counts
