"""How the risk of each invented case was assessed: answers drawn from what its story tells.

They follow from her situation and the facts of the intake, and never from the level that the story
names; so the demo also tries the aid (`make bench` prints the share of cases per level).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from casework.cases import decisions
from casework.cases.actions import assessment, confirming
from casework.cases.actions.assessment import Assessed
from casework.cases.codes import NOT_ASKED, UNKNOWN
from casework.cases.decisions import DecisionKind
from casework.cases.risk_aid import CURRENT, NO, YES, current
from casework.cases.risk_levels import LEVELS, is_lower, outcome
from casework.cases.states import Risk
from casework.reminders import actions as reminders
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.reminders.rules import rhythm
from casework.reports import reviewing
from casework.web.demo import courses
from casework.web.demo.cases import Life
from casework.web.demo.courses import Step
from casework.web.demo.moments import Moment
from casework.web.demo.stories import Facts, Story

# What goes along with a situation more often than not.
_SITUATION: Final[dict[str, str]] = {
    "FM1": "V1 V4 S1 S4 A6", "FM2": "V1 V2 S1 S4 A6", "FM3": "V2 S4 A6", "FM4": "A3 S4", "FM5": "S4",
    "FM6": "A3 V2 S4", "FM7": "V6 S2 A6", "FM8": "V1 V2 V5", "FM9": "V1 A2",
    "SX1": "V1 V4 V5 S4 A6", "SX2": "V1 V2 V5 S1 S4 A6", "SX3": "V5 V2 S4 A6", "SX4": "V5 V2 S4", "SX5": "V5 V2 S4",
    "SX6": "V6 V5 S2", "SX7": "V1 V2 V5", "SX8": "V1 A2",
    "HD1": "A2 A6 S2", "HD2": "S2 A6 S1", "HD3": "A5 A6", "HD4": "A5", "HD5": "A6 V5",
    "HD6": "A2 A6", "HD7": "A5 V5", "HD8": "A2 A3 A5 S2", "HD9": "V1 V4", "HD10": "A2 S3",
    "HD11": "A5",
    "CU1": "A1 A7 S3", "CU2": "A1 A7 S3", "CU9": "A7 S3",
    "CU10": "A7 A2", "CU12": "A7 A2 S2",
    "SF1": "A6 V5", "SF2": "V5", "SF3": "", "SF4": "H2", "SF5": "", "SF6": "", "SF7": "A5",
}  # fmt: skip
# Where nobody can ask her, little is known.
_STILL_WAITS: Final = 1
_FAR: Final = ("CU3", "CU4", "CU5", "CU6", "CU7", "CU8", "CU11", "CU13", "NK", "UN", "DE")
_KNOWN_FROM_AFAR: Final = frozenset({"A4", "A5", "A7", "C2"})


def answers(story: Story, state: str) -> dict[str, str]:
    """Every item: yes, no, or not known."""
    said = set(_SITUATION.get(state, "").split()) | set(_from(story.facts, story.age))
    told = {item.code: YES if item.code in said else NO for item in current().items}
    if state.startswith(_FAR):
        told |= {code: UNKNOWN for code in told if code not in _KNOWN_FROM_AFAR}
    return told


def _from(facts: Facts, age: int) -> Iterator[str]:
    if 0 < age < 18:
        yield "C2"
    if facts.get("pregnant") == "yes":
        yield "H3"
    if facts.get("children_at_risk") == "yes":
        yield "C4"
    if facts.get("return_count") in ("1", "2", "3+"):
        yield "A4"
    if facts.get("may_contact") == "no":
        yield "S3"
    if facts.get("immediate_danger") == "yes":
        yield "V3"


def state_on(steps: list[Step], days: int) -> str:
    """Where she was, as it was known so many days ago."""
    known = [step for step in steps if step.days is None or step.days >= days]
    return known[-1].state if known else ""


def shares() -> dict[Risk, float]:
    """What the aid makes of the demo's open cases as they stand: the share of each level."""
    from casework.web.demo.build import STORIES  # which plays these moments

    levels = Counter(
        outcome(answers(story, state_on(courses.read(story.path), 0)), protocol=False).level
        for story in STORIES
        if story.stays == "open"
    )
    return {level: levels[level] / levels.total() for level in LEVELS if level}


def moments(life: Life) -> Iterator[Moment]:
    """Scores at the intake, when danger grew, and of late; a supervisor looks the case over."""
    story = life.story
    if story.stays in ("draft", "given_back"):
        return
    days = [story.began, *(day for day, _level in _raised(story))]
    if story.stays == "open" and (last := _of_late(life)) < min(days):
        days.append(last)
    for day in dict.fromkeys(days):
        yield life.by_owner(day, 61 if day == story.began else 53, _assess(life, day))
        if day > max(_STILL_WAITS, story.closed + 1):
            yield life.moment(day - 1, 168, life.supervisor, partial(_confirm, life))
    if story.stays == "open" and story.confirmed:
        yield from _looked_over(life)


def _confirm(life: Life, **act: Any) -> None:
    """A raised level is looked at on the next day; those of the last days still wait."""
    if decisions.waiting(life.case, DecisionKind.RISK_RAISED) is not None:
        confirming.confirm(life.case, DecisionKind.RISK_RAISED, **act)


def level_on(story: Story, days: int) -> Risk:
    """As the story has it."""
    later = [(int(day), level) for level, _at, day in _parts(story)]
    return Risk(next((level for day, level in reversed(later) if day >= days), story.risk))


def _parts(story: Story) -> list[tuple[str, str, str]]:
    return [part.partition("@") for part in story.risks.split()]


def _raised(story: Story) -> Iterator[tuple[int, Risk]]:
    before = Risk(story.risk)
    for level, _at, day in _parts(story):
        if is_lower(before, level):
            yield int(day), Risk(level)
        before = Risk(level)


def _of_late(life: Life) -> int:
    """In immediate danger yesterday, else some time in the last weeks."""
    return 1 if level_on(life.story, 0) == Risk.CRITICAL else 5 + life.number * 5 % 25


def _assess(life: Life, days: int) -> Callable[..., None]:
    state = state_on(life.steps, days)
    told = Assessed(CURRENT, answers(life.story, state), her_rating=_rating(life, state, days))

    def act(*, by: Any, at: datetime, keys: Any) -> None:
        assessment.assess(life.case, told, by=by, at=at, keys=keys)

    return act


def _rating(life: Life, state: str, days: int) -> str:
    """Near the level, a little above or below; nobody asks her where she cannot be asked."""
    if state.startswith((*_FAR, "CU")) or life.number % 5 == 0:
        return NOT_ASKED if life.number % 2 else UNKNOWN
    middle = {Risk.LOW: 3, Risk.MEDIUM: 5, Risk.HIGH: 7}.get(level_on(life.story, days), 9)
    return str(middle + (life.number + days) % 3 - 1)


def _looked_over(life: Life) -> Iterator[Moment]:
    """Within the term of her level; here and there a few days late. Who can open it, too."""
    every = rhythm(level_on(life.story, 0), "reachable").review.days
    days = every + 2 if life.number % 9 == 4 else life.number % max(every - 1, 1)
    if days >= life.story.began:
        return
    who = "supervisor" if life.story.by in ("caseworker", "caseworker2") else "supervisor3"

    def act(*, by: Any, at: datetime, keys: Any) -> None:
        hers = Due.objects.pending().filter(case=life.case, owner=by).select_related("case")
        for due in hers.filter(kind=Kind.SUPERVISOR_REVIEW):
            reminders.done(due, by=by, at=at)
        if hers.filter(kind=Kind.ACCESS_REVIEW, due_at__lte=at).exists():
            reviewing.confirm(life.case, ending=(), by=by, at=at)

    yield life.moment(days, 170, who, act)
