"""Services that were asked for and not found, counted for each desk by month; no case is named.

Two things are counted: that a partner said no for want of a place, of reach or of a fitting rule;
and that a caseworker looked and nobody fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import rule
from casework.accounts.models import Desk, User
from casework.cases.actions.consent import day_of
from casework.referrals import partners, tallies
from casework.referrals.reasons import DeclineReason

# Its no says that there is no such service for her; the others say something else.
NOT_THERE: Final = frozenset(
    {DeclineReason.NO_CAPACITY, DeclineReason.NOT_ELIGIBLE, DeclineReason.OUTSIDE}
)
_MONTHS: Final = 12
_SHOWN: Final = timedelta(days=32)  # from the first of this month
_REMEMBERED: Final = 40


class Missing(NamedTuple):
    service: str
    nobody_fits: int
    declined: int


@rule
def can_note_missing(user: User, desk: Desk) -> bool:
    """Whoever works on the desk notes that nobody offers what was looked for."""
    works = user.is_caseworker_on(desk) or user.is_supervisor_on(desk)
    return user.is_admitted and works


def declined(desk: Desk, service: str, reason: str, *, by: User, at: datetime) -> None:
    """The sheet is written anew whatever the reason, so that the log does not tell it."""
    what = "declined" if reason in NOT_THERE else ""

    def edit(counts: tallies.Counts) -> None:
        _add(counts, day_of(at, by), service, what)

    tallies.change(_name(desk), edit, by=by, at=at)


@transaction.atomic
def nobody_fits(desk: Desk, service: str, *, once: UUID, by: User, at: datetime) -> None:
    """Somebody looked for it and found nobody. Raises NotAllowed."""
    require(can_note_missing(by, desk), "can_note_missing")
    require(service in partners.services(), "service_of_the_list")

    def edit(counts: tallies.Counts) -> None:
        noted = counts.setdefault("noted", [])
        if once.hex not in noted:  # a doubled submit is kept once
            counts["noted"] = [*noted, once.hex][-_REMEMBERED:]
            _add(counts, day_of(at, by), service, "nobody")

    tallies.change(_name(desk), edit, by=by, at=at)


def of_desks(desks: Iterable[Desk], on: date) -> list[Missing]:
    """In this month and the two before; what is missing most first."""
    found: dict[str, list[int]] = {}
    for counts in tallies.read(*map(_name, desks)):
        for month, services in counts.get("months", {}).items():
            if month >= _month(on.replace(day=1) - _SHOWN):
                _sum(found, services)
    rows = [Missing(service, *both) for service, both in found.items()]
    return sorted(rows, key=lambda row: (-row.nobody_fits - row.declined, row.service))


def _sum(found: dict[str, list[int]], services: tallies.Counts) -> None:
    for service, line in services.items():
        both = found.setdefault(service, [0, 0])
        both[0] += line.get("nobody", 0)
        both[1] += line.get("declined", 0)


def _add(counts: tallies.Counts, on: date, service: str, what: str) -> None:
    months = counts.setdefault("months", {})
    if what:
        line = months.setdefault(_month(on), {}).setdefault(service, {})
        line[what] = line.get(what, 0) + 1
    for month in sorted(months)[:-_MONTHS]:
        del months[month]


def _month(on: date) -> str:
    return f"{on:%Y-%m}"


def _name(desk: Desk) -> str:
    return f"missing/{desk.code}"
