"""How much was opened, as charts with their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.audit.tallies import Hour
from casework.web.charts import Chart, Series, bars, lanes

DAYS = 7


def by_hour(hours: Iterable[Hour]) -> Chart:
    """All days of the week together."""
    times: Counter[int] = Counter()
    for row in hours:
        times[row.hour] += row.times
    ticks = [f"{hour:02}" for hour in range(24)]
    series = [Series(_("Acts on cases"), [times[hour] for hour in range(24)])]
    return bars(_("By hour of the day, the last 7 days"), ticks, series, by=_("Hour"))


def by_day(hours: Iterable[Hour]) -> Chart:
    times: Counter[str] = Counter()
    for row in hours:
        times[date_format(row.day, "MONTH_DAY_FORMAT")] += row.times
    series = [Series(_("Acts on cases"), [times[day] for day in _days()])]
    return bars(_("By day"), _days(), series, by=_("Day"))


def by_person(hours: Iterable[Hour], names: Mapping[str, str]) -> Chart:
    """A lane for each person, her days in it; who did most comes first."""
    times: Counter[tuple[str, str]] = Counter()
    whole: Counter[str] = Counter()
    for row in hours:
        times[row.by, date_format(row.day, "MONTH_DAY_FORMAT")] += row.times
        whole[row.by] += row.times
    series = [
        Series(names.get(by, by), [times[by, day] for day in _days()])
        for by, _all in whole.most_common()
    ]
    return lanes(_("By person and day"), _days(), series, by=_("Day"))


def _days() -> list[str]:
    """The last seven days and today, for seven times 24 hours touch eight days."""
    today = localdate()
    days = [today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    return [date_format(day, "MONTH_DAY_FORMAT") for day in days]
