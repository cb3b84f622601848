"""Founding the demo: everything is done by the acts of the real pages, in the order of its moments.

So it is sealed, granted and logged as real work is. All but a few refusals is one transaction: a
start that is cut off leaves an empty database, and the next one founds the demo anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from casework.access import announcements
from casework.access import people as people_acts
from casework.accounts.models import Role
from casework.accounts.rows import Subject
from casework.audit import context
from casework.audit.log import record
from casework.reminders import roster, ways
from casework.reminders.ways import Summary
from casework.web.demo import (
    aftercare,
    assessments,
    cases_en_free,
    cases_en_held,
    cases_ko_beyond,
    cases_ko_held,
    cases_ko_hiding,
    cases_zh_free,
    cases_zh_held,
    consents,
    emergencies,
    endings,
    habits,
    handings,
    looking,
    partners,
    people,
    plans,
    safety,
    testimonies,
    told_more,
    unusual,
    waiting,
)
from casework.web.demo.cases import Life
from casework.web.demo.moments import Clock, Moment
from casework.web.demo.people import House
from casework.web.demo.stories import Story

STORIES: tuple[Story, ...] = (
    *cases_ko_held.STORIES,
    *cases_ko_hiding.STORIES,
    *cases_ko_beyond.STORIES,
    *cases_en_held.STORIES,
    *cases_en_free.STORIES,
    *cases_zh_held.STORIES,
    *cases_zh_free.STORIES,
)
MADE = "demo.made"
_FOUNDED_BEFORE = timedelta(days=470)
_ANNOUNCED = "\n\n".join(
    (
        "On Thursday at 18:00 the desk is renewed and away for ten minutes. Save what you write"
        " before then; drafts are kept by themselves.",
        "목요일 18:00에 데스크를 새로 고치느라 10분 동안 쓸 수 없습니다. 그 전에 저장하세요."
        " 초안은 저절로 보관됩니다.",
        "星期四 18:00 工作台更新，停用十分钟。请在此之前保存正在写的内容；草稿会自动保留。",
    )
)
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605",
)


def make_demo(*, now: datetime, people_file: Path) -> House:
    """Raises WrongState when there is a house already."""
    clock, passphrases = Clock(now), people.new_passphrases()
    with transaction.atomic():
        house, lives = _make(clock, passphrases)
        # Inside, so that nobody is left with a demo that no passphrase opens.
        people.write_table(people_file, passphrases)
    habits.refused(lives, house, clock)
    unusual.asked(house, clock)
    return house


def _make(clock: Clock, passphrases: dict[str, str]) -> tuple[House, list[Life]]:
    house = people.found(passphrases, at=clock.now - _FOUNDED_BEFORE)
    lives = [Life(story, number, house, clock) for number, story in enumerate(STORIES)]
    for moment in sorted(_moments(house, lives, clock), key=lambda moment: moment.at):
        _come_from(moment.who)
        moment.act(moment.at)
    _put_on_call(house, clock.now)
    _administrate(house, clock.now)
    _choose_ways(house, clock.now)
    context.clear_origin()
    record(MADE, Subject("house", "house"), by=None, at=clock.now, count=len(lives))
    return house, lives


def _put_on_call(house: House, now: datetime) -> None:
    """On each desk somebody can be rung now."""
    turn = {"starts_at": now - timedelta(hours=6), "ends_at": now + timedelta(days=6)}
    for who, head in (("caseworker2", "supervisor"), ("caseworker3", "supervisor3")):
        by, desk = house.members[head].user, house.desk_of(who)
        roster.put_on(desk, house.members[who].user, **turn, by=by, at=now)


def _administrate(house: House, now: datetime) -> None:
    """One administrator announced something, and asked the other one about a post."""
    by, hers = house.members["administrator"].user, house.members["caseworker2"].user
    since, until = now - timedelta(days=1), now + timedelta(days=30)
    announcements.announce(_ANNOUNCED, desk=None, since=since, until=until, by=by, at=now)
    people_acts.ask_post(hers, Role.SUPERVISOR, house.desk_of("caseworker3"), by=by, at=now)


def _choose_ways(house: House, now: datetime) -> None:
    """Two who would rather have one mail for all of it."""
    for who, summary in (("caseworker2", Summary.DAILY), ("caseworker3", Summary.WEEKLY)):
        user, quiet = house.members[who].user, ("22:00", "07:00")
        ways.change(user, quiet=quiet, summary=summary, muted=[], at=now)


def _moments(house: House, lives: list[Life], clock: Clock) -> Iterator[Moment]:
    directory = partners.Directory(house, clock)
    yield from directory.moments()
    for life in lives:
        yield from life.moments()
        yield from told_more.moments(life)
        yield from handings.moments(life, directory.ids)
        yield from consents.moments(life)
        yield from aftercare.moments(life)
        yield from testimonies.moments(life)
        yield from assessments.moments(life)
        yield from plans.moments(life)
        yield from safety.moments(life)
    yield from habits.moments(house, clock)
    yield from unusual.moments(house, clock)
    yield from emergencies.moments(house, clock)
    yield from waiting.moments(lives, directory.ids)
    yield from endings.moments(house, lives, clock)
    yield from looking.moments(house, clock)


def _come_from(username: str) -> None:
    """Addresses of this machine, one for each person: no sign-in from here is from a new network."""
    place = next(
        (at for at, person in enumerate(people.PEOPLE) if person.username == username), 200
    )
    context.set_origin(f"127.0.0.{place + 10}", _AGENTS[place % len(_AGENTS)])
