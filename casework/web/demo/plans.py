"""The plan of each invented case, out of its story: her needs, her goals in her own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from casework.cases.actions.sheets import add_sheet
from casework.cases.codes_care import NeedLevel, Wanted
from casework.cases.needs import Doer, Priority, Progress, ServiceResult, from_intake
from casework.cases.sheets import SheetKind
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment

_LEVELS = (NeedLevel.URGENT, NeedLevel.HIGH, NeedLevel.MEDIUM)
_RESULTS = ("", ServiceResult.BY_US, "", ServiceResult.UNAVAILABLE, ServiceResult.DECLINED)
_HOW_FAR = (Progress.IN_PROGRESS, Progress.NOT_STARTED, Progress.PARTLY_MET, Progress.BLOCKED)
# Her sentences at the intake, each a goal of its own.
_SENTENCE = re.compile(r"(?<=[.。])\s*")


def moments(life: Life) -> Iterator[Moment]:
    """Written in the days after the intake, while her case is open."""
    if life.story.stays != "open" or life.story.began < 3:
        return
    days = life.story.began - 2
    for place, need in enumerate(from_intake(life.story.facts)):
        told = _need(need["sector"], place, life.number)
        yield life.by_owner(days, 147 + place, _add, life, SheetKind.NEED, told)
    sectors = [need["sector"] for need in from_intake(life.story.facts)] or ["other"]
    for place, text in enumerate(_goals(life)):
        told = _goal(text, sectors[place % len(sectors)], place, life.number)
        yield life.by_owner(days, 152 + place, _add, life, SheetKind.GOAL, told)


def _add(life: Life, kind: SheetKind, told: dict[str, Any], **act: Any) -> None:
    add_sheet(life.case, kind, told, **act)


def _goals(life: Life) -> list[str]:
    said = str(life.story.facts.get("goals", ""))
    return [text for text in _SENTENCE.split(said) if text][:3]


def _need(sector: str, place: int, number: int) -> dict[str, str]:
    result = _RESULTS[(number + place) % len(_RESULTS)]
    return {
        "sector": sector,
        "level": _LEVELS[min(place, 2)].value,
        "wanted": (Wanted.NO if result == ServiceResult.DECLINED else Wanted.YES).value,
        "result": str(result),
        "note": "",
    }


def _goal(text: str, sector: str, place: int, number: int) -> dict[str, str]:
    return {
        "text": text,
        "sector": sector,
        "priority": Priority.values[place],
        "target_month": "",
        "steps": "",
        "doer": Doer.values[(number + place) % len(Doer.values)],
        "progress": _HOW_FAR[(number + place) % len(_HOW_FAR)].value,
    }
