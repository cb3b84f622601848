"""Tellings that say everything that their move asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from casework.pathways.facts import FACTS, Shape
from casework.pathways.line import Telling
from casework.pathways.requirements import needs
from casework.pathways.situations import Event

# What a guard asks for beyond any answer at all.
_HOLDING: dict[str, Any] = {
    "means": ["deception"],
    "missed_windows": "2",
    "attempts": "3",
    "attempts_since": "2026-03-01",
    "identity": "code_word",
    "coercion": "free",
    "custody_place": "K-7",
    "second_source": "relative",
}
SOURCED = Telling(
    happened="2026-04", precision="unknown_day", source="survivor", reliability="likely_reliable"
)


def full(before: str, event: str, after: str, **told: Any) -> Telling:
    """For the move by `event` from `before` to `after`, sourced, and with every needed fact."""
    telling = replace(SOURCED, **told)
    if event == Event.M18 and not telling.meanwhile:
        telling = replace(telling, meanwhile="unknown")
    wanted = needs(event, before, after, telling.meanwhile).must
    return replace(telling, facts={name: answer(name) for name in wanted} | dict(telling.facts))


def answer(name: str) -> Any:
    """An answer to the fact that its guards let through."""
    fact = FACTS[name]
    if name in _HOLDING:
        return _HOLDING[name]
    if fact.shape is Shape.SEVERAL:
        return ["unknown"]
    return "unknown" if fact.shape is Shape.CHOICE else "1"
