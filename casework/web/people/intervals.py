"""An administrator says how soon and how often each level is looked after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import WrongState, require
from casework.reminders import intervals
from casework.reminders.interval_rows import Measure
from casework.reminders.models import Interval
from casework.reminders.rules import Level
from casework.web.days import span
from casework.web.http import SignedInRequest, unlocked

_SHOWN = 50


class LevelForm(forms.Form):
    """One box for each number of a level. What somebody else set meanwhile is not set back."""

    def __init__(self, *args: Any, level: Level, hours: dict[Any, int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {
            measure.value: forms.IntegerField(
                label=measure.label,
                initial=now_set,
                min_value=1,
                max_value=10_000,
                show_hidden_initial=True,
                help_text=_("In hours, from %d to %d.") % intervals.bounds(level, measure),
            )
            for measure, now_set in hours.items()
        }

    def changed(self) -> dict[Any, int]:
        named = {measure.value: measure for measure in Measure}
        return {named[name]: self.cleaned_data[name] for name in self.changed_data}


@require_GET
@unlocked
def interval_list(request: SignedInRequest) -> HttpResponse:
    """Every level as it is set now, and who changed what."""
    require(intervals.can_set_intervals(request.user), "can_set_intervals")
    rows = [
        {"level": level, "numbers": [(one.label, span(hours)) for one, hours in _hours(rhythm)]}
        for level, rhythm in intervals.current().items()
    ]
    changed = Interval.objects.select_related("set_by").order_by("-set_at", "id")[:_SHOWN]
    history = [
        {"row": row, "before": span(row.before), "hours": span(row.hours)} for row in changed
    ]
    return render(request, "people/intervals.html", {"rows": rows, "history": history})


@require_http_methods(["GET", "POST"])
@unlocked
def interval_set(request: SignedInRequest, level: str) -> HttpResponse:
    """Change the numbers of one level."""
    require(intervals.can_set_intervals(request.user), "can_set_intervals")
    if level not in Level:
        raise Http404
    hours = intervals.hours_of(intervals.current()[Level(level)])
    form = LevelForm(request.POST or None, level=Level(level), hours=hours)
    if request.method == "POST" and form.is_valid():
        try:
            intervals.change(Level(level), form.changed(), by=request.user, at=now())
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It holds from now on. The log says who changed it."))
            return redirect("interval_list")
    return render(request, "people/interval.html", {"form": form, "level": Level(level)})


def _hours(rhythm: Any) -> list[tuple[Any, int]]:
    return list(intervals.hours_of(rhythm).items())
