"""The table of what is unusual: each rule, what it counts, from how many on, and what it asks.

`manage.py unusual_rules` prints it, and the sweep asks it: a rule that is not in it does not exist.
A rule tells nobody that somebody did wrong. It asks a question, once for a person, rule and period.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.reports.acts import (
    COPIED,
    HOUR,
    OF_AN_EXTRACT,
    OF_THE_LOG,
    Act,
    Finding,
    Whose,
    codes,
    opened,
    wrote,
)
from casework.reports.codes import Rule

# Who writes in one of so many cases that she touches is at work on them.
WRITTEN_IN: Final = 4
Find = Callable[[Sequence[Act], Whose, int], Finding | None]


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"


class Line(NamedTuple):
    """`usual` is the number that a house begins with; it may be set from `least` to `most`."""

    rule: Rule
    when: str
    period: Period
    usual: int
    least: int
    most: int
    unit: Promise
    question: Promise
    find: Find


def many_cases(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """Of all hours the fullest."""
    window: deque[Act] = deque()
    fullest: list[Act] = []
    for act in opened(acts):
        window.append(act)
        while act.at - window[0].at > HOUR:
            window.popleft()
        if len(codes(window)) > len(codes(fullest)):
            fullest = list(window)
    return _more(len(codes(fullest)), fullest, limit)


def not_hers(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """Opened or tried: one that is shared, had for an hour, or of another desk."""
    tried = [act for act in acts if act.verb == "case.open" and act.outcome == "refused"]
    found = [act for act in (*opened(acts), *tried) if act.code and not whose.is_hers(act)]
    return _more(len(codes(found)), found, limit)


def off_hours(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """Each case once, and each look into the log."""
    late = [act for act in acts if not whose.works_at(act.at)]
    cases, looked = opened(late), [act for act in late if act.verb in OF_THE_LOG]
    return _more(len(codes(cases)) + len(looked), [*cases, *looked], limit)


def new_network(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """Where she came from first of all is where she begins. `limit` days were looked back on."""
    first: dict[str, Act] = {}
    for act in acts:
        if act.network and act.network not in whose.networks:
            first.setdefault(act.network, act)
    new = list(first.values())[0 if whose.networks or whose.was_here else 1 :]
    return _more(len(new), new, 0)


def refusals(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    found = [act for act in acts if act.outcome == "refused"]
    return _more(sum(act.times for act in found), found, limit)


def no_hits(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    found = [act for act in acts if act.verb == "cases.searched" and act.times == 0]
    return _more(len(found), found, limit)


def exports(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """An extract of the log is one copy, in how many forms it is fetched and how often."""
    found = [act for act in acts if act.verb in COPIED and act.outcome == "done"]
    extracts = {act.subject for act in found if act.verb == OF_AN_EXTRACT}
    others = [act for act in found if act.verb != OF_AN_EXTRACT]
    return _more(len(others) + len(extracts), found, limit)


def reading_only(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """Those without a word of hers, where they are most of what she touched: one word a week hides
    nothing.
    """
    written = codes(wrote(acts))
    found = [act for act in opened(acts) if act.code and act.code not in written]
    only_read = len(codes(found))
    is_at_work = len(written) * WRITTEN_IN >= len(written) + only_read
    return None if is_at_work else _more(only_read, found, limit)


def after_closing(acts: Sequence[Act], whose: Whose, limit: int) -> Finding | None:
    """From a day after it on. Who does something in it that day is at work on it."""
    at_work = codes(wrote(acts))
    found = [
        act
        for act in opened(acts)
        if act.code not in at_work
        and act.code in whose.closed
        and act.at > whose.closed[act.code] + 24 * HOUR
    ]
    return _more(len(codes(found)), found, limit)


def _more(count: int, found: Iterable[Act], limit: int) -> Finding | None:
    numbers = sorted({act.number for act in found})
    return Finding(count, tuple(numbers)) if count > limit else None


# fmt: off
TABLE: Final[tuple[Line, ...]] = (
    Line(Rule.MANY_CASES, "more different cases opened within one hour",
         Period.DAY, 20, 5, 200, _("different cases within one hour"),
         _("She opened many cases within an hour. Did her work ask for it?"), many_cases),
    Line(Rule.NOT_HERS, "more cases opened or tried that she neither owns nor supervises",
         Period.DAY, 8, 1, 100, _("cases of others in one day"),
         _("She opened or tried cases that are not hers. Did she have to?"), not_hers),
    Line(Rule.OFF_HOURS, "more cases, or the log, opened outside the hours of her role, off call",
         Period.DAY, 1, 0, 50, _("cases outside her hours in one day"),
         _("She looked outside her hours and was not on call. Do you know why?"), off_hours),
    Line(Rule.NEW_NETWORK, "a network that she did not come from in so many days",
         Period.DAY, 90, 14, 365, _("days that are looked back on"),
         _("She came from a network for the first time. Was it she, and from where?"), new_network),
    Line(Rule.REFUSALS, "more refusals",
         Period.DAY, 20, 3, 200, _("refusals in one day"),
         _("She was refused many times. Was she looking for something she may not see?"), refusals),
    Line(Rule.NO_HITS, "more searches that found no case",
         Period.DAY, 12, 3, 100, _("searches without a hit in one day"),
         _("She searched many times and found nothing. Whom was she looking for, and why?"),
         no_hits),
    Line(Rule.EXPORTS, "more sheets for paper, copies, packet files or extracts of the log",
         Period.DAY, 4, 1, 50, _("copies in one day"),
         _("She made many copies. Did each of them have to leave the desk?"), exports),
    Line(Rule.READING_ONLY, "more cases opened without a word, and a word in under one of four",
         Period.WEEK, 15, 3, 200, _("cases in a week without a word written"),
         _("She read many cases and wrote in few. Was it part of her work?"), reading_only),
    Line(Rule.AFTER_CLOSING, "more closed cases opened a day or longer after, nothing done in them",
         Period.DAY, 0, 0, 50, _("closed cases in one day"),
         _("She opened a case that is closed. Was there a reason to?"), after_closing),
)
# fmt: on
BY_RULE: Final = {line.rule: line for line in TABLE}
