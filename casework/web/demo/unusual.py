"""What was unusual in the demonstration: a search in vain, and a sign-in from another network.

Nobody has asked about the first yet; the second waits for a supervisor's answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from casework.accounts.models import User
from casework.audit import context
from casework.audit.log import record
from casework.cases.actions import reading
from casework.reports import asking, looking, thresholds
from casework.reports.alert_rows import Alert
from casework.reports.codes import Rule
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House

_IN_VAIN, _ELSEWHERE = "caseworker3", "caseworker"
_TIMES = 14
_DAYS = timedelta(days=3)


def moments(house: House, clock: Clock) -> Iterator[Moment]:
    in_vain, elsewhere = house.members[_IN_VAIN].user, house.members[_ELSEWHERE].user
    for number in range(_TIMES):
        yield Moment(clock.at(1, 100 + number), _IN_VAIN, partial(_search_in_vain, in_vain))
    yield Moment(clock.at(2, 120), _ELSEWHERE, partial(_sign_in_elsewhere, elsewhere))


def asked(house: House, clock: Clock) -> None:
    """Looked for as a worker does, once all is sealed; the supervisor is asked about the one."""
    limits, now = thresholds.current(), clock.now
    for who in (_IN_VAIN, _ELSEWHERE):
        looking.look_at(house.members[who].user.pk, now - _DAYS, now, limits)
    found = Alert.objects.select_related("person")
    alert = found.get(person=house.members[_ELSEWHERE].user, rule=Rule.NEW_NETWORK)
    head, by = house.members["supervisor"].user, house.members["administrator"].user
    asking.ask(alert, head, by=by, at=now)


def _search_in_vain(user: User, at: datetime) -> None:
    reading.searched(by=user, at=at, count=0)


@transaction.atomic
def _sign_in_elsewhere(user: User, at: datetime) -> None:
    context.set_origin("198.51.100.20", "Mozilla/5.0 (Linux; Android 14) Chrome/140.0")
    record("signin.done", user, by=user, at=at)
