"""Every number of the rules that a house may set: when each fires, and the hours of each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import Role
from casework.reports.acts import HOURS, Hours
from casework.reports.codes import Hour, Rule
from casework.reports.unusual import TABLE

# The earliest and the latest hour: no day is without a night, and none without hours.
_BEGINS: Final = (4, 12)
_ENDS: Final = (16, 24)


class Number(NamedTuple):
    """`usual` is the one that a house begins with; it may be set from `least` to `most`."""

    name: Rule | Hour
    question: Promise
    unit: Promise
    usual: int
    least: int
    most: int
    more_is_looser: bool

    def is_looser(self, before: int, limit: int) -> bool:
        """Whether less is asked about with it than before."""
        return limit > before if self.more_is_looser else limit < before


def _numbers() -> Iterator[Number]:
    for line in TABLE:
        bounds = (line.usual, line.least, line.most)
        yield Number(line.rule, line.question, line.unit, *bounds, more_is_looser=True)
    told = _("What she opens outside the hours of her roles, and off call, is asked about.")
    unit = _("hour on her own clock")
    for role, (first, last) in HOURS.items():
        begins, ends = _names(role)
        yield Number(begins, told, unit, first, *_BEGINS, more_is_looser=False)
        yield Number(ends, told, unit, last, *_ENDS, more_is_looser=True)


def _names(role: Role) -> tuple[Hour, Hour]:
    return Hour(f"{role.value}_from"), Hour(f"{role.value}_until")


NUMBERS: Final[Mapping[str, Number]] = {number.name.value: number for number in _numbers()}


def hours_of(numbers: Mapping[str, int]) -> Hours:
    """From and up to which hour each role works, as it is set."""
    return {role: (numbers[begins], numbers[ends])
            for role in HOURS for begins, ends in (_names(role),)}  # fmt: skip
