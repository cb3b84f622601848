"""When she may be contacted, as plain times: what saving her safe-contact plan leaves in clear.

No worker can read the plan, and a reminder must come at her times only. So whoever saves it, with
her key at hand, writes down when her windows open for the next 90 days and until when to stay
silent: times, and nothing of why or how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from casework.cases.codes_contact import MayContact, TimeZone, Weekday
from casework.cases.contacts import silent_until

AHEAD: Final = timedelta(days=90)
_DAYS: Final = [day for day in Weekday if day != Weekday.DAILY]
# Who calls only herself, or not at all, is not to be called: no window of hers is reminded of.
_WE_CONTACT: Final = frozenset({MayContact.YES, MayContact.VIA_PARTNER})


@dataclass(frozen=True)
class SafeTimes:
    openings: tuple[datetime, ...] = ()
    silent_until: datetime | None = None


def of(plan: Mapping[str, Any], at: datetime) -> SafeTimes:
    """Counted on her own clock, also over a change of it."""
    zone = _zone(plan)
    day = silent_until(plan)
    silent = datetime.combine(day, time(), tzinfo=zone) if day else None
    if plan.get("may_contact") not in _WE_CONTACT:
        return SafeTimes((), silent)
    first = max(at, silent) if silent else at
    found = {moment for moment in _openings(plan.get("windows") or (), at, zone) if moment >= first}
    return SafeTimes(tuple(sorted(found)), silent)


def _openings(
    windows: Sequence[Mapping[str, str]], at: datetime, zone: ZoneInfo
) -> Iterator[datetime]:
    today = at.astimezone(zone).date()
    for number in range(AHEAD.days + 1):
        day = today + timedelta(days=number)
        for window in windows:
            if window.get("day") in (Weekday.DAILY, _DAYS[day.weekday()]):
                yield datetime.combine(day, time.fromisoformat(window["from"]), tzinfo=zone)


def _zone(plan: Mapping[str, Any]) -> ZoneInfo:
    told = str(plan.get("zone", ""))
    return ZoneInfo(told if told in TimeZone.values and "/" in told else TimeZone.SHANGHAI)
