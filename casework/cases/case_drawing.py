"""The machine of the case file as lines, a drawing and a page for people."""

from collections.abc import Iterator

from casework.cases.states import TRANSITIONS, CaseState


def lines() -> Iterator[str]:
    """One ``FROM -> TO`` for each edge."""
    yield from dict.fromkeys(f"{edge.before} -> {edge.after}" for edge in TRANSITIONS)


def mermaid() -> str:
    built = dict.fromkeys([edge.before for edge in TRANSITIONS] + [e.after for e in TRANSITIONS])
    boxes = [f'  {state}["{CaseState(state).label}"]' for state in built]
    arrows = [f'  {edge.before} -->|"{edge.act.label}"| {edge.after}' for edge in TRANSITIONS]
    return "\n".join(["flowchart LR", *boxes, *arrows])


def page() -> str:
    """``docs/case-states.md``."""
    rows = (
        f"| {edge.act.label} | {edge.before} | {edge.after} | {edge.who.label} "
        f"| {', '.join(edge.guards)} | {edge.reasons} |"
        for edge in TRANSITIONS
    )
    head = ["| Act | From | To | Who | Guards | Reasons |", "|---|---|---|---|---|---|"]
    return "\n".join([_INTRODUCTION, "```mermaid", mermaid(), "```", "", *head, *rows, ""])


_INTRODUCTION = """\
# The case file

How a case passes from state to state. This page is printed by `manage.py states case --page` from
`casework/cases/states.py`, and a test holds the two together. A guard's sentence stands in
`casework/cases/guards.py` under the name given here.
"""
