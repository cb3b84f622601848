"""The coded lists whose words a house may set: which they are, and which codes rules depend on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, Coded, Label
from casework.cases.fields import FIELDS, INCIDENT, SECTIONS, SHORT

# Answers to every question about her: no failures, and never taken away.
ALWAYS: Final = frozenset({UNKNOWN, DECLINED, NOT_ASKED, "yes", "no", "none", "other"})


class CodedList(NamedTuple):
    """`titles`: the questions that offer it; `section`: where the first of them stands."""

    name: str
    choices: type[Coded]
    titles: tuple[Label, ...]
    section: Label


@cache
def lists() -> dict[str, CodedList]:
    """By name, in the order of the intake."""
    found: dict[str, CodedList] = {}
    for row in (*FIELDS, *INCIDENT, *SHORT):
        if row.choices is None or not issubclass(row.choices, Coded):
            continue
        name = row.choices.__name__
        titles = (*found[name].titles, row.label) if name in found else (row.label,)
        section = SECTIONS.get(row.section, SECTIONS["incidents"])
        known = found.get(name)
        place = known.section if known else section
        found[name] = CodedList(name, row.choices, titles, place)
    return found


@cache
def needed_codes(name: str) -> frozenset[str]:
    """Those that cannot be switched off: another question is asked, or is not, because of them."""
    return frozenset(_needed(name)) | ALWAYS


def _needed(name: str) -> Iterator[str]:
    rows = (*FIELDS, *INCIDENT, *SHORT)
    offered_by = {row.name for row in rows if row.choices and row.choices.__name__ == name}
    for row in rows:
        for condition in (*row.when, *row.needed_when):
            if condition.name in offered_by:
                yield from condition.values
        if row.name in offered_by and row.default:
            yield row.default
