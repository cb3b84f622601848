"""How soon and how often at each level: settings of the house, within bounds, with their history.

An administrator changes one number; it holds at once for every row that is computed from then on.
Nothing is overwritten: the newest row of a level and a measure is in force, the older ones say who
changed what, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse, rule
from casework.accounts.models import User
from casework.audit.log import new_entry, record
from casework.reminders.interval_rows import Interval, Measure
from casework.reminders.rules import RHYTHMS, Level, Rhythm, Rhythms

_HOUR: Final = timedelta(hours=1)
# A number of the reference may be made twice as long, or a quarter of it.
LONGER, SHORTER = 2, 4
# From the gravest on: none of these is looked after less often than the next.
GRAVEST_FIRST: Final = (Level.CRITICAL, Level.HIGH, Level.MEDIUM, Level.LOW)
_RUNGS: Final = (Measure.LATE, Measure.LATER)


def current() -> Rhythms:
    """The rhythm of each level as it is set now. One query. Raises Forged."""
    found = dict(RHYTHMS)
    for row in Interval.objects.newest():
        level = Level(row.check_mac().level)
        found[level] = _with(found[level], Measure(row.measure), row.hours)
    return MappingProxyType(found)


def hours_of(rhythm: Rhythm) -> dict[Measure, int]:
    """What may be set of a level, in hours, in the order of the page."""
    late = dict(zip(_RUNGS, rhythm.escalate, strict=False))
    found = {Measure.FIRST: rhythm.first, Measure.EVERY: rhythm.every, **late}
    found |= {Measure.REVIEW: rhythm.review}
    found |= {Measure.REASSESS: rhythm.reassess} if rhythm.reassess else {}
    return {measure: span // _HOUR for measure, span in found.items()}


def bounds(level: Level, measure: Measure) -> tuple[int, int]:
    """The least and the most hours."""
    usual = hours_of(RHYTHMS[level])[measure]
    return max(1, usual // SHORTER), usual * LONGER


@transaction.atomic
def change(
    level: Level, wanted: Mapping[Measure, int], *, by: User, at: datetime
) -> list[Interval]:
    """Set what is new of one level, each as a row of its own. Raises NotAllowed, WrongState."""
    require(can_set_intervals(by), "can_set_intervals")
    _take_turns()
    before = current()
    after = {**before, level: _all(before[level], wanted)}
    refuse(interval_in_bounds(level, wanted), graver_is_sooner(after), rungs_in_order(after[level]))
    new = {one: hours for one, hours in wanted.items() if hours != hours_of(before[level])[one]}
    entry = new_entry()
    rows = [_row(level, before[level], one, hours, by, at) for one, hours in new.items()]
    for row in rows:
        row.protect(entry).save(force_insert=True)
    if rows:
        record("intervals.changed", rows[0], by=by, at=at, entry=entry, rows=rows, reason=level)
    return rows


def _row(
    level: Level, before: Rhythm, measure: Measure, hours: int, by: User, at: datetime
) -> Interval:
    number = Interval.objects.next_number(level=level, measure=measure)
    row = Interval(level=level, measure=measure, number=number, hours=hours, set_by=by, set_at=at)
    row.before = hours_of(before)[measure]
    return row


def _take_turns() -> None:
    """Two who change at once: the second sees what the first one set, also of another level."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reminders.intervals'))")


@rule
def can_set_intervals(user: User) -> bool:
    """An administrator says how soon and how often each level is looked after."""
    return user.is_administrator


@guard
def interval_in_bounds(level: Level, wanted: Mapping[Measure, int]) -> str:
    """An interval lies between a quarter and twice of what the reference has."""
    for measure, hours in wanted.items():
        least, most = bounds(level, measure)
        if not least <= hours <= most:
            told = {"measure": measure.label, "least": least, "most": most}
            return _("%(measure)s: from %(least)d to %(most)d hours.") % told
    return ""


@guard
def graver_is_sooner(rhythms: Rhythms) -> str:
    """A graver level is never looked after less often than a lesser one."""
    for graver, lesser in pairwise(GRAVEST_FIRST):
        one, other = hours_of(rhythms[graver]), hours_of(rhythms[lesser])
        for measure in (Measure.FIRST, Measure.EVERY, Measure.LATE, Measure.REVIEW):
            if one[measure] > other[measure]:
                told = {"measure": measure.label, "graver": graver.label, "lesser": lesser.label}
                return _("%(measure)s: “%(graver)s” comes no later than “%(lesser)s”.") % told
    return ""


@guard
def rungs_in_order(rhythm: Rhythm) -> str:
    """The second supervisor is told after the first one."""
    if list(rhythm.escalate) == sorted(set(rhythm.escalate)):
        return ""
    return _("The second supervisor is told later than the first one.")


def _all(rhythm: Rhythm, wanted: Mapping[Measure, int]) -> Rhythm:
    for measure, hours in wanted.items():
        rhythm = _with(rhythm, measure, hours)
    return rhythm


def _with(rhythm: Rhythm, measure: Measure, hours: int) -> Rhythm:
    span = hours * _HOUR
    match measure:
        case Measure.FIRST:
            return replace(rhythm, first=span)
        case Measure.EVERY:
            return replace(rhythm, every=span)
        case Measure.REVIEW:
            return replace(rhythm, review=span)
        case Measure.REASSESS:
            return replace(rhythm, reassess=span)
    rungs = list(rhythm.escalate)
    rungs[_RUNGS.index(measure)] = span
    return replace(rhythm, escalate=tuple(rungs))
