"""Who opened how much, counted from the log: for one person's page, and for the charts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

# What somebody did with a case. Lists and searches name no case, and are counted apart.
_CODES = """
SELECT subject_code, count(*), max(at) FROM audit_entry
WHERE "by" = %s AND at >= %s AND subject_type = 'case' AND outcome = 'done'
GROUP BY subject_code ORDER BY max(at) DESC, subject_code
"""
_PLACES = """
SELECT network, agent, count(*), min(at), max(at) FROM audit_entry
WHERE "by" = %s AND at >= %s GROUP BY network, agent ORDER BY max(at) DESC
"""
_HOURS = """
SELECT "by", (at AT TIME ZONE %s)::date, extract(hour FROM at AT TIME ZONE %s)::int, count(*)
FROM audit_entry
WHERE at >= %s AND "by" <> 'system' AND subject_type = 'case' AND outcome = 'done'
GROUP BY 1, 2, 3
"""
_HERS = _HOURS.replace("<> 'system'", "= %s")


class Code(NamedTuple):
    code: str
    times: int
    last: datetime


class Place(NamedTuple):
    """A network, without the last part of its addresses, and a browser."""

    network: str
    agent: str
    times: int
    first: datetime
    last: datetime


class Hour(NamedTuple):
    """What one person did with cases in one hour of one day."""

    by: str
    day: date
    hour: int
    times: int


def codes(person: str, since: datetime) -> list[Code]:
    """The cases that she did something with, the last one first."""
    return [Code(*row) for row in _rows(_CODES, [person, since])]


def places(person: str, since: datetime) -> list[Place]:
    """From where and with what she came, the last one first."""
    return [Place(*row) for row in _rows(_PLACES, [person, since])]


def hours(since: datetime, zone: str, person: str | None = None) -> list[Hour]:
    """By person, day and hour of the time zone; of one person if she is named."""
    if person is None:
        return [Hour(*row) for row in _rows(_HOURS, [zone, zone, since])]
    return [Hour(*row) for row in _rows(_HERS, [zone, zone, since, person])]


def _rows(query: str, values: list[Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
