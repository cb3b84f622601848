"""One emergency in the demo's past: asked for, opened for an hour, reviewed on the next day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.cases.actions import break_glass
from casework.cases.actions.reading import sheet_read
from casework.cases.models import BreakGlass, Case
from casework.cases.states import CaseState
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House

_DAYS_AGO = 3
_WHY = (
    "She rang twice, whispering. Her caseworker is on a train and does not answer. I want to know "
    "what we agreed with her before I call anybody, and whether I may say who we are."
)
_FOUND = (
    "루스 씨의 판단이 옳았다. 담당자는 기차 안에 있었고 전화를 두 번 받지 못했다. 루스 씨는 먼저 안전한지 "
    "예와 아니요로 물었고, 약속한 말만 했으며, 이름과 연락처는 열지 않았다. 담당자는 그날 저녁에 들었고 "
    "다음 연락을 다시 정했다. 더 따질 일은 없다."
)


def moments(house: House, clock: Clock) -> Iterator[Moment]:
    """Of a case that is open then: a colleague asks, one supervisor opens, the other reviews."""
    members = house.members

    def ask(at: datetime) -> None:
        her, owner = members["caseworker2"], members["caseworker"]
        opened = Case.objects.filter(owner=owner.user, state=CaseState.OPEN)
        case = opened.select_related("desk", "owner").order_by("opened_at")[0]
        told = {"reason": "on_the_line", "words": _WHY}
        break_glass.ask(case, **told, by=her.user, at=at, keys=her.keys)
        sheet_read(case, by=her.user, at=at)

    def give(at: datetime) -> None:
        head = members["supervisor2"]
        break_glass.open_for_an_hour(_it(), by=head.user, at=at, keys=head.keys)

    def review(at: datetime) -> None:
        head = members["supervisor"]
        told = {"finding": "needed", "words": _FOUND}
        break_glass.review(_it(), **told, by=head.user, at=at, keys=head.keys)

    yield Moment(clock.at(_DAYS_AGO, 60), "caseworker2", ask)
    yield Moment(clock.at(_DAYS_AGO, 64), "supervisor2", give)
    yield Moment(clock.at(_DAYS_AGO - 1, 20), "supervisor", review)


def _it() -> BreakGlass:
    return BreakGlass.objects.select_related("case__desk", "case__owner", "asker", "opener").get()
