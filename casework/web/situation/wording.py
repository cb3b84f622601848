"""One telling in words: what happened, where, when, who told it; and an episode for the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from casework.cases.codes import NOT_ASKED, DatePrecision, Reliability, Source
from casework.pathways.line import Episode, Telling, Told
from casework.pathways.situations import Event, Situation
from casework.web import path_line
from casework.web.days import day_in_words

# "March 2019" says by itself that the day is not known.
_SAID_BY_THE_LENGTH = {
    7: (DatePrecision.UNKNOWN_DAY, DatePrecision.EXACT, NOT_ASKED),
    4: (DatePrecision.UNKNOWN_MONTH, DatePrecision.EXACT, NOT_ASKED),
}


def drawn(episode: Episode, later: Sequence[Episode]) -> path_line.Episode:
    first = episode.steps[0].told
    state, last_known = episode.state, episode.last_known
    label = str(last_known.label) if state == last_known else f"{state.label} ({last_known.label})"
    return path_line.Episode(
        number=episode.number,
        path=episode.path,
        path_label=str(episode.path.label),
        label=label,
        since=day_in_words(first.telling.happened),
        until=day_in_words(later[0].steps[0].told.telling.happened) if later else "",
        event=_how_it_came(episode),
        is_open=episode.is_open,
    )


def _how_it_came(episode: Episode) -> str:
    """Where its first or its newest step is only reported, that stands beside it."""
    ends = (episode.steps[0].told, episode.steps[-1].told)
    if all(row.telling.confirmed for row in ends):
        return what(ends[0])
    return ", ".join([what(ends[0]), _("not confirmed")])


def what(row: Told) -> str:
    if row.takes_back:
        return _("taken back")
    return str(Event(row.event).label) if row.event else _("her path begins")


def where(row: Told) -> str:
    if row.takes_back:
        return ""
    state = Situation(row.after)
    return f"{state.path.label}: {state.label}"


def when(told: Telling) -> str:
    if told.precision in _SAID_BY_THE_LENGTH.get(
        len(told.happened), (DatePrecision.EXACT, NOT_ASKED)
    ):
        return day_in_words(told.happened)
    precision = str(DatePrecision(told.precision).label)
    return f"{day_in_words(told.happened)} ({precision})" if told.happened else precision


def source(told: Telling) -> str:
    known: list[Any] = [
        Source(told.source).label if told.source != NOT_ASKED else "",
        Reliability(told.reliability).label if told.reliability != NOT_ASKED else "",
        "" if told.confirmed else _("not confirmed"),
    ]
    return ", ".join(str(part) for part in known if part)
