"""Ordinary weeks of the house: people sign in, look at their lists, search, lock and leave.

And what is not ordinary: a mistyped passphrase, a name nobody has, a case that is not hers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from casework.access import unlocking
from casework.access.locks import WrongPassphrase
from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit import refusals
from casework.audit.log import record
from casework.cases.actions import reading
from casework.cases.queries import Scope, in_scope, scopes_of
from casework.web.demo.cases import Life
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import PEOPLE, House

_WEEKS = 4
_WORKED = 5  # days of seven
# Mistyped: who, days ago.
_MISTYPED = (("caseworker2", 17), ("supervisor3", 6), ("caseworker", 2))


def moments(house: House, clock: Clock) -> Iterator[Moment]:
    for place, person in enumerate(PEOPLE):
        user = house.members[person.username].user
        for days in range(_WEEKS * 7, 0, -1):
            if (days + place) % 7 < _WORKED:
                yield from _day(clock, user, days, place)
    for username, days in _MISTYPED:
        yield Moment(clock.at(days, 1), username, partial(_mistype, username))
    yield Moment(clock.at(9, 90), "", partial(_mistype, "superviser"))


def refused(lives: Sequence[Life], house: House, clock: Clock) -> None:
    """Somebody followed an address to a case of the other desk; each refusal commits by itself."""
    first = next(life for life in lives if life.story.by == "caseworker")
    second = next(life for life in lives if life.story.by == "caseworker3")
    for who, life, minute in (("caseworker3", first, 150), ("caseworker2", second, 155)):
        by = house.members[who].user
        subject = life.case.audit_subject
        refusals.refused(by=by, subject=subject, verb="case.open", at=clock.at(1, minute))
    administrator = house.members["administrator2"].user
    page = Subject("page", "case_list")
    refusals.refused(by=administrator, subject=page, verb="case_list", at=clock.at(0, 100))


def _day(clock: Clock, user: User, days: int, place: int) -> Iterator[Moment]:
    at = partial(clock.at, days, spread=place)

    def note(minute: int, verb: str) -> Moment:
        return Moment(at(minute), user.username, partial(_note, verb, user))

    yield note(3, "signin.done")
    if user.is_administrator:
        yield Moment(at(9), user.username, partial(_read_the_log, user))
    else:
        yield Moment(at(6), user.username, partial(_list, user))
        if (days + place) % 3 == 0:
            yield Moment(at(15), user.username, partial(_search, user))
    if (days + place) % 4 == 0:
        yield note(80, "key.locked")
        yield note(92, "key.unlocked")
    yield note(179, "signout.done")


def _note(verb: str, user: User, at: datetime) -> None:
    record(verb, user, by=user, at=at)


def _list(user: User, at: datetime) -> None:
    scope = scopes_of(user)[0]
    reading.listed(scope, by=user, at=at, count=min(50, in_scope(scope, user).count()))


def _search(user: User, at: datetime) -> None:
    reading.searched(by=user, at=at, count=1 if Scope.MINE in scopes_of(user) else 2)


def _read_the_log(user: User, at: datetime) -> None:
    record("audit.read", Subject("audit", "log"), by=user, at=at, count=50)


def _mistype(username: str, at: datetime) -> None:
    try:
        unlocking.check(username, "not the right words at all", at=at)
    except WrongPassphrase:
        return
    raise AssertionError("A passphrase that nobody has was taken.")
