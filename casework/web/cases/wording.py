"""An answer of the intake as a person would say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Choices

from casework.cases.answers import ANSWER
from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, YesNo
from casework.cases.codes_care import NeedLevel, Wanted
from casework.cases.codes_contact import Weekday
from casework.cases.codes_person import NameKind
from casework.cases.field import Answers, Field, Kind
from casework.cases.purposes import Service
from casework.pathways.situations import Situation
from casework.web.days import day_in_words


def in_words(row: Field, answers: Answers) -> str:
    """Empty when it was not asked; not known and chose not to say are answers."""
    value = answers.get(row.name)
    if value in (None, "", [], NOT_ASKED, [NOT_ASKED]):
        return _instead(answers.get(row.name + ANSWER, ""))
    if row.kind is Kind.SITUATION:
        return str(Situation(value).label) if value in Situation.values else _instead(value)
    if row.kind is Kind.WINDOWS:
        return "; ".join(_window(window) for window in value)
    if row.kind is Kind.NAMES:
        return "; ".join(_name(name) for name in value)
    if row.kind is Kind.NEEDS:
        return "; ".join(_need(need) for need in value)
    if row.kind in (Kind.DATE, Kind.MONTH):
        return day_in_words(str(value))
    if row.choices is None:
        return str(value)
    labels = _labels(row.choices)
    told = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(code, code)) for code in told)


@cache
def _labels(choices: type[Choices]) -> dict[Any, Any]:
    """Worked out once: the labels are translated only when they are shown."""
    return dict(choices.choices)


def _instead(code: str) -> str:
    return str(YesNo(code).label) if code in (UNKNOWN, DECLINED) else ""


def _name(name: Mapping[str, str]) -> str:
    """In each script it was written in, and what kind of name it is, where that is known."""
    told = " ".join(name[script] for script in ("hangul", "hanzi", "roman") if name.get(script))
    kind = name.get("kind", "")
    is_known = kind in NameKind.values and kind not in (UNKNOWN, DECLINED, NOT_ASKED)
    return f"{told} ({NameKind(kind).label})" if is_known else told


def _need(need: Mapping[str, str]) -> str:
    parts = (
        (Service, need.get("sector", "")),
        (NeedLevel, need.get("level", "")),
        (Wanted, need.get("wanted", "")),
    )
    return ", ".join(str(codes(code).label) for codes, code in parts if code in codes.values)


def _window(window: Mapping[str, str]) -> str:
    day = window.get("day", "")
    label = str(Weekday(day).label) if day in Weekday.values else day
    return f"{label} {window.get('from', '')}–{window.get('to', '')}".strip()
