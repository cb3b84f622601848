"""Her path in words: episodes for the drawing, and a row for each telling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.codes import NOT_ASKED, DatePrecision, Reliability, Source
from casework.cases.models import Case
from casework.pathways import counters, facts, line
from casework.pathways.line import Episode, Line, Told
from casework.pathways.situations import Event, Situation
from casework.web import path_line
from casework.web.days import day_in_words

# "March 2019" says by itself that the day is not known.
_SAID_BY_THE_LENGTH = {
    7: (DatePrecision.UNKNOWN_DAY, DatePrecision.EXACT, NOT_ASKED),
    4: (DatePrecision.UNKNOWN_MONTH, DatePrecision.EXACT, NOT_ASKED),
}


@dataclass(frozen=True)
class Row:
    """One telling, as the table shows it."""

    number: int
    episode: int | None
    what: str
    where: str
    when: str
    source: str
    note: str
    recorded_at: datetime
    recorded_by: str
    remark: str
    correct_url: str
    facts: list[tuple[str, str]]


def episodes(drawn: Line) -> list[path_line.Episode]:
    """For `{% path_line %}`."""
    shown = drawn.episodes
    return [_episode(episode, shown[place + 1 :]) for place, episode in enumerate(shown)]


def _episode(episode: Episode, later: Sequence[Episode]) -> path_line.Episode:
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
        event=_event(first),
        is_open=episode.is_open,
    )


def rows(case: Case, told: Sequence[Told], drawn: Line, *, may_move: bool) -> list[Row]:
    """Every telling, newest first; those that were corrected stay in sight."""
    names = _names(told)
    corrected_by = {row.corrects: row.number for row in told if row.corrects}
    numbers = {row.id: row.number for row in told}
    holding = {row.id for row in line.in_force(told)}
    return [
        Row(
            number=row.number,
            episode=step.episode if (step := drawn.find(row.id)) else None,
            what=_event(row),
            where=_where(row),
            when=_when(row),
            source=_source(row),
            note=row.telling.note,
            recorded_at=datetime.fromisoformat(row.recorded_at),
            recorded_by=names.get(row.recorded_by, ""),
            remark=_remark(row, numbers, corrected_by),
            correct_url=reverse("situation_correct", args=[case.code, row.id])
            if may_move and row.id in holding
            else "",
            facts=[*counted(drawn, row), *facts.in_words(row.telling.facts)],
        )
        for row in reversed(told)
    ]


def counted(drawn: Line, row: Told) -> list[tuple[str, str]]:
    """The number of this sale, crossing or return, counted from the line."""
    numbers = (
        (_("Sale number"), counters.sales(drawn)),
        (_("Crossing number"), counters.crossings(drawn)),
        (_("Forced return number"), counters.returns(drawn)),
    )
    return [(label, str(found[row.id])) for label, found in numbers if row.id in found]


def _names(told: Sequence[Told]) -> dict[str, str]:
    people = User.objects.filter(pk__in={row.recorded_by for row in told})
    return {str(pk): name for pk, name in people.values_list("pk", "name")}


def _event(row: Told) -> str:
    if row.takes_back:
        return _("taken back")
    return str(Event(row.event).label) if row.event else _("her path begins")


def _where(row: Told) -> str:
    if row.takes_back:
        return ""
    state = Situation(row.after)
    return f"{state.path.label}: {state.label}"


def _when(row: Told) -> str:
    told = row.telling
    if told.precision in _SAID_BY_THE_LENGTH.get(
        len(told.happened), (DatePrecision.EXACT, NOT_ASKED)
    ):
        return day_in_words(told.happened)
    precision = str(DatePrecision(told.precision).label)
    return f"{day_in_words(told.happened)} ({precision})" if told.happened else precision


def _source(row: Told) -> str:
    told = row.telling
    known: list[Any] = [
        Source(told.source).label if told.source != NOT_ASKED else "",
        Reliability(told.reliability).label if told.reliability != NOT_ASKED else "",
        "" if told.confirmed else _("not confirmed"),
    ]
    return ", ".join(str(part) for part in known if part)


def _remark(row: Told, numbers: dict[Any, int], corrected_by: dict[Any, int]) -> str:
    remarks = []
    if row.corrects is not None:
        remarks.append(_("Corrects number %(number)s.") % {"number": numbers[row.corrects]})
    if row.id in corrected_by:
        remarks.append(_("Corrected by number %(number)s.") % {"number": corrected_by[row.id]})
    if row.confirms:
        remarks = [_("Confirms number %(number)s.") % {"number": numbers[row.corrects]}, row.word]
    if row.stands_before is not None and row.stands_before in numbers:
        number = numbers[row.stands_before]
        remarks.append(_("Told later; stands before number %(number)s.") % {"number": number})
    if row.telling.meanwhile in Event:
        remarks.append(_("Meanwhile: %(what)s.") % {"what": Event(row.telling.meanwhile).label})
    return " ".join(remarks)
