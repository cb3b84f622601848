"""What is done to the record of one story: each by the act of the page, with its signature."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from casework.cases.actions import (
    assessment,
    closing,
    confirming,
    files,
    opening,
    plan,
    reading,
    record,
    sharing,
)
from casework.cases.actions.consent import record_consent
from casework.cases.closing import Checklist
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Section
from casework.cases.notes import NoteKind
from casework.cases.reasons import LookingReason, RiskReason
from casework.cases.states import CaseState, Risk
from casework.pathways import actions as pathways
from casework.pathways.line import Telling
from casework.reminders import actions as reminders
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from casework.web.demo import courses, documents, tellings
from casework.web.demo.courses import Step
from casework.web.demo.moments import Clock, day_of
from casework.web.demo.people import House, Member
from casework.web.demo.stories import Note, Story

_SUPERVISOR = {
    "caseworker": "supervisor",
    "caseworker2": "supervisor2",
    "caseworker3": "supervisor3",
}
_SHOWN = ("consent", "dependants", "gate", "needs", "reference", "situation")


class Deeds:
    """One case, from when it was begun."""

    def __init__(self, story: Story, number: int, house: House, clock: Clock) -> None:
        self.story, self.number, self.house, self.clock = story, number, house, clock
        self.id = uuid4()
        self.steps = courses.read(story.path)
        self.before, _at, day = story.handed_over.partition("@")
        self.handed_over = int(day or 0)
        self.supervisor = _SUPERVISOR[story.by]
        self.case: Case  # from the first act on

    def owner(self, days: int) -> str:
        """Whose case it was so many days ago."""
        return self.before if self.handed_over and days >= self.handed_over else self.story.by

    def start(self, *, by: Any, at: datetime, keys: Any) -> None:
        desk = self.house.desk_of(self.story.by)
        label = self.story.label
        self.case = files.start(desk, by=by, at=at, keys=keys, label=label, pk=self.id)

    def write(self, kind: str, document: dict[str, Any], **act: Any) -> None:
        record.save_section(self.case, kind, document, revision=0, **act)

    def ask(self, purpose: str, state: str, **act: Any) -> None:
        answer = documents.consent(self.story, purpose, on=day_of(act["at"]), state=state)
        record_consent(self.case, answer, **act)

    def tell(self, step: Step, happened: str, **act: Any) -> None:
        telling = self._telling(step, happened, day_of(act["at"]))
        if not step.event:
            pathways.open_situation(self.case, step.state, telling=telling, **act)
        else:
            pathways.move(self.case, step.state, event=step.event, telling=telling, **act)

    def _telling(self, step: Step, happened: str, on: date) -> Telling:
        if happened:
            precision = "exact"
        elif step.months is not None:
            happened, precision = self.clock.months_ago(step.months, told=on), "unknown_day"
        else:
            precision = "unknown"
        held = step.state.startswith("CU") and step.days is not None
        source = "relative" if held else self.story.source
        place = self.steps.index(step)
        before = self.steps[place - 1].state if place else ""
        meanwhile = "unknown" if step.event == "M18" else ""
        return Telling(
            happened,
            precision,
            source,
            self.story.reliability,
            confirmed=not held,
            meanwhile=meanwhile,
            facts=tellings.facts(before, step, self.number + place, told=on, meanwhile=meanwhile),
        )

    def set_risk(self, level: Risk, words: str, *, by: Any, at: datetime, keys: Any) -> None:
        if level == self.case.risk:  # an arrest has raised it already
            return
        reason = RiskReason.DANGER_PASSED if words else ""
        assessment.set_risk(self.case, level, by=by, at=at, keys=keys, reason=reason, words=words)

    def submit(self, **act: Any) -> None:
        opening.submit(self.case, **act)

    def accept(self, **act: Any) -> None:
        if self.case.state == CaseState.DRAFT:
            opening.accept(self.case, **act)
        else:
            confirming.confirm(self.case, DecisionKind.OPENED, **act)

    def give_back(self, words: str, **act: Any) -> None:
        opening.give_back(self.case, reason="safe_contact_unclear", words=words, **act)

    def try_in_vain(self, **act: Any) -> None:
        told = {
            "happened_at": act["at"].isoformat(),
            "direction": "ours",
            "way": "messenger_wechat",
            "outcome": "no_answer",
            "word": "not_asked",
            "words": "",
        }
        plan.log_contact(self.case, told, **act)

    def ask_closing(self, **act: Any) -> None:
        answers = dict.fromkeys(Checklist.values, "yes")
        closing.ask(self.case, reason=self.story.closing, checklist=answers, **act)

    def close(self, words: str, **act: Any) -> None:
        closing.close(self.case, words=words, **act)

    def check_contact(self, on: date, **act: Any) -> None:
        row = Section.objects.get(case=self.case, kind="safe_contact")
        document = act["keys"].open_document(row) | {"last_verified": on.isoformat()}
        record.save_section(self.case, "safe_contact", document, revision=row.revision, **act)

    def share(self, to: Member, **act: Any) -> None:
        sharing.share(self.case, to=to.user, **act)

    def hand_over(self, to: Member, **act: Any) -> None:
        sharing.hand_over(self.case, to=to.user, **act)

    def look(self, note: Note, who: str, *, by: Any, at: datetime, keys: Any) -> None:
        """Whoever writes has looked first."""
        reading.opened(self.case, _SHOWN, by=by, at=at)
        if note.kind == NoteKind.CONTACT:
            reading.revealed(self.case, LookingReason.CONTACT, by=by, at=at)
        elif who == self.supervisor:
            reading.revealed(self.case, LookingReason.REVIEW, by=by, at=at)

    def note(self, note: Note, who: str, at_intake: bool, **act: Any) -> None:
        promised_at = self.clock.in_days(note.next_in) if note.next_in else None
        beside: dict[str, Any] = {}
        if note.kind == NoteKind.CONTACT:
            beside = {"promised": note.promised, "word": note.word or "not_asked"}
            beside |= {"next_contact": promised_at.isoformat()} if promised_at else {}
        record.add_note(self.case, note.prose, kind=note.kind, told=beside, **act)
        if not at_intake and who == self.owner(note.days):
            self._followed_up(note, promised_at, by=act["by"], at=act["at"])

    def _followed_up(
        self, note: Note, promised_at: datetime | None, *, by: Any, at: datetime
    ) -> None:
        """A contact ends the follow-up that waits; any other work on the case is ticked off."""
        if note.kind == NoteKind.CONTACT:
            reminders.follow_up_done(self.case, by=by, at=at, promised_at=promised_at)
            return
        waiting = Due.objects.pending().filter(case=self.case, kind__in=FOLLOW_UPS, owner=by)
        for due in waiting.select_related("case"):
            reminders.done(due, by=by, at=at)
