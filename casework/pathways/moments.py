"""When something happened: a day, a month, a year, or not known (HURIDOCS MT48)."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from casework.cases.codes import NOT_ASKED, DatePrecision

# What may be written for each precision: a year, a month, a day.
_FORMS: dict[str, tuple[int, ...]] = {
    DatePrecision.EXACT: (3,),
    DatePrecision.ESTIMATE: (1, 2, 3),
    DatePrecision.UNKNOWN_DAY: (2,),
    DatePrecision.UNKNOWN_MONTH: (1,),
    DatePrecision.UNKNOWN: (0,),
    DatePrecision.DECLINED: (0,),
    NOT_ASKED: (0,),
}
_WRITTEN = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def refusal(happened: str, precision: str, *, today: date) -> str:
    """What is wrong with `happened` ("", "2024", "2024-03" or "2024-03-09"); "" when nothing is."""
    if precision not in _FORMS:
        return _("Say how exact this date is.")
    parts = happened.split("-") if happened else []
    if happened and not _is_a_date(happened):
        return _("Write a day as 2024-03-09, a month as 2024-03, a year as 2024.")
    if len(parts) not in _FORMS[precision]:
        return _sentences()[precision]
    if happened and happened > today.isoformat()[: len(happened)]:
        return _("This date lies in the future.")
    return ""


def _is_a_date(happened: str) -> bool:
    if not _WRITTEN.fullmatch(happened):
        return False
    try:
        date.fromisoformat(happened + "0000-01-01"[len(happened) :])
    except ValueError:
        return False
    return True


def _sentences() -> dict[str, str]:
    leave_out = _("Leave the date empty when it is not known.")
    return {
        DatePrecision.EXACT: _("An exact date has a year, a month and a day."),
        DatePrecision.ESTIMATE: _("Write the day, month or year that you estimate."),
        DatePrecision.UNKNOWN_DAY: _("When the day is not known, write year and month."),
        DatePrecision.UNKNOWN_MONTH: _("When the month is not known, write the year."),
        DatePrecision.UNKNOWN: leave_out,
        DatePrecision.DECLINED: leave_out,
        NOT_ASKED: leave_out,
    }
