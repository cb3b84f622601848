"""What women say of a partner, counted over the house: respected, safe, useful, would go again.

Each answer lies under its case's key and is counted when it is written down, without her case. A
count moves five answers at a time, so that nobody sees from it what one woman said.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from casework.accounts.models import User
from casework.referrals import tallies
from casework.referrals.policies import Document
from casework.referrals.reasons import FEEDBACK, Said

NAME: Final = "scores"
AT_LEAST: Final = 5
_COUNTED: Final = (Said.YES.value, Said.NO.value)


class Score(NamedTuple):
    """Of those who said yes or no."""

    question: str
    yes: int
    of: int


def count(before: Document, after: Document, *, by: User, at: datetime) -> None:
    """Her first whole answers; `before` and `after` are the referral's document."""
    said = {} if _answers(before) else _answers(after)

    def edit(counts: tallies.Counts) -> None:
        for question, answer in said.items():
            _add(counts, after["partner"], question, answer)

    tallies.change(NAME, edit, by=by, at=at)


def of_partners() -> dict[str, list[Score]]:
    """By the id of the partner; what fewer than five have answered is not there."""
    scores = {}
    for counts in tallies.read(NAME):
        for partner, asked in counts.items():
            found = [
                Score(question, line["y"], line["y"] + line["n"])
                for question in FEEDBACK
                if (line := asked.get(question, {}).get("shown"))
            ]
            scores[partner] = found
    return {partner: found for partner, found in scores.items() if found}


def of_partner(partner_id: UUID) -> list[Score]:
    return of_partners().get(str(partner_id), [])


def _answers(document: Document) -> dict[str, str]:
    said = document.get("feedback") or {}
    return {one: said[one] for one in FEEDBACK if said.get(one) in Said.values}


def _add(counts: tallies.Counts, partner: str, question: str, answer: str) -> None:
    if answer not in _COUNTED:
        return
    line = counts.setdefault(partner, {}).setdefault(question, {})
    waits = line.setdefault("waits", dict.fromkeys(_COUNTED, 0))
    waits[answer] += 1
    if sum(waits.values()) >= AT_LEAST:
        shown = line.setdefault("shown", dict.fromkeys(_COUNTED, 0))
        for one in _COUNTED:
            shown[one] += waits.pop(one)
        del line["waits"]
