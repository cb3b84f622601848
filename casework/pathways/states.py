"""The survivor's situation: what may follow what.

``TRANSITIONS`` is the whole truth and meant to be read. Each row says: by this event, from any of
these states, to any of those. ``inside`` means that the episode goes on; any other event ends one
episode and opens the next, but for no news, which pauses it, and contact again, which resumes it
when she is where she was.

The ways an episode can end are states too (FM7 left the household, HD10 taken, CU11 released).
The move *into* one of them is ``inside``, because it belongs to the story that it closes, and the
named event leads *out* of it, into the next episode.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.pathways.situations import Event, Path, Situation

__all__ = [
    "EPISODE_ENDS",
    "INITIAL",
    "LIVE",
    "SILENT",
    "TERMINAL",
    "TRANSITIONS",
    "Event",
    "Moves",
    "Path",
    "Situation",
    "WrongState",
    "continues",
    "edges",
    "ends_episode",
    "events_into",
    "opening_choices",
    "possible",
    "require",
    "require_initial",
]


def _states(codes: str) -> tuple[Situation, ...]:
    """``FM2-FM6 SX1`` as states."""
    states = list(Situation)
    chosen: list[Situation] = []
    for code in codes.split():
        first, _dash, last = code.partition("-")
        begin, end = (
            states.index(Situation(first)),
            states.index(Situation(last or first)),
        )
        chosen.extend(states[begin : end + 1])
    return tuple(chosen)


LIVE = _states("FM1-FM6 SX1-SX5 HD1-HD8 CU1-CU9 NK1 NK3 SF1-SF7")
"""She is somewhere, and an episode runs."""
EPISODE_ENDS = _states("FM7-FM9 SX6-SX8 HD9-HD11 CU10-CU13 NK2")
"""The last state of an episode: what comes next is not yet told."""
SILENT = _states("UN1 UN2")
"""The episode is paused, and the last known state stays in sight."""
TERMINAL = _states("DE1")
INITIAL = (*LIVE, Situation.UN1)
"""A case opens where she is, as she or the source tells it."""


class Moves(NamedTuple):
    """By ``event`` from any state of ``before`` to any other state of ``after``."""

    event: Event
    before: tuple[Situation, ...]
    after: tuple[Situation, ...]


def _moves(event: Event, before: str, after: str) -> Moves:
    return Moves(event, _states(before), _states(after))


TRANSITIONS: tuple[Moves, ...] = (
    # The episode goes on.
    _moves(Event.INSIDE, "FM1", "FM2"),
    _moves(Event.INSIDE, "FM2", "FM3 FM6"),
    _moves(Event.INSIDE, "FM3", "FM2 FM4 FM6"),
    _moves(Event.INSIDE, "FM4-FM6", "FM2-FM6"),
    _moves(Event.INSIDE, "FM1-FM6", "FM7-FM9"),
    _moves(Event.INSIDE, "SX1", "SX2 SX3"),
    _moves(Event.INSIDE, "SX2-SX5", "SX2-SX5"),
    _moves(Event.INSIDE, "SX1-SX5", "SX6-SX8"),
    _moves(Event.INSIDE, "HD1-HD6", "HD2-HD8"),
    _moves(Event.INSIDE, "HD7", "HD6 HD8"),
    _moves(Event.INSIDE, "HD8", "HD2-HD7"),
    _moves(Event.INSIDE, "HD1-HD8", "HD9 HD10"),
    _moves(Event.INSIDE, "HD7", "HD11"),
    _moves(Event.INSIDE, "CU1 CU2", "CU10 CU12"),
    _moves(Event.INSIDE, "CU3", "CU4"),
    _moves(Event.INSIDE, "CU4", "CU5-CU8"),
    _moves(Event.INSIDE, "CU5", "CU6 CU7"),
    _moves(Event.INSIDE, "CU6", "CU7"),
    _moves(Event.INSIDE, "CU4-CU8", "CU11 CU13"),
    _moves(Event.INSIDE, "NK1 NK3", "NK1 NK3 NK2"),
    _moves(Event.INSIDE, "SF2", "SF1"),
    _moves(Event.INSIDE, "SF3", "SF4 SF5"),
    _moves(Event.INSIDE, "SF4", "SF5"),
    _moves(Event.INSIDE, "SF5", "SF6"),
    # One episode ends and the next opens.
    _moves(Event.M01, "HD1", "FM1 FM2 SX1 SX2"),
    _moves(Event.M01, "FM1", "SX1 SX2"),
    _moves(Event.M01, "SX1", "FM1 FM2"),
    _moves(Event.M02, "FM8 SX7", "FM1 FM2 SX1 SX2"),
    _moves(Event.M03, "HD9", "FM1 FM2 SX1 SX2"),
    _moves(Event.M04, "FM7 SX6 CU12", "HD2-HD7"),
    _moves(Event.M05, "HD1-HD6 HD8", "FM4 FM5"),
    _moves(Event.M06, "FM9 SX8 HD10", "CU1"),
    _moves(Event.M07, "CU1", "CU2"),
    _moves(Event.M08, "CU1 CU2 CU9", "CU3"),
    _moves(Event.M09, "CU10", "FM1-FM5 SX1-SX3 HD2-HD7 SF2"),
    _moves(Event.M10, "CU11", "NK1"),
    _moves(Event.M11, "NK2 CU13", "HD1 FM1-FM5 SX1 SX2"),
    _moves(Event.M12, "SF1 SF2 SF5 SF6 FM7 SX6", "FM1 FM2 SX1 SX2"),
    _moves(Event.M13, "HD11 FM7 SX6", "SF1"),
    _moves(Event.M14, "HD7 SF1 SF2", "CU9"),
    _moves(Event.M15, "SF1 CU9 HD1-HD8 FM7 SX6", "SF2"),
    _moves(Event.M16, "SF2", "SF3 SF6"),
    _moves(Event.M20, "FM4 FM5 HD5", "SF7"),
    _moves(Event.M20B, "SF7", "FM4 FM5 HD3 HD5 CU1 SF1"),
    _moves(Event.M21, "FM7 CU12 HD1-HD6 HD8", "FM2-FM5"),
    _moves(Event.M22, "FM7 SX6 CU10 HD1-HD8", "NK1"),
    _moves(Event.M23, "NK1 NK3", "CU4"),
    _moves(Event.M24, "SF5 SF6", "CU1"),
    _moves(Event.M25, "CU9", "CU1"),
    _moves(Event.M26, "CU9", "SF1"),
    _moves(Event.M27, "CU13", "NK3"),
    # Silence pauses an episode; contact resumes it, or tells of the next.
    Moves(Event.M17, (*LIVE, *EPISODE_ENDS), (Situation.UN1,)),
    _moves(Event.M17, "UN1", "UN2"),
    Moves(Event.M18, SILENT, LIVE),
    Moves(Event.M19, (*LIVE, *EPISODE_ENDS, *SILENT), TERMINAL),
)


def _every_edge() -> dict[tuple[Situation, Situation], tuple[Event, ...]]:
    """Each pair of states with the events that join it, in the order of the states."""
    found: dict[tuple[Situation, Situation], tuple[Event, ...]] = {}
    for event, before, after in TRANSITIONS:
        for pair in ((one, other) for one in before for other in after if one != other):
            found[pair] = (*found.get(pair, ()), event)
    order = list(Situation)
    pairs = sorted(found, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    return {pair: found[pair] for pair in pairs}


_EDGES = _every_edge()


def edges() -> Iterator[tuple[Situation, Situation, tuple[Event, ...]]]:
    """Every ``(from, to, events)`` once, in the order of the states."""
    for (before, after), events in _EDGES.items():
        yield before, after, events


def possible(state: str) -> list[tuple[Situation, Event]]:
    """What may follow ``state``: one pair for each state and event that leads to it."""
    return [(after, event) for before, after, by in edges() if before == state for event in by]


def events_into(state: str) -> list[Event]:
    """The events by which an episode may open in ``state``.

    Asked when she is found again on another path: which of them happened meanwhile?
    """
    found = {event for _before, after, by in edges() if after == state for event in by}
    return [event for event in Event if event in found - {Event.INSIDE, Event.M17, Event.M18}]


def ends_episode(before: str, after: str, *, paused_at: str = "") -> bool:
    """Whether the move closes the current episode and opens the next one.

    ``paused_at`` is the last known state of an episode that no news has paused; contact again in
    that very state resumes it. Raises WrongState for a pair that is no move.
    """
    events = _EDGES.get((Situation(before), Situation(after)))
    if events is None:
        raise WrongState(_refusal(Situation(before)))
    if events == (Event.M18,):
        return after != paused_at
    return events not in ((Event.INSIDE,), (Event.M17,))


def continues(before: str, after: str, *, paused_at: str = "") -> bool:
    """Whether the current episode goes on (or pauses, or resumes) through the move."""
    return not ends_episode(before, after, paused_at=paused_at)


def require(before: str, after: str, event: str = Event.INSIDE) -> None:
    """Raise WrongState unless ``event`` leads from ``before`` to ``after``."""
    if before not in Situation or after not in Situation:
        raise WrongState(_("This is not one of the known situations. Pick one from the list."))
    if event not in _EDGES.get((Situation(before), Situation(after)), ()):
        raise WrongState(_refusal(Situation(before)))


def require_initial(state: str) -> None:
    """Raise WrongState unless a case may open in ``state``."""
    if state not in INITIAL:
        raise WrongState(
            _(
                "A case opens where she is now, or as silent. "
                "Pick one of the situations in the list."
            )
        )


def opening_choices() -> list[tuple[Promise | str, list[tuple[str, Promise | str]]]]:
    """The initial states as choices of a form, grouped by path."""
    return [
        (
            path.label,
            [(state.value, state.label) for state in INITIAL if state.path is path],
        )
        for path in Path
        if any(state.path is path for state in INITIAL)
    ]


def _refusal(before: Situation) -> str:
    """Say what can follow, one part for each event."""
    follows: dict[Event, list[str]] = {}
    for after, event in possible(before):
        follows.setdefault(event, []).append(str(after.label))
    if not follows:
        return _("Nothing follows this situation. It can only be corrected.")
    parts = [f"{event.label}: {', '.join(states)}" for event, states in follows.items()]
    return _("This move does not follow “%(state)s”. Possible are: %(moves)s.") % {
        "state": before.label,
        "moves": "; ".join(parts),
    }
