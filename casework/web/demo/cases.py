"""One story told again through the acts of the pages: who did what to her record, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from casework.access.keys import load
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
from casework.cases.closing import Checklist, ClosingReason
from casework.cases.decisions import DecisionKind
from casework.cases.models import Case, Section
from casework.cases.notes import NoteKind
from casework.cases.reasons import LookingReason, RiskReason
from casework.cases.states import CaseState, Risk
from casework.pathways import actions as pathways
from casework.pathways.line import Telling
from casework.reminders import actions as reminders
from casework.reminders.models import Due
from casework.reminders.rules import FOLLOW_UPS
from casework.web.demo import courses, documents, tellings
from casework.web.demo.courses import Step
from casework.web.demo.moments import Clock, Moment, day_of
from casework.web.demo.people import House, Member
from casework.web.demo.stories import Note, Story

_SUPERVISOR = {
    "caseworker": "supervisor",
    "caseworker2": "supervisor2",
    "caseworker3": "supervisor3",
}
# What a supervisor says beside one of these is sealed with the decision itself.
_DECISIONS = ("risk", "closing", "giving_back")
# Consent holds for six months and is asked for again before it runs out.
_ASKED_AGAIN = 165
_LEVELS = (Risk.NOT_SET, Risk.LOW, Risk.MEDIUM, Risk.HIGH, Risk.CRITICAL)
_SHOWN = ("consent", "dependants", "gate", "needs", "reference", "situation")


class Life:
    """The life of one case. Its acts are called in the order of their moments."""

    def __init__(self, story: Story, number: int, house: House, clock: Clock) -> None:
        self.story, self.number, self.house, self.clock = story, number, house, clock
        self.id = uuid4()
        self.steps = courses.read(story.path)
        self.before, _at, day = story.handed_over.partition("@")
        self.handed_over = int(day or 0)
        self.supervisor = _SUPERVISOR[story.by]
        self.case: Case  # from the first act on

    def moments(self) -> Iterator[Moment]:
        yield from self._intake()
        if self.story.stays != "draft":
            yield from self._decided()
            yield from self._consents_later()
            yield from self._path_later()
            yield from self._levels_later()
            yield from self._contact_checked()
            yield from self._shared()
        yield from self._notes()

    def owner(self, days: int) -> str:
        """Whose case it was so many days ago."""
        return self.before if self.handed_over and days >= self.handed_over else self.story.by

    def moment(
        self, days: int, minute: int, who: str, act: Callable[..., object], *told: Any
    ) -> Moment:
        """`act(*told, by=, at=, keys=)` by `who`, with the key of the case in her hands."""
        member = self.house.members[who]

        def run(at: datetime) -> None:
            if hasattr(self, "case"):
                load(member.keys, [self.id], at=at)
            act(*told, by=member.user, at=at, keys=member.keys)

        return Moment(self.clock.at(days, minute, spread=self.number), who, run)

    def _by_supervisor(
        self, days: int, minute: int, act: Callable[..., object], *told: Any
    ) -> Moment:
        return self.moment(days, minute, self.supervisor, act, *told)

    def by_owner(self, days: int, minute: int, act: Callable[..., object], *told: Any) -> Moment:
        return self.moment(days, minute, self.owner(days), act, *told)

    def _intake(self) -> Iterator[Moment]:
        began, story = self.story.began, self.story
        at_work = partial(self.by_owner, began)
        on = day_of(self.clock.at(began, 0, spread=self.number))
        written = documents.sections(story, self.id, on=on, clock=self.clock)
        yield at_work(0, self._start)
        yield at_work(2, self._write, "gate", written.pop("gate"))
        if story.stays == "draft":
            return
        for minute, (kind, document) in enumerate(written.items(), start=6):
            yield at_work(4 * minute - 16, self._write, kind, document)
        for purpose, state in self._answers():
            yield at_work(5, self._ask, purpose, state)
        for minute, step in enumerate(courses.at_intake(self.steps), start=34):
            teller = self.by_owner if step.state != "UN2" else self._by_supervisor
            yield teller(began, minute, self._tell, step, "")
        yield at_work(60, self._set_risk, Risk(story.risk), "")
        yield at_work(64, self._submit)

    def _decided(self) -> Iterator[Moment]:
        story = self.story
        if story.stays == "given_back":
            words = self._words(story.began - 2, "giving_back")
            yield self.moment(story.began - 2, 90, self.supervisor, self._give_back, words)
        if story.stays in ("open", "closed") and story.confirmed:
            yield self.moment(story.began, 100, self.supervisor, self._accept)
        if story.stays == "closed":
            words = self._words(story.closed, "closing")
            if story.closing == ClosingReason.LOST_CONTACT:
                yield from (self.by_owner(days, 150, self._try) for days in (190, 170, 150, 130))
            yield self.by_owner(story.closed, 170, self._ask_closing)
            yield self.moment(story.closed, 176, self.supervisor, self._close, words)

    def _consents_later(self) -> Iterator[Moment]:
        """Asked again while she can be asked and the case is open; and what she took back."""
        ends = max(courses.out_of_reach_since(self.steps), self.story.closed)
        for days in range(self.story.began - _ASKED_AGAIN, ends, -_ASKED_AGAIN):
            for purpose, state in self._answers():
                yield self.by_owner(days, 56, self._ask, purpose, state)
        purpose, _at, day = self.story.takes_back.partition("@")
        if purpose:
            yield self.by_owner(int(day), 130, self._ask, purpose, "withdrawn")

    def _answers(self) -> Iterator[tuple[str, str]]:
        story = self.story
        yield "case_services", story.consent
        if story.consent == "given":
            yield "store_identifying_data", "given"
            yield from ((purpose, "given") for purpose in story.allows)
            if self.number % 4 == 1:
                yield "photo_or_voice", "refused"

    def _path_later(self) -> Iterator[Moment]:
        later = [step for step in self.steps if step.days is not None]
        for minute, step in enumerate(later):
            assert step.days is not None
            happened = day_of(self.clock.at(step.days, 0, spread=self.number)).isoformat()
            who = self.supervisor if step.state == "UN2" else self.owner(step.days)
            yield self.moment(step.days, 2 * minute, who, self._tell, step, happened)

    def _levels_later(self) -> Iterator[Moment]:
        now = Risk(self.story.risk)
        for part in self.story.risks.split():
            level, _at, day = part.partition("@")
            lowers = _LEVELS.index(Risk(level)) < _LEVELS.index(now)
            who = self.supervisor if lowers else self.owner(int(day))
            words = self._words(int(day), "risk") if lowers else ""
            yield self.moment(int(day), 52, who, self._set_risk, Risk(level), words)
            now = Risk(level)

    def _contact_checked(self) -> Iterator[Moment]:
        for days in self.story.rechecked:
            on = day_of(self.clock.at(days, 0, spread=self.number))
            yield self.by_owner(days, 48, self._check_contact, on)

    def _shared(self) -> Iterator[Moment]:
        if self.story.shared_with:
            to = self.house.members[self.story.shared_with]
            yield self.by_owner(max(self.story.began - 3, 1), 140, self._share, to)
        if self.handed_over:
            to = self.house.members[self.story.by]
            yield self.moment(self.handed_over, 140, self.before, self._hand_over, to)

    def _notes(self) -> Iterator[Moment]:
        for place, note in enumerate(self.story.notes):
            if note.kind in _DECISIONS:
                continue
            who = note.by or self.owner(note.days)
            at_intake = note.days == self.story.began and who == self.owner(note.days)
            minute = 62 if at_intake else 104 + 6 * place
            if not at_intake:
                yield self.moment(note.days, minute - 2, who, self._look, note, who)
            yield self.moment(note.days, minute, who, self._note, note, who, at_intake)

    def _words(self, days: int, kind: str) -> str:
        return next(
            note.prose for note in self.story.notes if (note.days, note.kind) == (days, kind)
        )

    # The acts themselves: the signature of each is that of the page's own act.

    def _start(self, *, by: Any, at: datetime, keys: Any) -> None:
        desk = self.house.desk_of(self.story.by)
        label = self.story.label
        self.case = files.start(desk, by=by, at=at, keys=keys, label=label, pk=self.id)

    def _write(self, kind: str, document: dict[str, Any], **act: Any) -> None:
        record.save_section(self.case, kind, document, revision=0, **act)

    def _ask(self, purpose: str, state: str, **act: Any) -> None:
        answer = documents.consent(self.story, purpose, on=day_of(act["at"]), state=state)
        record_consent(self.case, answer, **act)

    def _tell(self, step: Step, happened: str, **act: Any) -> None:
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

    def _set_risk(self, level: Risk, words: str, *, by: Any, at: datetime, keys: Any) -> None:
        reason = RiskReason.DANGER_PASSED if words else ""
        assessment.set_risk(self.case, level, by=by, at=at, keys=keys, reason=reason, words=words)

    def _submit(self, **act: Any) -> None:
        opening.submit(self.case, **act)

    def _accept(self, **act: Any) -> None:
        if self.case.state == CaseState.DRAFT:
            opening.accept(self.case, **act)
        else:
            confirming.confirm(self.case, DecisionKind.OPENED, **act)

    def _give_back(self, words: str, **act: Any) -> None:
        opening.give_back(self.case, reason="safe_contact_unclear", words=words, **act)

    def _try(self, **act: Any) -> None:
        told = {
            "happened_at": act["at"].isoformat(),
            "direction": "ours",
            "way": "messenger_wechat",
            "outcome": "no_answer",
            "word": "not_asked",
            "words": "",
        }
        plan.log_contact(self.case, told, **act)

    def _ask_closing(self, **act: Any) -> None:
        answers = dict.fromkeys(Checklist.values, "yes")
        closing.ask(self.case, reason=self.story.closing, checklist=answers, **act)

    def _close(self, words: str, **act: Any) -> None:
        closing.close(self.case, words=words, **act)

    def _check_contact(self, on: date, **act: Any) -> None:
        row = Section.objects.get(case=self.case, kind="safe_contact")
        document = act["keys"].open_document(row) | {"last_verified": on.isoformat()}
        record.save_section(self.case, "safe_contact", document, revision=row.revision, **act)

    def _share(self, to: Member, **act: Any) -> None:
        sharing.share(self.case, to=to.user, **act)

    def _hand_over(self, to: Member, **act: Any) -> None:
        sharing.hand_over(self.case, to=to.user, **act)

    def _look(self, note: Note, who: str, *, by: Any, at: datetime, keys: Any) -> None:
        """Whoever writes has looked first."""
        reading.opened(self.case, _SHOWN, by=by, at=at)
        if note.kind == NoteKind.CONTACT:
            reading.revealed(self.case, LookingReason.CONTACT, by=by, at=at)
        elif who == self.supervisor:
            reading.revealed(self.case, LookingReason.REVIEW, by=by, at=at)

    def _note(self, note: Note, who: str, at_intake: bool, **act: Any) -> None:
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
