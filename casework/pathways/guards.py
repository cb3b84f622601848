"""What must hold before a move is told: each guard answers with what stands in the way.

They are asked after the machine itself (`states`) has said that the move follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.codes import NOT_ASKED, UNKNOWN, Reliability
from casework.pathways import events, facts
from casework.pathways.children import Child
from casework.pathways.codes import Coercion, Identity
from casework.pathways.line import Line, Step, Told
from casework.pathways.requirements import needs
from casework.pathways.situations import Event, Situation

MISSED_WINDOWS: Final = 2  # unless another number is agreed for the case
ATTEMPTS: Final = 3
ATTEMPTS_OVER_DAYS: Final = 30
_RELIABLE = (Reliability.HIGHLY_RELIABLE, Reliability.LIKELY_RELIABLE)
_LURES = frozenset({"deception", "abduction", "force", UNKNOWN})


@dataclass(frozen=True)
class Passage:
    """A move about to be told: where from, where to, by what, and all that is told of it."""

    told: Told
    before: str
    on: date
    # Agreed contacts that may be missed in this case before she counts as silent.
    windows: int = MISSED_WINDOWS

    @property
    def events(self) -> frozenset[str]:
        """Its own event, and what happened meanwhile when she was found again."""
        return frozenset({self.told.event, self.told.telling.meanwhile})

    def fact(self, name: str) -> Any:
        return self.told.telling.facts.get(name) or ""

    def number(self, name: str) -> int:
        return int(self.fact(name) or 0)


@guard
def facts_are_told(passage: Passage) -> str:
    told = passage.told
    wanted = needs(told.event, passage.before, told.after, told.telling.meanwhile).must
    missing = [
        str(facts.FACTS[name].label)
        for name in wanted
        if not facts.FACTS[name].is_told(passage.fact(name))
    ]
    if not missing:
        return ""
    return _("Say also, or that it is not known: %(facts)s.") % {"facts": ", ".join(missing)}


@guard
def source_is_named(passage: Passage) -> str:
    """An episode opens with its month or day, its source, its reliability; unknown will do."""
    telling = passage.told.telling
    if passage.told.event in ("", Event.INSIDE):
        return ""
    if NOT_ASKED not in (telling.precision, telling.source, telling.reliability):
        return ""
    return _("Say when it happened, who told us and how reliable that is; not known is an answer.")


@guard
def lure_is_named(passage: Passage) -> str:
    if Event.M03 not in passage.events or _LURES & set(passage.fact("means") or _LURES):
        return ""
    return _("She was lured or abducted: name deception, abduction or force, or not known.")


@guard
def return_is_told(passage: Passage) -> str:
    """Nobody enters CU3 without the corridor, the source and its reliability."""
    if passage.told.after != Situation.CU3 or not passage.before:
        return ""
    telling = passage.told.telling
    if passage.fact("corridor") and NOT_ASKED not in (
        passage.fact("corridor"), telling.source, telling.reliability
    ):  # fmt: skip
        return ""
    return _("A forced return needs its corridor, who told us, and how reliable that is.")


@guard
def arrival_has_its_month(passage: Passage) -> str:
    happened = passage.told.telling.happened
    if Event.M16 not in passage.events or len(happened) != 4:
        return ""
    return _("Say in which month she arrived, or that it is not known.")


@guard
def windows_were_missed(passage: Passage) -> str:
    if (passage.told.event, passage.told.after) != (Event.M17, Situation.UN1):
        return ""
    if passage.number("missed_windows") >= passage.windows:
        return ""
    return _(
        "She counts as silent after %(count)s agreed contacts that were missed. Until then it is "
        "a contact that was not kept; write it as a note."
    ) % {"count": passage.windows}


@guard
def attempts_were_made(passage: Passage) -> str:
    if (passage.told.event, passage.told.after) != (Event.M17, Situation.UN2):
        return ""
    since = passage.fact("attempts_since")
    days = (passage.on - date.fromisoformat(since)).days if since else 0
    if passage.number("attempts") >= ATTEMPTS and days >= ATTEMPTS_OVER_DAYS:
        return ""
    return _(
        "No news at all is said after %(count)s attempts by the agreed way over %(days)s days."
    ) % {"count": ATTEMPTS, "days": ATTEMPTS_OVER_DAYS}


@guard
def identity_is_shown(passage: Passage) -> str:
    if passage.told.event != Event.M18 or passage.fact("identity") != Identity.NOT_SHOWN:
        return ""
    return _(
        "We do not know yet that it is she. Ask her code word or something only she can know; "
        "until then write the call as a note."
    )


@guard
def nobody_makes_her_speak(passage: Passage) -> str:
    if passage.told.event != Event.M18 or passage.fact("coercion") == Coercion.FREE:
        return ""
    if not passage.fact("coercion"):
        return ""  # `facts_are_told` asks for it
    return _(
        "Somebody may make her speak: this is no contact again, and nothing is lifted. Write it "
        "below as the event “contact under duress”; her supervisor is told."
    )


@guard
def death_is_sourced(passage: Passage) -> str:
    telling = passage.told.telling
    if passage.told.after != Situation.DE1 or telling.reliability in _RELIABLE:
        return ""
    second = passage.fact("second_source")
    if second not in ("", NOT_ASKED, UNKNOWN) and second != telling.source:
        return ""
    return _("A death needs a source that is likely reliable at least, or a second source.")


OF_A_MOVE = (
    source_is_named,
    facts_are_told,
    lure_is_named,
    return_is_told,
    arrival_has_its_month,
    windows_were_missed,
    attempts_were_made,
    identity_is_shown,
    nobody_makes_her_speak,
    death_is_sourced,
)


@guard
def path_is_begun(line: Line) -> str:
    return "" if line.steps else _("First say where she is now.")


@guard
def path_is_not_begun(line: Line) -> str:
    if not line.steps:
        return ""
    return _("Where she is has been told already. Record a move, or correct it.")


@guard
def case_is_not_closed(is_closed: bool) -> str:
    return _("This case is closed; reopen it first.") if is_closed else ""


@guard
def beginning_stays(before: str) -> str:
    """A step without a state before it is where her path begins."""
    return "" if before else _("Her path begins here. Correct it instead of taking it back.")


@guard
def waits_for_confirmation(step: Step, is_protective: bool, by: str) -> str:
    """By another person than who told it, and once."""
    if not is_protective:
        return _("Only an arrest, a forced return or a death is confirmed. Correct this instead.")
    if step.told.confirms:
        return _("This is confirmed already.")
    if step.told.recorded_by == by:
        return _("You told this yourself; another supervisor confirms it.")
    return ""


@guard
def present_stays(before: Line, after: Line) -> str:
    """What is told later of an earlier time stands before what is now, never over it."""
    open_before = [step.told.id for step in before.episodes[-1].steps]
    open_after = [step.told.corrects or step.told.id for step in after.episodes[-1].steps]
    open_as_told = [step.told.id for step in after.episodes[-1].steps]
    same = all(
        one in (kept, told)
        for one, kept, told in zip(open_before, open_after, open_as_told, strict=False)
    )
    if after.state == before.state and len(open_before) == len(open_as_told) and same:
        return ""
    return _(
        "What happened earlier stands before the episode that is open now, never inside or over "
        "it. Pick where that episode begins, or an earlier step."
    )


@guard
def second_person_agrees(before: Line, after: Line, asked_by: Sequence[str], by: str) -> str:
    """A death is undone by two: one asks, another one corrects it or takes it back."""
    dead = {step.told.id for step in before.steps if step.after == Situation.DE1}
    still = {step.told.corrects or step.told.id for step in after.steps if _is_dead(step.after)}
    still |= {step.told.id for step in after.steps if _is_dead(step.after)}
    if dead <= still or any(person != by for person in asked_by):
        return ""
    return _(
        "A death is undone by two people. Ask for it first; then somebody else corrects it or "
        "takes it back."
    )


@guard
def event_stands_on_her_line(
    telling: events.Telling, drawn: Line, children: Sequence[Child]
) -> str:
    if telling.what not in events.Happening:
        return _("Pick what happened from the list.")
    if drawn.find(telling.after) is None:
        return _("Pick the step of her path after which this happened.")
    if telling.child and telling.child not in {child.id for child in children}:
        return _("Pick one of her children from the list.")
    return ""


@guard
def child_has_no_case(child: Child) -> str:
    return _("This child has a case already.") if child.linked else ""


@guard
def child_is_at_risk(child: Child) -> str:
    if child.is_at_risk:
        return ""
    return _("A child at risk can get a case. Say first that this child is at risk.")


def _is_dead(state: str) -> bool:
    return state == Situation.DE1
