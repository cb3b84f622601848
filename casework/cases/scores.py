"""Her course of risk as it was written down: each score with the version of the aid it was made by.

Nothing here computes a level: what was kept is what is shown, whatever the aid has become since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from casework.cases.codes import UNKNOWN, Label
from casework.cases.risk_aid import TABLES, YES
from casework.cases.risk_levels import Flag, is_lower
from casework.cases.sheets import Document, OpenSheet, SheetKind
from casework.cases.states import Risk

# From here on her own rating asks for another look at a level that is below high.
HER_WARNING: Final = 8


@dataclass(frozen=True)
class Score:
    """One sheet. `version` 0: the level was set without the aid."""

    id: UUID
    number: int
    at: datetime
    author: str
    told: Document

    @property
    def version(self) -> int:
        return int(self.told["version"])

    @property
    def level(self) -> Risk:
        return Risk(self.told["level"])

    @property
    def computed(self) -> Risk:
        """What the aid made of the answers; not set where it was not asked."""
        return Risk(self.told.get("computed", ""))

    @property
    def rating(self) -> int | None:
        """Her own, 0 to 10."""
        said = str(self.told.get("her_rating", ""))
        return int(said) if said.isdecimal() else None

    @property
    def move(self) -> str:
        """The move of her path that raised the level by itself."""
        return str(self.told.get("move", ""))

    @property
    def flags(self) -> list[Flag]:
        return [Flag(flag) for flag in self.told.get("flags", []) if flag in Flag.values]

    @property
    def critical(self) -> list[Label]:
        return [_label(self.version, code) for code in self.told.get("critical", [])]

    @property
    def said_yes(self) -> list[Label]:
        """The other items that were answered with yes."""
        items: Document = self.told.get("items", {})
        others = [code for code, answer in items.items() if answer == YES]
        alone = self.told.get("critical", [])
        return [_label(self.version, code) for code in others if code not in alone]

    @property
    def not_known(self) -> list[Label]:
        items: Document = self.told.get("items", {})
        return [_label(self.version, code) for code, said in items.items() if said == UNKNOWN]

    @property
    def she_rates_it_higher(self) -> bool:
        rating = self.rating
        return rating is not None and rating >= HER_WARNING and is_lower(self.level, Risk.HIGH)


def scores(sheets: Iterable[OpenSheet]) -> list[Score]:
    """The oldest first."""
    return [
        Score(sheet.id, sheet.number, datetime.fromisoformat(sheet.at), sheet.author, sheet.told)
        for sheet in sheets
        if sheet.kind == SheetKind.RISK
    ]


def last_assessed(found: Sequence[Score]) -> Score | None:
    """The newest that was made with the aid."""
    return next((score for score in reversed(found) if score.version), None)


def _label(version: int, code: str) -> Label:
    """In the words of its own table, while that one is kept."""
    items = TABLES[version].items if version in TABLES else ()
    return next((item.label for item in items if item.code == code), code)
