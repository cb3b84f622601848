"""Invented entries of the log, and invented people: no database is needed to try a rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from casework.accounts.models import Role
from casework.reports.acts import Act, Whose

SEOUL = ZoneInfo("Asia/Seoul")
# A Monday, ten in the morning on her clock.
MONDAY = datetime(2026, 6, 1, 10, 0, tzinfo=SEOUL)
NORTH = "192.0.2.0/24"
_numbers = count(1)


def act(verb: str = "case.read", *, minutes: float = 0, **more: Any) -> Act:
    """One entry, so many minutes after Monday at ten."""
    at = more.pop("at", MONDAY + timedelta(minutes=minutes))
    return Act(next(_numbers), at, verb, **({"network": NORTH, "desk": "north"} | more))


def cases(number: int, *, every: float = 1, **more: Any) -> list[Act]:
    """So many different cases, one after another."""
    return [act(minutes=every * one, code=f"CW-{one}", **more) for one in range(number)]


def whose(role: Role = Role.CASEWORKER, **more: Any) -> Whose:
    """A caseworker of the desk north who is known, unless `more` says otherwise."""
    known = {"networks": frozenset({NORTH}), "own": frozenset(f"CW-{one}" for one in range(300))}
    return Whose(roles=frozenset({role.value}), zone=SEOUL, **(known | more))
