"""One story told again through the acts of the pages: who did what to her record, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from casework.access.keys import load
from casework.cases.closing import ClosingReason
from casework.cases.states import Risk
from casework.web.demo import courses, documents
from casework.web.demo.deeds import Deeds
from casework.web.demo.moments import Moment, day_of

# What a supervisor says beside one of these is sealed with the decision itself.
_DECISIONS = ("risk", "closing", "giving_back")
# Consent holds for six months and is asked for again before it runs out.
_ASKED_AGAIN = 165
_LEVELS = (Risk.NOT_SET, Risk.LOW, Risk.MEDIUM, Risk.HIGH, Risk.CRITICAL)


class Life(Deeds):
    """The life of one case. Its acts are called in the order of their moments."""

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
        yield at_work(0, self.start)
        yield at_work(2, self.write, "gate", written.pop("gate"))
        if story.stays == "draft":
            return
        for minute, (kind, document) in enumerate(written.items(), start=6):
            yield at_work(4 * minute - 16, self.write, kind, document)
        for purpose, state in self._answers():
            yield at_work(5, self.ask, purpose, state)
        for minute, step in enumerate(courses.at_intake(self.steps), start=34):
            teller = self.by_owner if step.state != "UN2" else self._by_supervisor
            yield teller(began, minute, self.tell, step, "")
        yield at_work(60, self.set_risk, Risk(story.risk), "")
        yield at_work(64, self.submit)

    def _decided(self) -> Iterator[Moment]:
        story = self.story
        if story.stays == "given_back":
            words = self._words(story.began - 2, "giving_back")
            yield self.moment(story.began - 2, 90, self.supervisor, self.give_back, words)
        if story.stays in ("open", "closed") and story.confirmed:
            yield self.moment(story.began, 100, self.supervisor, self.accept)
        if story.stays == "closed":
            words = self._words(story.closed, "closing")
            if story.closing == ClosingReason.LOST_CONTACT:
                yield from (
                    self.by_owner(days, 150, self.try_in_vain) for days in (190, 170, 150, 130)
                )
            yield self.by_owner(story.closed, 170, self.ask_closing)
            yield self.moment(story.closed, 176, self.supervisor, self.close, words)

    def _consents_later(self) -> Iterator[Moment]:
        """Asked again while she can be asked and the case is open; and what she took back."""
        ends = max(courses.out_of_reach_since(self.steps), self.story.closed)
        for days in range(self.story.began - _ASKED_AGAIN, ends, -_ASKED_AGAIN):
            for purpose, state in self._answers():
                yield self.by_owner(days, 56, self.ask, purpose, state)
        purpose, _at, day = self.story.takes_back.partition("@")
        if purpose:
            yield self.by_owner(int(day), 130, self.ask, purpose, "withdrawn")

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
            yield self.moment(step.days, 2 * minute, who, self.tell, step, happened)

    def _levels_later(self) -> Iterator[Moment]:
        now = Risk(self.story.risk)
        for part in self.story.risks.split():
            level, _at, day = part.partition("@")
            lowers = _LEVELS.index(Risk(level)) < _LEVELS.index(now)
            who = self.supervisor if lowers else self.owner(int(day))
            words = self._words(int(day), "risk") if lowers else ""
            yield self.moment(int(day), 52, who, self.set_risk, Risk(level), words)
            now = Risk(level)

    def _contact_checked(self) -> Iterator[Moment]:
        for days in self.story.rechecked:
            on = day_of(self.clock.at(days, 0, spread=self.number))
            yield self.by_owner(days, 48, self.check_contact, on)

    def _shared(self) -> Iterator[Moment]:
        if self.story.shared_with:
            to = self.house.members[self.story.shared_with]
            yield self.by_owner(max(self.story.began - 3, 1), 140, self.share, to)
        if self.handed_over:
            to = self.house.members[self.story.by]
            yield self.moment(self.handed_over, 140, self.before, self.hand_over, to)

    def _notes(self) -> Iterator[Moment]:
        for place, note in enumerate(self.story.notes):
            if note.kind in _DECISIONS:
                continue
            who = note.by or self.owner(note.days)
            at_intake = note.days == self.story.began and who == self.owner(note.days)
            minute = 62 if at_intake else 104 + 6 * place
            if not at_intake:
                yield self.moment(note.days, minute - 2, who, self.look, note, who)
            yield self.moment(note.days, minute, who, self.note, note, who, at_intake)

    def _words(self, days: int, kind: str) -> str:
        return next(
            note.prose for note in self.story.notes if (note.days, note.kind) == (days, kind)
        )
