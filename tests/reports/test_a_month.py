"""A month of twenty people: hardly anything is asked about, and what was planted is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from casework.accounts.models import Role
from casework.reports.acts import Act, Whose
from casework.reports.codes import Rule
from casework.reports.unusual import TABLE, Period
from tests.reports.invented import MONDAY, NORTH, act, whose

DAYS, PEOPLE = 28, 20
NOON = MONDAY + timedelta(hours=2)


@dataclass
class Worker:
    """Somebody's month. The day of `MONDAY` is the first."""

    name: str
    whose: Whose
    acts: list[Act] = field(default_factory=list)

    def does(self, verb: str, at: datetime, **more: object) -> None:
        self.acts.append(act(verb, at=at, **more))


def a_month(seed: int) -> list[Worker]:
    """Fourteen caseworkers with eleven cases each, four supervisors, two administrators."""
    chance = Random(seed)
    workers = [_worker(number) for number in range(PEOPLE)]
    for number, worker in enumerate(workers):
        for day in range(DAYS):
            if day % 7 < 5:
                _day(worker, number, MONDAY + timedelta(days=day), chance)
        worker.acts.sort(key=lambda one: one.at)
    _nights(workers, chance)
    workers[3].does("signin.done", NOON + timedelta(days=9), network="203.0.113.0/24")  # travels
    return workers


def found(workers: list[Worker]) -> Iterator[tuple[str, Rule, date]]:
    """As the sweep asks: each rule, each person, each of its periods."""
    for worker in workers:
        for line in TABLE:
            days = range(DAYS) if line.period is Period.DAY else range(0, DAYS, 7)
            length = 1 if line.period is Period.DAY else 7
            for day in days:
                first = (MONDAY + timedelta(days=day)).date()
                end = first + timedelta(days=length)
                acts = [one for one in worker.acts if first <= one.at.date() < end]
                if acts and line.find(acts, worker.whose, line.usual):
                    yield worker.name, line.rule, first


def assert_quiet(workers: list[Worker]) -> None:
    weeks = Counter(day.isocalendar().week for _name, _rule, day in found(workers))
    assert max(weeks.values(), default=0) <= 2, weeks


def plant(workers: list[Worker]) -> set[tuple[str, Rule]]:
    """Six misuses, each by somebody else. Returns who is to be found by which rule."""
    night, day = NOON + timedelta(days=15, hours=15), NOON + timedelta(days=16)
    bought, curious, nightly, seeker, copier, watcher = workers[4:10]
    for one in range(40):  # all that she can open, in half an hour
        bought.does("case.read", day + timedelta(seconds=45 * one), code=f"CW-{one}")
    for one in range(9):  # the cases of a colleague, one after the other
        curious.does("case.open", day + timedelta(minutes=one), code=f"X-{one}", outcome="refused")
    for one in range(2):
        nightly.does("case.read", night + timedelta(minutes=one), code=f"CW-{60 + one}")
    for one in range(13):
        seeker.does("cases.searched", day + timedelta(minutes=one), times=0)
    for one in range(5):
        copier.does("copy.made", day + timedelta(minutes=one), code=f"CW-{80 + one}")
    closed = {"CW-90": MONDAY - timedelta(days=80)}
    watcher.whose = replace(watcher.whose, closed=closed)
    watcher.does("record.read", day, code="CW-90")
    for one in workers:
        one.acts.sort(key=lambda act: act.at)
    rules = (Rule.MANY_CASES, Rule.NOT_HERS, Rule.OFF_HOURS, Rule.NO_HITS, Rule.EXPORTS,
             Rule.AFTER_CLOSING)  # fmt: skip
    return {(one.name, rule) for one, rule in zip(workers[4:10], rules, strict=True)}


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 40))]
)
def test_a_normal_month_is_quiet_and_six_misuses_are_found(seed: int) -> None:
    workers = a_month(seed)
    before = set(found(workers))
    assert_quiet(workers)
    planted = plant(workers)
    after = {(name, rule) for name, rule, _day in set(found(workers)) - before}
    assert planted <= after


def test_who_reads_case_after_case_beside_her_work_is_found() -> None:
    """Eight of others a day, as many as no other rule asks about: her own work hides none."""
    workers = a_month(1)
    reader = workers[11]
    for one in range(40):
        day = MONDAY + timedelta(days=one // 8, minutes=40 * (one % 8))
        reader.does("case.read", day, code=f"CW-{one}")
    reader.acts.sort(key=lambda act: act.at)
    assert (reader.name, Rule.READING_ONLY, MONDAY.date()) in set(found(workers))


def _worker(number: int) -> Worker:
    role = Role.CASEWORKER
    if number >= 14:
        role = Role.SUPERVISOR if number < 18 else Role.ADMINISTRATOR
    hers = {"own": frozenset(f"CW-{11 * number + one}" for one in range(11))}
    if role == Role.SUPERVISOR:
        hers = {"own": frozenset(), "supervises": frozenset({"north"})}
    networks = frozenset({NORTH, f"198.51.{number}.0/24"})
    return Worker(f"{role}{number}", whose(role, networks=networks, **hers))


def _day(worker: Worker, number: int, morning: datetime, chance: Random) -> None:
    """From nine to six, now and then an hour longer; from the office or from home."""
    at = morning - timedelta(minutes=60 - chance.randrange(30))
    network = chance.choice([NORTH, f"198.51.{number}.0/24"])
    worker.does("signin.done", at, network=network)
    for _one in range(chance.randrange(18, 40)):
        at += timedelta(minutes=chance.choice([3, 8, 15, 25]))
        _does(worker, number, at, network, chance)


def _does(worker: Worker, number: int, at: datetime, network: str, chance: Random) -> None:
    if number >= 18:
        worker.does("audit.read", at, network=network, times=50)
        return
    own = 11 * number + chance.randrange(11)
    code = f"CW-{own if number < 14 else chance.randrange(154)}"
    lot = chance.random()
    if lot < 0.5:
        worker.does("case.read", at, code=code, network=network)
    elif lot < 0.8:
        worker.does("note.added", at, code=code, network=network)
    elif lot < 0.9:
        hits = 0 if chance.random() < 0.2 else 1
        worker.does("cases.searched", at, times=hits, network=network)
    elif lot < 0.92:
        worker.does("case", at, code="X-1", outcome="refused", network=network)
    elif lot < 0.93:
        worker.does("consent.copied", at, code=code, network=network)
    elif lot < 0.95:  # shared with her, or had for an hour
        worker.does("case.read", at, code=f"S-{chance.randrange(3)}", network=network)


def _nights(workers: list[Worker], chance: Random) -> None:
    """Each week somebody is on call and opens cases at night; once the roster was forgotten."""
    for week in range(4):
        worker = workers[week]
        start = MONDAY + timedelta(days=7 * week)
        turns = (*worker.whose.turns, (start, start + timedelta(days=7)))
        worker.whose = replace(worker.whose, turns=turns)
        for _one in range(6):
            at = start + timedelta(days=chance.randrange(7), hours=16, minutes=chance.randrange(90))
            code = chance.choice(sorted(worker.whose.own))
            worker.does("case.read", at, code=code)
    worker = workers[10]
    worker.does("case.read", MONDAY + timedelta(hours=15), code=min(worker.whose.own))
