"""Her path in words: episodes for the drawing, and a row for each telling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.accounts.models import User
from casework.cases.codes import NOT_ASKED
from casework.cases.models import Case
from casework.pathways import aftermath, counters, events, facts, line
from casework.pathways.line import Line, Step, Telling, Told
from casework.pathways.situations import Event
from casework.web import path_line
from casework.web.situation import wording

if TYPE_CHECKING:
    from casework.web.situation.reading import Read


@dataclass(frozen=True)
class May:
    """What the reader may do: tell and correct; confirm what somebody else told."""

    move: bool = False
    confirm_as: UUID | None = None


@dataclass(frozen=True)
class Row:
    """One telling, as the table shows it. `number` is None for an event that is no move."""

    number: int | None
    episode: int | None
    what: str
    where: str
    when: str
    source: str
    note: str
    recorded_at: datetime
    recorded_by: str
    remark: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    # Words and address of what can be done with it.
    links: list[tuple[str, str]] = field(default_factory=list)


def episodes(drawn: Line) -> list[path_line.Episode]:
    """For `{% path_line %}`."""
    shown = drawn.episodes
    return [wording.drawn(episode, shown[place + 1 :]) for place, episode in enumerate(shown)]


def as_she_is(drawn: Line) -> list[tuple[str, str]]:
    """How she lives in the open episode, as it was last told."""
    return list(facts.in_words(counters.as_she_is(drawn)))


def rows(case: Case, path: Read, may: May) -> list[Row]:
    """What holds, the newest step of her line first, each event behind its step."""
    made = _Rows(path)
    shown: list[Row] = []
    for step in reversed(path.drawn.steps):
        behind = [one for one in path.events if made.stands_behind(one, step)]
        shown += [made.event(one) for one in reversed(behind)]
        shown.append(made.step(step, links=list(_links(case, path.drawn, step, may))))
    return shown


def replaced(path: Read) -> list[Row]:
    """What was corrected or taken back since, and the rows that did so: it stays in sight."""
    made = _Rows(path)
    holding = {row.id for row in line.in_force(path.told)}
    return [made.row(row) for row in reversed(path.told) if row.id not in holding]


def row_of(path: Read, told: Told) -> Row:
    made = _Rows(path)
    return made.row(told)


class _Rows:
    """Turns tellings into rows; names, numbers and counts are looked up once."""

    def __init__(self, path: Read) -> None:
        self.path = path
        self.numbers = {row.id: row.number for row in path.told}
        self.corrected_by = {row.corrects: row.number for row in path.told if row.corrects}
        self.children = {str(child.id): child.code for child in path.children}
        ids = {row.recorded_by for row in path.told} | {e.sheet.author for e in path.events}
        people = User.objects.filter(pk__in=ids)
        self.names = {str(pk): name for pk, name in people.values_list("pk", "name")}
        self.counted = (
            (_("Sale number"), counters.sales(path.drawn)),
            (_("Crossing number"), counters.crossings(path.drawn)),
            (_("Forced return number"), counters.returns(path.drawn)),
        )

    def stands_behind(self, event: events.Told, step: Step) -> bool:
        """An event follows the step that took the place of the one it was told behind."""
        named = event.after
        for row in self.path.told:
            if row.corrects is not None and str(row.corrects) == named:
                named = str(row.id)
        if named == str(step.told.id):
            return True
        is_gone = all(named != str(one.told.id) for one in self.path.drawn.steps)
        return is_gone and step is self.path.drawn.steps[-1]

    def step(self, step: Step, *, links: list[tuple[str, str]]) -> Row:
        told = step.told
        counted = [(label, str(by[told.id])) for label, by in self.counted if told.id in by]
        if counters.is_retrafficked(self.path.drawn, step):
            counted.append((_("Trafficked again"), _("after an episode that had ended")))
        return self.row(told, episode=step.episode, counted=counted, links=links)

    def row(
        self,
        told: Told,
        *,
        episode: int | None = None,
        counted: Sequence[tuple[str, str]] = (),
        links: Sequence[tuple[str, str]] = (),
    ) -> Row:
        return Row(
            number=told.number,
            episode=episode,
            what=wording.what(told),
            where=wording.where(told),
            when=wording.when(told.telling),
            source=wording.source(told.telling),
            note=told.telling.note,
            recorded_at=datetime.fromisoformat(told.recorded_at),
            recorded_by=self.names.get(told.recorded_by, ""),
            remark=" ".join(self._remarks(told)),
            facts=[*counted, *facts.in_words(told.telling.facts)],
            links=list(links),
        )

    def event(self, event: events.Told) -> Row:
        told = {**event.sheet.told}
        telling = Telling(
            event.happened,
            told.get("precision", NOT_ASKED),
            told.get("source", NOT_ASKED),
            told.get("reliability", NOT_ASKED),
        )
        child = self.children.get(event.child, "")
        return Row(
            number=None,
            episode=None,
            what=event.in_words,
            where="",
            when=wording.when(telling),
            source=wording.source(telling),
            note=event.note,
            recorded_at=datetime.fromisoformat(event.sheet.at),
            recorded_by=self.names.get(event.sheet.author, ""),
            facts=[(_("Child"), child)] if child else [],
        )

    def _remarks(self, told: Told) -> Iterator[str]:
        if told.confirms and told.corrects:
            yield _("Confirms number %(number)s.") % {"number": self.numbers[told.corrects]}
            yield told.word
        elif told.corrects is not None:
            yield _("Corrects number %(number)s.") % {"number": self.numbers[told.corrects]}
        if told.id in self.corrected_by:
            number = self.corrected_by[told.id]
            yield _("Corrected by number %(number)s.") % {"number": number}
        if told.stands_before is not None:
            number = self.numbers[told.stands_before]
            yield _("Told later; stands before number %(number)s.") % {"number": number}
        if told.telling.meanwhile in Event:
            what = Event(told.telling.meanwhile).label
            yield _("Meanwhile: %(what)s.") % {"what": what}


def _links(case: Case, drawn: Line, step: Step, may: May) -> Iterator[tuple[str, str]]:
    told = step.told

    def to(name: str) -> str:
        return reverse(name, args=[case.code, told.id])

    if may.move:
        yield _("Correct"), to("situation_correct")
        if drawn.has_room_before(step):
            yield _("Told of before this"), to("situation_before")
    if may.confirm_as is None or not aftermath.is_protective(step):
        return
    if not told.confirms and told.recorded_by != str(may.confirm_as):
        yield _("Confirm"), to("situation_confirm")
    yield _("Reverse"), to("situation_take_back")
