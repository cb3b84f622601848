"""What stands beside the moves of some stories: children, events, and what was told much later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from casework.pathways import actions as pathways
from casework.pathways import events, line
from casework.pathways.children import Child
from casework.pathways.line import Telling
from casework.web.demo import tellings
from casework.web.demo.cases import Life
from casework.web.demo.courses import Step
from casework.web.demo.moments import Moment, day_of

_REGISTERED = {"birth_country": "CHN", "father": "chinese", "schooling": "yes", "at_risk": "no"}
_HIDDEN = {"birth_country": "CHN", "father": "chinese", "hukou": "not_registered"}


@dataclass(frozen=True)
class Beside:
    """`days` ago, by the case's caseworker."""

    days: int
    act: Callable[..., None]


def _child(life: Life, coded: dict[str, str], note: str = "", **act: Any) -> None:
    pathways.add_child(life.case, Child("", coded, note=note), **act)


def _event(life: Life, what: str, after: str, *, child: bool = False, **act: Any) -> None:
    """After the last step into `after`, as she tells it; of her first child when `child`."""
    drawn = line.draw(pathways.told_of(life.case, act["keys"]))
    step = next(step for step in reversed(drawn.steps) if after in ("", step.after))
    first = pathways.children_of(life.case, act["keys"])[0].id if child else None
    telling = events.Telling(
        what, step.told.id, precision="unknown", source="survivor",
        reliability="likely_reliable", child=first,
    )  # fmt: skip
    pathways.tell_event(life.case, telling, **act)


def _case_of_a_child(life: Life, label: str, **act: Any) -> None:
    child = pathways.children_of(life.case, act["keys"])[-1]
    assert child.id is not None
    pathways.open_linked_case(life.case, child.id, label=label, **act)


def _earlier(life: Life, path: str, then: str, **act: Any) -> None:
    """She tells at last what lay before her first months with us: `HD2 HD10 CU1/M06`."""
    on = day_of(act["at"])
    steps = [_step(word) for word in path.split()]
    told, before = [], ""
    for step in steps:
        told.append(pathways.Earlier(step.state, step.event, _telling(life, before, step, on)))
        before = step.state
    begins = line.draw(pathways.told_of(life.case, act["keys"])).steps[0]
    joins = Step(begins.after, then, None, None)
    last = pathways.Earlier(begins.after, then, _telling(life, before, joins, on))
    pathways.insert_before(life.case, begins.told.id, told, then=last, **act)


def _step(word: str) -> Step:
    state, _slash, event = word.partition("/")
    return Step(state, event, None, None)


def _telling(life: Life, before: str, step: Step, on: Any) -> Telling:
    known = tellings.facts(before, step, life.number, told=on)
    return Telling("", "unknown", "survivor", "likely_reliable", facts=known)


# By label. The first of several acts of one day comes first.
_BESIDE: dict[str, tuple[Beside, ...]] = {
    "pale ribbon": (
        Beside(150, partial(_child, coded=_REGISTERED | {"age_band": "0--8", "living_with": "survivor", "hukou": "registered"})),
        Beside(150, partial(_child, coded=_HIDDEN | {"age_band": "0--8", "living_with": "survivor", "schooling": "no", "at_risk": "unknown"}, note="The younger one sleeps beside her and is written down nowhere.")),
        Beside(149, partial(_event, what="child_born", after="FM3", child=True)),
        Beside(90, partial(_event, what="child_registered", after="FM3", child=True)),
    ),
    "paper fan": (
        Beside(60, partial(_child, coded=_HIDDEN | {"age_band": "9--17", "living_with": "fathers_family", "at_risk": "yes"})),
        Beside(59, partial(_event, what="child_taken", after="", child=True)),
        Beside(18, partial(_case_of_a_child, label="tin boat")),
    ),
    "folded map": (
        Beside(30, partial(_earlier, path="HD1 HD2/inside HD10/inside CU1/M06 CU2/M07 CU3/M08 CU4/inside CU13/inside", then="M11")),
    ),
    "woven belt": (Beside(40, partial(_earlier, path="HD1", then="M01")),),
    "둥근 바구니": (Beside(120, partial(_event, what="forced_abortion", after="CU4")),),
    "amber lantern": (Beside(30, partial(_event, what="pregnancy", after="FM2")),),
}  # fmt: skip


def moments(life: Life) -> Iterator[Moment]:
    for place, beside in enumerate(_BESIDE.get(life.story.label, ())):
        yield life.by_owner(beside.days, 168 + 2 * place, _done(life, beside))


def _done(life: Life, beside: Beside) -> Callable[..., None]:
    def act(*, by: Any, at: datetime, keys: Any) -> None:
        beside.act(life, by=by, at=at, keys=keys)

    return act
