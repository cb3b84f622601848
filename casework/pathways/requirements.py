"""What each event asks for: the table that the form, the guards, the docs and a test all read.

`must`: without an answer the move is refused; "not known" and "chose not to say" are answers.
`may`: asked as well, and may stay empty. Every event may also tell what belongs to the episode
(`facts.OF_THE_EPISODE`). Source, reliability and when it happened are asked of every event that
opens an episode. Reference 3.2 says what must be recorded; a test holds both together.
"""

from __future__ import annotations

from typing import NamedTuple

from casework.pathways.facts import OF_THE_EPISODE
from casework.pathways.situations import Event, Situation


class Needs(NamedTuple):
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


def _needs(must: str = "", may: str = "") -> Needs:
    return Needs(tuple(must.split()), tuple(may.split()))


_SALE = "acts means seller_role"
_ARREST = "province authority company"

REQUIREMENTS: dict[Event, Needs] = {
    Event.INSIDE: _needs(may="reasons country"),
    Event.M01: _needs(_SALE, "price distance purposes"),
    Event.M02: _needs("seller_role distance", "acts means price purposes"),
    Event.M03: _needs("means", "acts seller_role price purposes"),
    Event.M04: _needs("children_then"),
    Event.M05: _needs("real_alternative", "reasons"),
    Event.M06: _needs(_ARREST, "custody_place"),
    Event.M07: _needs("custody_place", "company"),
    Event.M08: _needs("corridor", "company custody_place"),
    Event.M09: _needs("freed_by", "protector country"),
    Event.M10: _needs(may="freed_by"),
    Event.M11: _needs(may="children_then"),
    Event.M12: _needs(may=f"{_SALE} country price distance purposes"),
    Event.M13: _needs("country", "children_then"),
    Event.M14: _needs("country", "authority company custody_place"),
    Event.M15: _needs("protector", "country"),
    Event.M16: _needs("country"),
    Event.M17: _needs("missed_windows"),
    Event.M18: _needs("identity coercion", "country"),
    Event.M19: _needs(may="cause second_source"),
    Event.M20: _needs("permit_kind"),
    Event.M20B: _needs(may="permit_kind country reasons"),
    Event.M21: _needs(may="reasons children_then"),
    Event.M22: _needs(may="reasons children_then"),
    Event.M23: _needs(may="authority company custody_place"),
    Event.M24: _needs(_ARREST, "custody_place"),
    Event.M25: _needs(_ARREST, "country custody_place"),
    Event.M26: _needs(may="freed_by country"),
    Event.M27: _needs(),
}

# By where it leads, an event may ask for more, or for something else.
_GIVEN_UP = _needs("attempts attempts_since")
_SOLD_BY_THE_BROKER = {(Situation.FM1, Situation.FM2), (Situation.SX1, Situation.SX2)}


def needs(event: str, before: str, after: str, meanwhile: str = "") -> Needs:
    """What this very move asks for, with what happened meanwhile when she was found again.

    Where her path begins nothing must be told: she is there already.
    """
    rows = [_row(event, before, after)]
    if event == Event.M18 and meanwhile in Event:
        rows.append(_row(meanwhile, "", after))
    if after == Situation.CU3:
        rows.append(REQUIREMENTS[Event.M08])
    must = dict.fromkeys(name for row in rows for name in row.must if event)
    asked = [name for row in rows for name in (*row.must, *row.may)]
    may = dict.fromkeys((*asked, *OF_THE_EPISODE))
    return Needs(tuple(must), tuple(name for name in may if name not in must))


def _row(event: str, before: str, after: str) -> Needs:
    if event not in Event:
        return Needs()
    if event == Event.INSIDE and (before, after) in _SOLD_BY_THE_BROKER:
        return REQUIREMENTS[Event.M01]
    if event == Event.M17 and after == Situation.UN2:
        return _GIVEN_UP
    if event == Event.M20B and after == Situation.CU1:
        return REQUIREMENTS[Event.M06]
    return REQUIREMENTS[Event(event)]
