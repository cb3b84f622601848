"""Her path as a line of episodes, computed from the rows as they were told and corrected.

A row is never edited. A correction takes the place of the row that it names, or takes it back; what
is told of an earlier time stands before the row that it names. What is left, in the order of its
places, is the line: dates order nothing. Nothing here reads the database or a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.cases.codes import NOT_ASKED, UNKNOWN
from casework.pathways import states
from casework.pathways.states import SILENT, Event, Path, Situation

# Ids of other rows that a row names.
_NAMED = ("corrects", "stands_before", "repatriation")


@dataclass(frozen=True)
class Telling:
    """What is told of a move besides where it leads. All of it is sealed."""

    happened: str = ""  # "2024", "2024-03", "2024-03-09" or ""
    precision: str = NOT_ASKED  # HURIDOCS MT48
    source: str = NOT_ASKED  # HURIDOCS MT19
    reliability: str = NOT_ASKED  # HURIDOCS MT42
    note: str = ""
    # Reported, unconfirmed: it protects her already.
    confirmed: bool = True
    # Found again elsewhere: the event that must have happened meanwhile, or "unknown".
    meanwhile: str = ""
    # Further answers by name (`pathways.facts`).
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One row, opened."""

    id: UUID
    number: int
    after: str
    event: str = ""
    telling: Telling = field(default_factory=Telling)
    recorded_at: str = ""  # ISO 8601, UTC
    recorded_by: str = ""
    corrects: UUID | None = None
    takes_back: bool = False
    # It stands again as it was told, and who confirmed that says so in `word`.
    confirms: bool = False
    word: str = ""
    # Told later of an earlier time: it stands before this row.
    stands_before: UUID | None = None
    # The sheet of the forced return that this move is.
    repatriation: UUID | None = None
    # Where it stands among the rows of the case, in clear (`pathways.places`).
    place: int = 0

    def document(self) -> dict[str, Any]:
        """As it is sealed; the columns in clear are left out."""
        return {
            "event": self.event,
            **vars(self.telling),
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
            "takes_back": self.takes_back,
            "confirms": self.confirms,
            "word": self.word,
            **{name: str(getattr(self, name) or "") for name in _NAMED},
        }

    @classmethod
    def opened(
        cls, row_id: UUID, number: int, after: str, document: dict[str, Any], *, place: int = 0
    ) -> Told:
        known = {name: document[name] for name in Telling.__dataclass_fields__ if name in document}
        named = {name: UUID(document[name]) if document.get(name) else None for name in _NAMED}
        return cls(
            id=row_id,
            number=number,
            after=after,
            event=document.get("event", ""),
            telling=Telling(**known),
            recorded_at=document.get("recorded_at", ""),
            recorded_by=document.get("recorded_by", ""),
            takes_back=document.get("takes_back", False),
            confirms=document.get("confirms", False),
            word=document.get("word", ""),
            place=place,
            **named,
        )


@dataclass(frozen=True)
class Step:
    """A move that holds: what was told, where it led from, and the episode it belongs to."""

    told: Told
    before: str
    episode: int
    # Of contact again: where she was last known to be; "" for every other move.
    last_known: str = ""

    @property
    def after(self) -> str:
        return self.told.after

    @property
    def resumes(self) -> bool:
        """Heard of again where she was: the episode goes on, nothing new has happened to her."""
        return self.last_known != "" and self.last_known == self.after


@dataclass(frozen=True)
class Episode:
    """One stay on one path; the last of a line is the open one."""

    number: int
    steps: tuple[Step, ...]
    is_open: bool

    @property
    def state(self) -> Situation:
        return Situation(self.steps[-1].after)

    @property
    def last_known(self) -> Situation:
        """Where she was when she was last heard of; the state itself unless it is silent."""
        heard = [step.after for step in self.steps if step.after not in SILENT]
        return Situation(heard[-1]) if heard else self.state

    @property
    def path(self) -> Path:
        return self.last_known.path


@dataclass(frozen=True)
class Line:
    steps: tuple[Step, ...] = ()

    @property
    def state(self) -> str:
        """Where she is now; "" before anything was told."""
        return self.steps[-1].after if self.steps else ""

    @property
    def paused_at(self) -> str:
        """The state in which no news paused the open episode; "" while it is not paused."""
        return _paused_at(self.steps)

    @property
    def episodes(self) -> list[Episode]:
        last = self.steps[-1].episode if self.steps else 0
        return [
            Episode(
                number,
                tuple(step for step in self.steps if step.episode == number),
                is_open=number == last,
            )
            for number in range(1, last + 1)
        ]

    def has_room_before(self, step: Step) -> bool:
        """An earlier time stands before the open episode: before its first step, or further up."""
        return step not in self.episodes[-1].steps[1:]

    def find(self, told_id: UUID) -> Step | None:
        return next((step for step in self.steps if step.told.id == told_id), None)


def draw(rows: Iterable[Told]) -> Line:
    """The line that these rows tell, oldest first. Raises WrongState where one does not follow."""
    steps: list[Step] = []
    for told in in_force(rows):
        steps.append(_follow(steps, told))
    return Line(tuple(steps))


def in_force(rows: Iterable[Told]) -> list[Told]:
    """Rows that hold: a correction stands in the place of what it corrects, or empties it."""
    holding: list[Told] = []
    for row in rows:
        named = row.corrects or row.stands_before
        if named is None:
            holding.append(row)
            continue
        place = next(i for i, held in enumerate(holding) if held.id == named)
        holding[place : place + (row.corrects is not None)] = [] if row.takes_back else [row]
    return holding


def _follow(steps: Sequence[Step], told: Told) -> Step:
    if not steps:
        states.require_initial(told.after)
        return Step(told, before="", episode=1)
    last = steps[-1]
    states.require(last.after, told.after, told.event)
    last_known = _paused_at(steps) if told.event == Event.M18 else ""
    ends = states.ends_episode(last.after, told.after, paused_at=last_known)
    if ends and told.event == Event.M18:
        _require_meanwhile(told, last_known=last_known)
    return Step(told, last.after, last.episode + ends, last_known)


def _require_meanwhile(told: Told, *, last_known: str) -> None:
    """Found again on another path: what happened meanwhile is named, though it may be unknown."""
    named = told.telling.meanwhile
    same_path = not last_known or Situation(last_known).path == Situation(told.after).path
    if named == UNKNOWN or named in states.events_into(told.after) or (same_path and not named):
        return
    raise WrongState(_("Say what happened meanwhile, or that it is not known how."))


def _paused_at(steps: Sequence[Step]) -> str:
    if not steps or steps[-1].after not in SILENT:
        return ""
    return next((step.after for step in reversed(steps) if step.after not in SILENT), "")
