"""The situation machine as a drawing and as a page for people."""

from collections.abc import Iterator

from casework.pathways import manual
from casework.pathways.states import (
    EPISODE_ENDS,
    INITIAL,
    LIVE,
    TERMINAL,
    TRANSITIONS,
    Event,
    Moves,
    Path,
    Situation,
    edges,
)

# These lead from nearly everywhere; drawn as arrows they would hide all others.
FROM_EVERYWHERE = (Event.M17, Event.M18, Event.M19)


def lines() -> Iterator[str]:
    """One ``FROM -> TO`` for each edge."""
    for before, after, _events in edges():
        yield f"{before} -> {after}"


def mermaid() -> str:
    """One flowchart: a box for each path, an arrow inside it, a named stop between two episodes."""
    parts = ["flowchart LR"]
    for path in Path:
        parts += [
            f'  subgraph {path.value}path["{path.label}"]',
            *_boxes(path),
            "  end",
        ]
    moves = [row for row in TRANSITIONS if row.event not in FROM_EVERYWHERE]
    parts += [_inside(row) for row in moves if row.event is Event.INSIDE]
    for number, row in enumerate(row for row in moves if row.event is not Event.INSIDE):
        stop = f"{row.event}_{number}"
        parts.append(f'  {_join(row.before)} --> {stop}(["{row.event} {row.event.label}"])')
        parts.append(f"  {stop} --> {_join(row.after)}")
    told = [path for path in Path if path not in (Path.UN, Path.DE)]
    parts.append(f'  {" & ".join(f"{path.value}path" for path in told)} -. "M17 / M18" .- UN1')
    parts.append('  UN1 -. "M17" .-> UN2')
    parts += [f'  UNpath -. "M18" .-> {path.value}path' for path in told]
    parts.append('  UNpath -. "M19, from anywhere" .-> DE1')
    return "\n".join(parts)


def page() -> str:
    """``docs/situation.md``: what the words mean, the drawing, the tables."""
    return "\n".join(
        [
            _INTRODUCTION,
            "```mermaid",
            mermaid(),
            "```",
            "",
            "## States",
            "",
            "| Code | Situation | Path | Kind |",
            "|---|---|---|---|",
            *(f"| {s} | {s.label} | {s.path.label} | {_kind(s)} |" for s in Situation),
            "",
            "## Moves",
            "",
            "A row reads: by this event, from any of these, to any other of those.",
            "",
            "| Event | | From | To |",
            "|---|---|---|---|",
            *(_row(moves) for moves in TRANSITIONS),
            "",
            *manual.lines(),
        ]
    )


_INTRODUCTION = """\
# The situation

Where the survivor is, told as episodes that follow one another. This page is printed by
`manage.py states situation --page` from `casework/pathways/states.py`, and a test holds the two
together. `manage.py states situation` prints every single edge.

* A move marked `inside` happens within the episode: she is watched less, she is moved, she leaves.
* Any other event ends one episode and opens the next, and is named.
* An episode's end (FM7 left, SX8 taken, ...) is the last state *of that episode*. She waits in it
  until it is told what came next.
* `M17` no news pauses the episode, and the last known state stays in sight. `M18` contact again in
  the same state resumes it; in another state it opens the next episode.
* Paths can be gone through many times; every time is an episode of its own.
* Nothing follows death; only a correction undoes it.

## Drawing

`M17`, `M18` and `M19` lead from and to nearly everywhere and are drawn once.
"""


def _boxes(path: Path) -> list[str]:
    return [f'    {state}["{state} {state.label}"]' for state in Situation if state.path is path]


def _inside(row: Moves) -> str:
    """``&`` on both sides would draw a state to itself; then each state gets its own line."""
    if not set(row.before) & set(row.after):
        return f"  {_join(row.before)} --> {_join(row.after)}"
    return "\n".join(
        f"  {state} --> {_join(tuple(other for other in row.after if other is not state))}"
        for state in row.before
    )


def _join(states: tuple[Situation, ...]) -> str:
    return " & ".join(states)


def _kind(state: Situation) -> str:
    if state in EPISODE_ENDS:
        return "ends an episode"
    if state in TERMINAL:
        return "terminal"
    if state in LIVE or state in INITIAL:
        return "a case may open here"
    return "paused"


def _row(moves: Moves) -> str:
    return (
        f"| {moves.event} | {moves.event.label} | {', '.join(moves.before)} "
        f"| {', '.join(moves.after)} |"
    )
