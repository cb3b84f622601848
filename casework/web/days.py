"""A day as the record keeps it, which may be a month or a year only, as a person would say it; and
how long something is.
"""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import ngettext

_FORMATS = {7: "YEAR_MONTH_FORMAT", 10: "DATE_FORMAT"}


def day_in_words(kept: str) -> str:
    """`2019-03-27`, `2019-03` or `2019` in the reader's language; whatever is no day, unchanged."""
    written = _FORMATS.get(len(kept))
    if written is None:
        return kept
    try:
        day = date.fromisoformat(kept + "0000-01-01"[len(kept) :])
    except ValueError:
        return kept
    return date_format(day, written)


def span(hours: int) -> str:
    """Whole days as days, from two on."""
    days = hours // 24
    if days < 2 or hours % 24:
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
