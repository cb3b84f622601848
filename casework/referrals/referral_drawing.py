"""The machine of a referral as lines, a drawing and a page for people."""

from collections.abc import Iterator

from casework.referrals.states import TRANSITIONS, Edge, ReferralState


def lines() -> Iterator[str]:
    """One ``FROM -> TO`` for each edge."""
    yield from dict.fromkeys(f"{edge.before} -> {edge.after}" for edge in _moves())


def mermaid() -> str:
    boxes = [f'  {state}["{state.label}"]' for state in ReferralState]
    arrows = dict.fromkeys(
        f'  {edge.before} -->|"{edge.act.label}"| {edge.after}' for edge in _moves()
    )
    return "\n".join(["flowchart LR", *boxes, *arrows])


def page() -> str:
    """``docs/referral.md``."""
    rows = (
        f"| {edge.act.label} | {edge.before} | {edge.after} | {edge.who.label} "
        f"| {', '.join(f'`{name}`' for name in edge.guards) or '–'} |"
        for edge in TRANSITIONS
    )
    return "\n".join([_INTRODUCTION, "```mermaid", mermaid(), "```", _TABLE, *rows, "", _REST])


def _moves() -> list[Edge]:
    """Without the words that are written down and change no state."""
    return [edge for edge in TRANSITIONS if edge.before != edge.after]


_INTRODUCTION = """\
# A referral

How a referral passes from state to state. This page is printed by `manage.py states referral
--page` from `casework/referrals/states.py`, and a test holds the two together. `manage.py states
referral` prints every edge.
"""

_TABLE = """
## By whom, and what must hold

Guards are those of `docs/rules.md`, under `referrals.`. A row that leads to where it came from is a
word that is written down and changes no state.

| Act | From | To | Who | Must hold |
|---|---|---|---|---|"""

_REST = """\
## Times

| Urgency | Review within | Answer within |
|---|---|---|
| urgent | 4 hours | 24 hours |
| high | 1 day | 72 hours |
| routine | 3 days | 7 days |

An approval holds for seven days. A partner that is silent beyond its time has not answered: a task
that holds no key notes it, every minute, and the case's worker is told. A late answer counts; a new
referral in its place names the one it replaces.

## Her consent

It is asked for at the review and again at the sending, for this service and this partner. Nobody
can set it aside: neither on the page, nor by a form that is sent without the page, nor by any other
act. When she takes it back, every referral that rests on it stops in the transaction that writes
her word down. Whoever has something of hers is told within 24 hours and asked to delete it; that is
a task of her worker. The referral, and the case, close only once the partner's answer is written
down: that it deleted everything, or that it refused. What was recalled goes the same way.

## In danger

At the highest level of risk her worker may send at once, unless she said no to this partner or to
our help. What goes is the least: service, need, how to reach her. Two lines say what the danger is
and why it cannot wait. A second person, who did not write it, looks at it within 24 hours and finds
it right or not right; the log counts both (`referral.send_at_once`, `referral.uphold`,
`referral.not_uphold`), and the referral is not closed before. Found not right, its link opens
nothing more, and another is made only upon her consent. Found right, it is given and goes on as
long as she has not said no: her word stands above the danger, then as before.

## Suspended, for her safety

At once, by her worker or a supervisor, from wherever somebody still waits for something. A second
person confirms it within 24 hours, or lets it go on where it stopped; that needs her consent again.
Recalling it needs nobody else.

## What she says of it

Respected, safe, useful, would go again: yes, no, or she did not say; or why she was not asked. It
is written down when a service ends. “Not yet” has her asked within two weeks, and it closes only
with an answer, or a reason that stands.
"""
