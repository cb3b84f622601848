"""What a field of the intake form is, and when it is asked. The table is in ``fields``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from django.db.models import TextChoices

from casework.cases.codes import Label

Answers: TypeAlias = Mapping[str, Any]
"""The opened answers by field name, of one section or of all together (names are unique)."""


class Kind(StrEnum):
    CHOICE = "choice"
    MULTIPLE = "multiple"
    YES_NO = "yes_no"
    TEXT = "text"
    LONG_TEXT = "long_text"
    MONTH = "month"
    YEAR = "year"
    DATE = "date"
    NUMBER = "number"
    PHONE = "phone"
    SECRET = "secret"  # a kind of field: a word that is only ever checked
    WINDOWS = "windows"
    NAMES = "names"
    SITUATION = "situation"
    SURVIVOR_CODE = "survivor_code"  # made by us when the section is first kept, never typed
    NEEDS = "needs"  # a kind of field: sector, level and whether she wants it, row by row


class Need(StrEnum):
    """Whether the case may open without it. Nothing at all is needed to save."""

    REQUIRED = "R"
    WHERE_KNOWN = "K"  # written where somebody tells it; it is of her past and holds nothing back
    OPTIONAL = "O"
    NEVER_ASK = "N"  # she raises it, or nobody does


class Store(StrEnum):
    """All of it is sealed. A coded value may be counted over; a lookup value finds the case."""

    SEALED = "E"
    LOOKUP = "B"
    CODED = "C"


@dataclass(frozen=True)
class When:
    """A condition on the answer to another field.

    ``starts`` compares beginnings, so that "SX" stands for a whole path of situations.
    """

    name: str
    values: tuple[str, ...]
    wanted: bool = True
    starts: bool = False

    def holds(self, answers: Answers) -> bool:
        told = answers.get(self.name) or ""
        given = [str(one) for one in told] if isinstance(told, list) else [str(told)]
        return any(map(self._fits, given)) is self.wanted

    def _fits(self, answer: str) -> bool:
        return answer.startswith(self.values) if self.starts else answer in self.values


def only_if(name: str, *values: str) -> When:
    return When(name, values)


def unless(name: str, *values: str) -> When:
    return When(name, values, wanted=False)


def only_on(name: str, *beginnings: str) -> When:
    return When(name, beginnings, starts=True)


def never_on(name: str, *beginnings: str) -> When:
    return When(name, beginnings, wanted=False, starts=True)


@dataclass(frozen=True)
class Field:
    """One row of the table.

    ``ask``: words a caseworker could say to her; ``about``: the same to somebody who tells it for
    her. ``hint``: what to type, or why it is asked.
    ``when``: shown only while all of these hold. ``needed_when``: required only then.
    ``codes``: those of ``choices`` that are offered, all when empty.
    ``default``: what stands there until she says otherwise.
    ``can_decline``: a box that "not known" and "chose not to say" stand beside.
    ``by_yes_or_no``: can be asked of someone who must not be heard talking.
    """

    name: str
    label: Label
    kind: Kind
    need: Need
    store: Store
    choices: type[TextChoices] | None = None
    ask: Label = ""
    about: Label = ""
    hint: Label = ""
    when: tuple[When, ...] = ()
    needed_when: tuple[When, ...] = ()
    codes: tuple[str, ...] = ()
    default: str = ""
    can_decline: bool = False
    by_yes_or_no: bool = False
    section: str = ""

    def is_shown(self, answers: Answers) -> bool:
        return all(condition.holds(answers) for condition in self.when)

    def is_needed(self, answers: Answers) -> bool:
        return (
            self.need is Need.REQUIRED
            and self.is_shown(answers)
            and all(condition.holds(answers) for condition in self.needed_when)
        )

    def words(self, *, told_by_other: bool) -> Label:
        """What to say aloud: to her, or to whoever tells it for her."""
        return self.about if told_by_other else self.ask


REQ, KNOWN, OPT, NEV = Need.REQUIRED, Need.WHERE_KNOWN, Need.OPTIONAL, Need.NEVER_ASK
E, B, C = Store.SEALED, Store.LOOKUP, Store.CODED


def in_section(key: str, *rows: Field) -> tuple[Field, ...]:
    return tuple(replace(row, section=key) for row in rows)
