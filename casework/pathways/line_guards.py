"""What must hold of the whole line, of an event on it, and of her children's rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.pathways import events
from casework.pathways.children import Child
from casework.pathways.line import Line, Step
from casework.pathways.situations import Situation


@guard
def path_is_begun(line: Line) -> str:
    """A move is told only after the first telling of where she is."""
    return "" if line.steps else _("First say where she is now.")


@guard
def path_is_not_begun(line: Line) -> str:
    """Where her path begins is told once; after that it is moved or corrected."""
    if not line.steps:
        return ""
    return _("Where she is has been told already. Record a move, or correct it.")


@guard
def case_is_not_closed(is_closed: bool) -> str:
    """Nothing is told on her path while the case is closed."""
    return _("This case is closed; reopen it first.") if is_closed else ""


@guard
def beginning_stays(before: str) -> str:
    """The first step of her path is corrected, never taken back."""
    return "" if before else _("Her path begins here. Correct it instead of taking it back.")


@guard
def waits_for_confirmation(step: Step, is_protective: bool, by: str) -> str:
    """An arrest, a return or a death is confirmed once, by another person than who told it."""
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
    return present_in_the_way()


def present_in_the_way() -> str:
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
    """An event is one of the list, after a step of her path, and names only a child of hers."""
    if telling.what not in events.Happening:
        return _("Pick what happened from the list.")
    if drawn.find(telling.after) is None:
        return _("Pick the step of her path after which this happened.")
    if telling.child and telling.child not in {child.id for child in children}:
        return _("Pick one of her children from the list.")
    return ""


@guard
def child_has_no_case(child: Child) -> str:
    """A child gets one case of its own, not two."""
    return _("This child has a case already.") if child.linked else ""


@guard
def child_is_at_risk(child: Child) -> str:
    """Only a child who is said to be at risk gets a case of its own."""
    if child.is_at_risk:
        return ""
    return _("A child at risk can get a case. Say first that this child is at risk.")


def _is_dead(state: str) -> bool:
    return state == Situation.DE1
