"""When things happened: days before the founding of the demo, at hours at which people work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Seoul")
_OPENS = time(9, 20)
# What lies nearer is counted back from the founding itself: a task that is due today is due
# at whatever hour the demo is founded.
_NEAR = 5
_DAY_LASTS = timedelta(hours=3)


@dataclass(frozen=True)
class Moment:
    """An act of somebody at some time; the demo is made by doing all of them in their order."""

    at: datetime
    who: str
    act: Callable[[datetime], object]


@dataclass(frozen=True)
class Clock:
    now: datetime

    def at(self, days: int, minute: int, *, spread: int = 0) -> datetime:
        """`minute` (below 180) of the working time `days` ago; `spread` shifts it within the day."""
        if days < _NEAR:
            ago = timedelta(days=days) + _DAY_LASTS - timedelta(minutes=minute - spread * 7 % 50)
            return self.now - ago
        day = (self.now.astimezone(_ZONE) - timedelta(days=days)).date()
        opens = datetime.combine(day, _OPENS, _ZONE)
        return opens + timedelta(minutes=spread * 47 % 300 + minute)

    def in_days(self, days: float) -> datetime:
        return self.now + timedelta(days=days)

    def months_ago(self, months: int, *, told: date) -> str:
        """The month as the record keeps it: 2019-03; never later than it was `told`."""
        here = self.now.astimezone(_ZONE)
        count = min(here.year * 12 + here.month - 1 - months, told.year * 12 + told.month - 1)
        return f"{count // 12:04}-{count % 12 + 1:02}"


def day_of(at: datetime) -> date:
    """The day on the calendar of the desk."""
    return at.astimezone(_ZONE).date()
