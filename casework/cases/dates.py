"""Days and months of the calendar."""

import calendar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from casework.accounts.models import User

_MORNING = time(9, 0)


def morning(day: date, by: User) -> datetime:
    """When what she names a day for falls due: at nine, in her own time."""
    return datetime.combine(day, _MORNING, tzinfo=ZoneInfo(by.time_zone))


def six_months_after(day: date) -> date:
    """The same day six months on, or the last one of a shorter month."""
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
