"""What is counted from the line and typed nowhere: sales, crossings, forced returns, by their step.

Found again elsewhere, what happened meanwhile counts too. Bands that she named at the intake stand
there; here stands what was told as moves, and where a path begins in a sale's outcome, that sale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from casework.pathways.facts import OF_THE_EPISODE, told
from casework.pathways.line import Line, Step
from casework.pathways.situations import Event, Path, Situation

_SALES = frozenset({Event.M01, Event.M02, Event.M03, Event.M12})
# She may have come there by herself: no sale is told by beginning in one of these.
_BY_HERSELF = frozenset({Situation.FM4, Situation.FM5})


def happened(step: Step) -> frozenset[str]:
    """The events of a step: its own, and what happened meanwhile."""
    return frozenset({step.told.event, step.told.telling.meanwhile} - {""})


def sales(line: Line) -> dict[UUID, int]:
    """`sale_no` of each step that is a sale."""
    return _numbered(step.told.id for step in line.steps if _is_sale(step))


def crossings(line: Line) -> dict[UUID, int]:
    """`crossing_no` of each step that is a crossing; the first lies before the path begins."""
    again = (step.told.id for step in line.steps if Event.M11 in happened(step))
    return {told_id: number + 1 for told_id, number in _numbered(again).items()}


def returns(line: Line) -> dict[UUID, int]:
    """The number of each forced return; so many less one were before it."""
    returned = (one for one in line.steps if one.after == Situation.CU3 and not one.resumes)
    return _numbered(step.told.id for step in returned)


def as_she_is(line: Line) -> Mapping[str, Any]:
    """What was last told of the open episode: how closely she is held, debt, pregnancy ..."""
    if not line.steps:
        return {}
    known: dict[str, Any] = {}
    for step in line.episodes[-1].steps:
        known |= {
            name: value
            for name, value in told(step.told.telling.facts).items()
            if name in OF_THE_EPISODE
        }
    return known


def windows_agreed(line: Line, default: int) -> int:
    """How many agreed contacts she may miss before she counts as silent, as last told."""
    told_so = [step.told.telling.facts.get("windows_agreed") for step in line.steps]
    return next((int(number) for number in reversed(told_so) if number), default)


def is_retrafficked(line: Line, step: Step) -> bool:
    """Trafficked again after an episode that had ended in freedom, as reports count it."""
    if Event.M12 not in happened(step):
        return False
    earlier = [episode.state for episode in line.episodes if episode.number < step.episode]
    return any(
        state in (Situation.FM7, Situation.SX6) or state.path is Path.SF for state in earlier
    )


def _is_sale(step: Step) -> bool:
    if not step.before:
        begins = Situation(step.after)
        return begins.path in (Path.FM, Path.SX) and begins not in _BY_HERSELF
    return bool(_SALES & happened(step))


def _numbered(ids: Iterator[UUID]) -> dict[UUID, int]:
    return {told_id: number for number, told_id in enumerate(ids, start=1)}
