"""The log by page, newest first: conditions that combine, however long the log is.

An index yields what the narrowest of the conditions finds, in its order; the others are tried on
at most `LOOKED` of these a page. Where that did not fill the page it says how far back it looked,
and the next page goes on from there: no combination ever reads the whole log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from psycopg.sql import SQL, Composable, Composed, Identifier

PAGE = 50
LOOKED = 3000

# Which conditions are left to an index, the narrowest first. An index for each is in the model.
_LEADS = (
    ("subject_code",),
    ("outcome",),
    ("network",),
    ("by", "verb"),
    ("by",),
    ("verb",),
    ("desk",),
)
# Said again in their own words, for these indexes leave out what is most of the log.
_PARTIAL = {
    "subject_code": SQL("subject_code <> ''"),
    "outcome": SQL("outcome <> 'done'"),
    "network": SQL("network <> ''"),
    "desk": SQL("desk <> ''"),
}
_ORDER = SQL("ORDER BY at DESC, number DESC")
_NEVER_LEADS = {"outcome": "done"}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as pages show it."""

    number: int
    at: datetime
    verb: str
    by: str
    subject_type: str
    subject_id: str
    subject_code: str
    desk: str
    network: str
    agent: str
    reason: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Asked:
    """Conditions, all of which hold. `same`: columns and what they say; the period is half open.

    `addresses`: keyed hashes of one address, one for each year that it may have been seen in.
    """

    same: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    addresses: tuple[bytes, ...] = ()


class Found(NamedTuple):
    """`below`: the number to go on below, None at the end; `looked_to`: set where the page is not
    full and older entries were not looked at.
    """

    lines: list[Line]
    below: int | None
    looked_to: datetime | None


def page(asked: Asked, below: int | None = None, size: int = PAGE) -> Found:
    """One page of what is asked, below the entry of a number. Two statements at most."""
    lead, rest = _split(asked)
    place = None if below is None else _place(below)
    inner, values = _inner(asked, lead, place)
    limit = LOOKED if rest or asked.addresses else size + 1
    found = _lines(inner, values, limit, asked, rest, size + 1)
    if len(found) > size:
        return Found(found[:size], found[size - 1].number, None)
    if limit == LOOKED and (last := _last_looked_at(inner, values)):
        return Found(found, *last)
    return Found(found, None, None)


def _split(asked: Asked) -> tuple[tuple[str, ...], list[str]]:
    """The columns left to an index, and the others."""
    fit = {name for name, value in asked.same.items() if _NEVER_LEADS.get(name) != value}
    lead = next((lead for lead in _LEADS if fit.issuperset(lead)), ())
    return lead, [name for name in asked.same if name not in lead]


def _place(below: int) -> tuple[datetime, int] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, number FROM audit_entry WHERE number = %s", [below])
        place: tuple[datetime, int] | None = cursor.fetchone()
        return place


def _inner(
    asked: Asked, lead: tuple[str, ...], place: tuple[datetime, int] | None
) -> tuple[Composed, list[Any]]:
    """What the index yields, in the page's order."""
    said: list[Composable] = [SQL("{} = %s").format(Identifier(name)) for name in lead]
    said += [_PARTIAL[name] for name in lead if name in _PARTIAL]
    values: list[Any] = [asked.same[name] for name in lead]
    for words, moment in ((SQL("at >= %s"), asked.since), (SQL("at < %s"), asked.until)):
        if moment is not None:
            said.append(words)
            values.append(moment)
    if place is not None:
        said.append(SQL("at <= %s AND (at < %s OR number < %s)"))
        values += [place[0], place[0], place[1]]
    return SQL("FROM audit_entry WHERE {} {}").format(_all(said), _ORDER), values


def _lines(
    inner: Composed, values: list[Any], limit: int, asked: Asked, rest: list[str], wanted: int
) -> list[Line]:
    said: list[Composable] = [SQL("{} = %s").format(Identifier(name)) for name in rest]
    tried: list[Any] = [asked.same[name] for name in rest]
    if asked.addresses:
        said.append(SQL("address = ANY(%s)"))
        tried.append(list(asked.addresses))
    columns = SQL(", ").join(Identifier(one.name) for one in fields(Line))
    query = SQL("SELECT {} FROM (SELECT {}, address {} LIMIT {}) AS looked WHERE {} {} LIMIT {}")
    text = query.format(columns, columns, inner, limit, _all(said), _ORDER, wanted)
    with connection.cursor() as cursor:
        cursor.execute(text.as_string(), [*values, *tried])
        return [Line(*row) for row in cursor.fetchall()]


def _last_looked_at(inner: Composed, values: list[Any]) -> tuple[int, datetime] | None:
    """The last entry that was looked at, if others may follow."""
    text = SQL("SELECT number, at {} OFFSET {} LIMIT 1").format(inner, LOOKED - 1)
    with connection.cursor() as cursor:
        cursor.execute(text.as_string(), values)
        last: tuple[int, datetime] | None = cursor.fetchone()
        return last


def _all(said: list[Composable]) -> Composed:
    return SQL(" AND ").join(said) if said else SQL("{}").format(SQL("true"))
