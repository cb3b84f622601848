"""The desk in figures, for its supervisors: charts over what lies in clear, each with its table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from casework.access.errors import require
from casework.cases.models import Case
from casework.cases.queries import load_of_desks
from casework.pathways.situations import Path
from casework.web.chart_flows import Flow, flows
from casework.web.charts import Chart, Series, bars, lanes
from casework.web.figures import counted
from casework.web.figures.load import with_cap
from casework.web.http import SignedInRequest, unlocked


@require_GET
@unlocked
def figures(request: SignedInRequest) -> HttpResponse:
    require(request.user.is_admitted and request.user.is_supervisor, "figures")
    at = now()
    cases = counted.counted_cases(request.user, at)
    page = {
        "charts": [_situations(cases, at), _flows(cases), _first_referral(cases, at)],
        "load": with_cap(load_of_desks(request.user, at)),
        "count": len(cases),
    }
    return render(request, "figures/figures.html", page)


def _situations(cases: Sequence[Case], at: datetime) -> Chart:
    moments = counted.ends_of_months(at)
    found = counted.situations_at(cases, moments)
    series = [Series(_word(path), found[path]) for path in Path if path in found]
    # A month's end is the next one's beginning: the word is of the month that it ends.
    months = [date_format(localtime(one - timedelta(seconds=1)), "M") for one in moments]
    return lanes(_("Where they are, at the end of each month"), months, series, by=_("Month"))


def _flows(cases: Sequence[Case]) -> Chart:
    found = counted.flows_between_paths(cases)
    bands = [Flow(_word(start), _word(end), count) for (start, end), count in found.items()]
    title = _("From path to path, as told so far")
    return flows(title, bands, order=[_word(path) for path in Path])


def _first_referral(cases: Sequence[Case], at: datetime) -> Chart:
    further = counted.STEPS[1:]
    ticks = ["0"]
    ticks += [f"{low + 1}–{high}" for low, high in zip(counted.STEPS, further, strict=False)]
    ticks += [f"{further[-1] + 1}+", pgettext("referral", "none")]
    found = counted.days_to_first_referral(cases, at)
    title = _("Days from opening to the first referral sent, cases of the last year")
    return bars(title, ticks, [Series(_("Cases"), found)], by=_("Days"))


def _word(path: Path) -> str:
    """Without what stands in brackets: it must fit beside a band on a phone."""
    return str(capfirst(str(path.label).partition("(")[0].partition("（")[0].strip()))
