"""The record to be read: each section's answers in words, without what is covered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from casework.cases.answers import together, unanswered, visible_fields
from casework.cases.field import Answers, Kind
from casework.cases.fields import SECTIONS
from casework.web.addresses import address
from casework.web.cases.covered import WHOLE, is_covered
from casework.web.cases.wording import in_words

Documents = Mapping[str, dict[str, Any]]

_SHOWN = [key for key in SECTIONS if key != "consent" and key not in WHOLE]


# A word is only ever checked; where she is now stands in the head, and it moves.
_ELSEWHERE = frozenset({Kind.SECRET, Kind.SITUATION})


@dataclass(frozen=True)
class Part:
    """One section: its answers, how many needed ones are missing, and where it is written."""

    title: str | Promise
    facts: list[tuple[str | Promise, str]]
    still_to_ask: int
    url: str


def parts(documents: Documents, *, code: str, may_edit: bool) -> list[Part]:
    """Every section that was begun, in the order of the conversation."""
    answers = together(documents)
    begun = [key for key in _SHOWN if key in documents]
    return [_part(key, answers, code if may_edit else "") for key in begun]


def _part(key: str, answers: Answers, code: str) -> Part:
    asked = visible_fields(key, answers)
    rows = [row for row in asked if not is_covered(row) and row.kind not in _ELSEWHERE]
    said = [(row.label, in_words(row, answers)) for row in rows]
    return Part(
        title=SECTIONS[key],
        facts=[(label, text) for label, text in said if text],
        still_to_ask=len(unanswered(key, answers)),
        url=address("intake_section", code, key) if code else "",
    )
