"""The path of a story, read from its short form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.pathways import states
from casework.pathways.situations import Event
from casework.pathways.states import SILENT

_STEP = re.compile(r"(?P<state>[A-Z]+\d+)(/(?P<event>M\w+))?((?P<sign>[~@])(?P<count>\d+))?")
_SOLD = (Event.M01, Event.M02, Event.M03, Event.M12)


@dataclass(frozen=True)
class Step:
    """`days`: told so many days ago, as it happened; None: told at the intake."""

    state: str
    event: str
    months: int | None
    days: int | None


def read(path: str) -> list[Step]:
    """Its steps, each with the event that leads to it."""
    steps: list[Step] = []
    for word in path.split():
        found = _STEP.fullmatch(word)
        assert found is not None, word
        before = steps[-1].state if steps else ""
        count = int(found["count"]) if found["count"] else None
        steps.append(
            Step(
                found["state"],
                found["event"] or _usual_event(before, found["state"]),
                months=count if found["sign"] == "~" else None,
                days=count if found["sign"] == "@" else None,
            )
        )
    return steps


def at_intake(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.days is None]


def out_of_reach_since(steps: list[Step]) -> int:
    """How many days ago she was last free to answer; 0 while she is."""
    held = [step.days for step in steps if step.days and _is_out_of_reach(step.state)]
    return max(held, default=0)


def counts(steps: list[Step]) -> dict[str, str]:
    """What the intake form asks of the past, in its bands."""
    events = [step.event for step in steps]
    sold = sum(event in _SOLD for event in events) + (steps[0].state[:2] in ("FM", "SX"))
    return {
        "sale_count": _band(sold),
        "crossing_count": _band(1 + events.count(Event.M11)),
        "return_count": _band(events.count(Event.M08)),
    }


def _usual_event(before: str, after: str) -> str:
    """Where several events lead the same way, the one that stands first in the table is meant."""
    if not before:
        states.require_initial(after)
        return ""
    events = [event for state, event in states.possible(before) if state == after]
    assert events, f"{before} to {after}"
    return events[0]


def _is_out_of_reach(state: str) -> bool:
    return state in SILENT or state.startswith("CU")


def _band(count: int) -> str:
    return "3+" if count > 2 else str(count)
