"""The rules of what falls due as a person reads them: which task, when, and to whom it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from casework.cases.states import Risk
from casework.reminders.rules import FOR_SUPERVISORS, HELD, RHYTHMS, TOLD, UNREACHABLE, Kind, Rhythm

_LEVELS: Final = {
    "critical": RHYTHMS[Risk.CRITICAL],
    "high": RHYTHMS[Risk.HIGH],
    "medium": RHYTHMS[Risk.MEDIUM],
    "low": RHYTHMS[Risk.LOW],
    "not set": RHYTHMS[Risk.NOT_SET],
    "in custody": HELD,
    "unreachable": UNREACHABLE,
}
_HEADS: Final = ("level", "first", "then every", "late: supervisor", "looked over", "assessed")

# Those of the rhythm by level; every other one is set by an act, and says when.
_BY_LEVEL: Final = "by level, above"
WHEN: Final[dict[Kind, str]] = {
    Kind.FOLLOW_UP: _BY_LEVEL,
    Kind.CASE_REVIEW: f"{_BY_LEVEL}, in place of the follow-up while contact is blocked",
    Kind.ESCALATION: f"{_BY_LEVEL}, once a follow-up is late by so much",
    Kind.SUPERVISOR_REVIEW: _BY_LEVEL,
    Kind.RISK_REASSESS: _BY_LEVEL,
    Kind.INTAKE_TO_FINISH: "72 hours after the twelve questions opened the case at once",
    Kind.POST_ASSAULT_CARE: "72 and 120 hours from the hour of an assault",
    Kind.CASE_CAME: "at once, when another desk has given the case to this one",
    Kind.TRANSFER_ANSWER: "14 days after a supervisor agreed; then it ends by itself",
    Kind.TRANSFER_ENDED: "at once, when a handing over has ended by itself",
    Kind.REOPENING_LAPSED: "at once, when a case that was reopened has closed by itself",
    Kind.HOLD_REVIEW: "09:00 of the day that the hold names, 30 days at most",
    Kind.RETENTION_DUE: "30 days after a draft was begun that nobody has opened",
    Kind.SAFETY_CHECK: "09:00 of the day that her safety plan names",
}
_BY_THE_ACT: Final = "when the act that sets it says"
_WHO: Final = {
    Kind.ESCALATION: "first supervisor who does not own the case, then the second",
    Kind.SUPERVISOR_REVIEW: "first supervisor who does not own the case",
    Kind.REFERRAL_REVIEW_DUE: "every supervisor who does not own the case",
}


def lines() -> Iterator[str]:
    yield from _table(_HEADS, [(name, *_numbers(now)) for name, now in _LEVELS.items()])
    yield ""
    rows = [(kind.value, WHEN.get(kind, _BY_THE_ACT), who(kind)) for kind in Kind]
    yield from _table(("task", "when", "who"), rows)


def who(kind: Kind) -> str:
    if kind in _WHO:
        return _WHO[kind]
    if kind in TOLD:
        return f"the case's owner, and {_WHO[Kind.REFERRAL_REVIEW_DUE]}"
    return _WHO[Kind.REFERRAL_REVIEW_DUE] if kind in FOR_SUPERVISORS else "the case's owner"


def _numbers(now: Rhythm) -> tuple[str, ...]:
    late = ", then ".join(map(_span, now.escalate))
    again = _span(now.reassess) if now.reassess else "–"
    return (_span(now.first), _span(now.every), late, _span(now.review), again)


def _span(length: timedelta) -> str:
    hours = int(length.total_seconds()) // 3600
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
