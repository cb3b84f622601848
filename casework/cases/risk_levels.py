"""The rule that makes a level of the answers to the risk aid (reference 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casework.cases import risk_aid
from casework.cases.risk_aid import NO, YES, Answers, Item, Table
from casework.cases.states import Risk

# From the least to the greatest; not set comes before all.
LEVELS: Final = (Risk.NOT_SET, Risk.LOW, Risk.MEDIUM, Risk.HIGH, Risk.CRITICAL)


class Flag(TextChoices):
    INSUFFICIENT = "insufficient_information", _("Too little is known to call it low.")
    NO_CARE = "care_not_reachable", _("Care not reachable: it counts, and it is not urgent alone.")


@dataclass(frozen=True)
class Outcome:
    """What the table makes of the answers; every code names an item of it."""

    version: int
    level: Risk
    points: int
    unknown: int
    critical: tuple[str, ...]
    weighed: tuple[str, ...]
    floors: tuple[str, ...]
    flags: tuple[Flag, ...]


def outcome(answers: Answers, *, protocol: bool, table: Table | None = None) -> Outcome:
    """The level and everything that led to it.

    Turning a no into a yes never lowers it. What is not known counts against "low" only, so that
    a question asked at last may take that floor away. `protocol`: see `Item.if_protocol`.
    """
    table = table or risk_aid.current()
    asked = list(table.asked(answers, protocol=protocol))
    said = [item for item in asked if answers.get(item.code) == YES]
    unknown = sum(answers.get(item.code) not in (YES, NO) for item in asked)
    critical = tuple(item.code for item in said if _is_critical(item, answers))
    points = sum(item.weight for item in said)
    insufficient = unknown >= table.unknown_from
    floors = [item.floor for item in said] + [Risk.MEDIUM] * insufficient
    level = Risk.CRITICAL if critical else _by_points(table, points)
    return Outcome(
        version=table.version,
        level=highest(level, *floors),
        points=points,
        unknown=unknown,
        critical=critical,
        weighed=tuple(item.code for item in said if item.weight),
        floors=tuple(item.code for item in said if item.floor),
        flags=_flags(answers, insufficient=insufficient),
    )


def highest(*levels: Risk) -> Risk:
    return max(levels, key=LEVELS.index)


def is_lower(level: Risk | str, than: Risk | str) -> bool:
    return LEVELS.index(Risk(level)) < LEVELS.index(Risk(than))


def _is_critical(item: Item, answers: Answers) -> bool:
    return item.critical or any(answers.get(code) == YES for code in item.with_any)


def _by_points(table: Table, points: int) -> Risk:
    if points >= table.high_from:
        return Risk.HIGH
    return Risk.MEDIUM if points >= table.medium_from else Risk.LOW


def _flags(answers: Answers, *, insufficient: bool) -> tuple[Flag, ...]:
    no_care = answers.get("H1") == YES and answers.get("H1r") == NO
    return (Flag.INSUFFICIENT,) * insufficient + (Flag.NO_CARE,) * no_care
