"""How records end: one that she asked to erase, one under a legal hold, one that is erased.

Another was begun in error so long ago that the first sweep of the running demo asks two people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from casework.access.keys import load
from casework.cases.actions import files, her_end, holding, legal_holds, retiring
from casework.cases.models import Case, Erasure, Hold
from casework.web.demo.cases import Life
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House

_WORKER = "caseworker"
_WHY = "그 사람이 휴대전화를 뒤진다고 한다. 아무것도 남지 않았으면 좋겠다고 천천히 두 번 말했다."
_CLAIM = "Claim for compensation before the district court, file kept until it is decided."
_HEARD = {"identity": "code_word", "free": "yes", "words": _WHY}


def moments(house: House, lives: Sequence[Life], clock: Clock) -> Iterator[Moment]:
    quiet = [life for life in lives if life.story.stays == "open" and not life.story.referrals]
    closed = next(life for life in lives if life.story.stays == "closed")
    yield quiet[2].by_owner(1, 178, _asks, quiet[2])
    yield from _held(house, closed, clock)
    ended, twice = _Begun(house, "spare key"), _Begun(house, "odd glove")
    for begun, days in ((ended, 80), (twice, 75)):
        yield Moment(clock.at(days, 30), _WORKER, begun.start)
        yield Moment(clock.at(days, 50), _WORKER, begun.void)
    yield Moment(clock.at(20, 40), _WORKER, ended.ask)
    for days, minute, place in ((20, 90, "first"), (19, 20, "second")):
        yield Moment(clock.at(days, minute), "supervisor", ended.agreed_by(place))


def _asks(life: Life, **act: Any) -> None:
    her_end.ask(life.case, _HEARD, **act)


def _held(house: House, life: Life, clock: Clock) -> Iterator[Moment]:
    """One administrator asks for it, the other one agrees."""

    def ask(at: datetime) -> None:
        by = house.members["administrator"].user
        legal_holds.ask(life.case, reason="her_claim", words=_CLAIM, by=by, at=at)

    def confirm(at: datetime) -> None:
        hold = Hold.objects.select_related("case__desk").get()
        legal_holds.confirm(hold, by=house.members["administrator2"].user, at=at)

    yield Moment(clock.at(12, 20), "administrator", ask)
    yield Moment(clock.at(11, 20), "administrator2", confirm)


class _Begun:
    """A draft begun in error, from its first line on."""

    def __init__(self, house: House, label: str) -> None:
        self.house, self.label = house, label
        self.who = house.members[_WORKER]
        self.case: Case  # from its start on

    def start(self, at: datetime) -> None:
        desk = self.house.desk_of(_WORKER)
        self.case = files.start(desk, label=self.label, **self._hands(at))

    def void(self, at: datetime) -> None:
        holding.void(self.case, reason="mistake", **self._hands(at))

    def ask(self, at: datetime) -> None:
        her_end.ask(self.case, _HEARD, **self._hands(at))

    def agreed_by(self, place: str) -> Any:
        def agree(at: datetime) -> None:
            erasure = Erasure.objects.select_related("case__desk").get(case=self.case)
            retiring.agree(erasure, by=getattr(erasure, place), at=at)

        return agree

    def _hands(self, at: datetime) -> dict[str, Any]:
        if hasattr(self, "case"):
            load(self.who.keys, [self.case.pk], at=at)
        return {"by": self.who.user, "at": at, "keys": self.who.keys}
