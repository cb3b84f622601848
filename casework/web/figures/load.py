"""Who carries how much, and whether it is more than the house says one person can carry."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings


class Load(NamedTuple):
    """`rows` as `load_of_desks` gives them; `over`: how many carry more than `cap`."""

    rows: list[dict[str, Any]]
    most: int
    cap: int
    over: int


def with_cap(rows: list[dict[str, Any]]) -> Load:
    cap = settings.CASES_PER_PERSON
    numbers = [row["open"] for row in rows]
    over = sum(number > cap for number in numbers)
    return Load(rows, max(numbers, default=0), cap, over)
