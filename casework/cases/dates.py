"""Days and months of the calendar."""

import calendar
from datetime import date


def six_months_after(day: date) -> date:
    """The same day six months on, or the last one of a shorter month."""
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
