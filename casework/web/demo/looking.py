"""How administrators look into the log: views that they keep, an export that waits for a yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.access import log_views
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House

_VIEWS = ("outcome=refused&period=30", "verb=signin.failed&period=7")
_CARRIED = "verb=case.revealed"


def moments(house: House, clock: Clock) -> Iterator[Moment]:
    def keep(at: datetime) -> None:
        for query in _VIEWS:
            log_views.keep_view(query, by=house.members["administrator"].user, at=at)

    def ask(at: datetime) -> None:
        log_views.ask_export(_CARRIED, by=house.members["administrator2"].user, at=at)

    yield Moment(clock.at(9, 20), "administrator", keep)
    yield Moment(clock.at(1, 40), "administrator2", ask)
