"""What an arrest or a forced return opens: steps at 1, 6, 24 and 72 hours, made from her wishes.

She cannot be asked now, so nothing is done beyond what she asked for: where she was never asked,
no step turns to anybody, and her caseworker decides with her supervisor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.if_taken import APPEALS, STEP, Appeal, IfTakenState, Wishes
from casework.cases.sheets import OpenSheet
from casework.pathways.aftermath import is_taken
from casework.pathways.line import Line, Step
from casework.pathways.situations import Path, Situation

_FREE = frozenset({Situation.CU10, Situation.CU11, Situation.CU12, Situation.CU13})
_HELD_OR_SILENT = frozenset({Path.CU, Path.UN, Path.DE})


@dataclass(frozen=True)
class Task:
    """One step: `hers` are her own words about it, `line` what was done, "" until then."""

    key: str
    hours: int
    words: str
    hers: str = ""
    line: str = ""
    at: str = ""

    @property
    def is_done(self) -> bool:
        return bool(self.line)


def newest_taken(line: Line) -> Step | None:
    """The last arrest or forced return that holds, unless she has come free of it since."""
    taken = [step for step in line.steps if is_taken(step)]
    if not taken or line.state in _FREE or Situation(line.state).path not in _HELD_OR_SILENT:
        return None
    return taken[-1]


def tasks(told: Wishes, sheets: Sequence[OpenSheet], move: UUID) -> list[Task]:
    """In their order, each with what was written when it was done. `sheets`: of IF_TAKEN."""
    done = {
        sheet.told["step"]: sheet
        for sheet in sheets
        if sheet.told.get("what") == STEP and sheet.told.get("move") == str(move)
    }
    return [_with(task, done.get(task.key)) for task in _to_do(told)]


def due_at(step: Step, task: Task) -> datetime:
    return datetime.fromisoformat(step.told.recorded_at) + timedelta(hours=task.hours)


def _with(task: Task, sheet: OpenSheet | None) -> Task:
    if sheet is None:
        return task
    return Task(task.key, task.hours, task.words, task.hers, sheet.told["line"], sheet.at)


def _to_do(told: Wishes) -> Iterator[Task]:
    hold = told.state == IfTakenState.ANSWERED
    hers = told.told if hold else {}
    yield Task("stop", 1, _("Stop every outgoing contact. A message in her phone can harm her."))
    if hers.get("destroy"):
        yield Task("destroy", 1, _("Do what she asked to destroy."), hers["destroy"])
    yield Task("supervisor", 1, _("Tell your supervisor, and agree who does what."))
    yield Task("learn", 6, _("Ask the agreed source what is known: where, since when, by whom."))
    if hers.get("tell"):
        yield Task("tell", 6, _("Tell whom she named, as she named it; nobody else."), hers["tell"])
    if hers.get("children"):
        yield Task("children", 6, _("See to her children as she asked."), hers["children"])
    yield from _appeals(told)
    yield Task("site", 72, _("Write down in her path what was learned, and from whom."))
    yield Task("review", 72, _("Look at it all with your supervisor, and set when to look again."))


def _appeals(told: Wishes) -> Iterator[Task]:
    if told.state != IfTakenState.ANSWERED:
        words = _("She told no wishes that stand. Decide with your supervisor; nothing goes out"
                  " with her name.")  # fmt: skip
        yield Task("ask_supervisor", 24, words)
        return
    if told.appeals(Appeal.WITH_NAME, Appeal.WITHOUT_NAME):
        yield Task("draft", 24, _("Make the appeal ready and have it reviewed."))
    for name, where in APPEALS.items():
        answer = told.told.get(name)
        if answer == Appeal.WITH_NAME:
            yield Task(name, 24, _("%s: appeal with her name.") % where)
        elif answer == Appeal.WITHOUT_NAME:
            yield Task(name, 24, _("%s: appeal without her name.") % where)


@guard
def checklist_is_open(step: Step | None) -> str:
    """The checklist stands on an arrest or a forced return that was told."""
    if step is not None:
        return ""
    return _("No arrest and no forced return is told of her. Tell it on her path first.")


@guard
def checklist_has_the_step(found: Sequence[Task], key: str) -> str:
    """Only a step of this checklist that is not done yet is noted as done."""
    if any(task.key == key and not task.is_done for task in found):
        return ""
    return _("This step is done already, or is not part of what she asked for.")


@guard
def checklist_says_what_was_done(line: str) -> str:
    """Each step of the checklist ends with a line: what was done, or why not."""
    return "" if line.strip() else _("Write in a line what was done, or why it was not.")
