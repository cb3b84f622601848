"""Many tasks: what they cost the page that shows them, and what sweeping them costs the others."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench import stories
from bench.browser import Browser
from bench.figures import Figure, ratio, tell
from bench.ground import environment_of_child, new_database, wait_for_disk
from bench.load import web_server
from bench.visitor import Visitor
from casework.accounts.models import User
from casework.reminders.models import Due
from tests import make
from tests.reminders.conftest import give_address

DUE = min(100_000, max(int(n) for n in os.environ.get("BENCH_SIZES", "100000").split(",")))
FEW, MANY = 100, 10_000
SECONDS = float(os.environ.get("BENCH_LOAD_SECONDS", "20"))
_CASES = 20
# Each about a referral of its own, so that they stand side by side on one case.
_FILL = """
INSERT INTO reminders_due
    (id, case_id, kind, reference, owner_id, due_at, followed_up, state, delivery, tries, reason,
     revision)
SELECT gen_random_uuid(), (%(cases)s::uuid[])[1 + n %% cardinality(%(cases)s::uuid[])],
    'referral_feedback', gen_random_uuid(), %(owner)s, %(at)s - n * interval '1 second',
    false, 'pending', 'waiting', 0, '', 1
FROM generate_series(1, %(count)s) n
"""
# A worker's own sweep, again and again, as when a mail server was away for a day.
_SWEEP = """
import django
django.setup()
from django.utils.timezone import now
from casework.reminders import delivery
print("ready", flush=True)
while delivery.sweep(now()):
    pass
"""


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        house = make.house()
        tell(f"{2 * _CASES} cases by the acts of the pages")
        cases = {name: stories.fill(house, name, _CASES) for name in ("caseworker", "caseworker2")}
        own = {name: [case.pk for case in found] for name, found in cases.items()}
        Due.objects.all().delete()
        home = _home(owner, house, own)
        owner.execute("DELETE FROM reminders_due")
        code = cases["caseworker2"][0].code
        return [home, *_sweep(owner, house.caseworker.user, own["caseworker"], code)]


def _home(owner: psycopg.Connection, house: make.House, own: dict[str, list[object]]) -> Figure:
    _fill(owner, house.caseworker.user, own["caseworker"], MANY)
    _fill(owner, house.caseworker2.user, own["caseworker2"], FEW)
    pages = [Browser(name).getter("/") for name in ("caseworker", "caseworker2")]
    times, ours, theirs = ratio(*pages, repeat=5)
    note = (
        f"home of a caseworker with {MANY:,} open tasks ÷ with {FEW}; whole requests, "
        f"{ours * 1000:.1f} ÷ {theirs * 1000:.1f} ms"
    )
    return Figure("home_ratio", times, "×", note)


def _sweep(owner: psycopg.Connection, user: User, cases: list[object], code: str) -> list[Figure]:
    tell(f"{DUE:,} rows that are due")
    give_address(user, "worker@example.org")
    _fill(owner, user, cases, DUE)
    wait_for_disk(owner)
    with web_server() as port:
        visitor = Visitor(port)
        visitor.sign_in("caseworker2", make.PASSPHRASE)
        _pages(visitor, code, 5)
        alone = _pages(visitor, code, SECONDS)
        with _sweeping():
            before, start = _delivered(owner), time.perf_counter()
            beside = _pages(visitor, code, SECONDS)
            rate = (_delivered(owner) - before) / (time.perf_counter() - start)
    calm, busy = _p95(alone), _p95(beside)
    note = (
        f"{DUE:,} rows due, each with its mail to a folder, its mark and its entry in the log on "
        "the disk, one sweeping process beside a reader of case pages"
    )
    effect = f"p95 of a case page beside the sweep ÷ without it, {busy:.0f} ÷ {calm:.0f} ms"
    return [
        Figure("sweep_rows_per_s", rate, "1/s", note),
        Figure("sweep_p95_ratio", busy / calm, "×", effect),
    ]


@contextmanager
def _sweeping() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of_child() | {"MAIL_FOLDER": folder, "CASEWORK_PROCESS": "worker"}
        command = [sys.executable, "-c", _SWEEP]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n", "The sweep did not start."
            try:
                yield
                assert child.poll() is None, "The sweep ended before its time."
            finally:
                child.terminate()


def _fill(owner: psycopg.Connection, user: User, cases: list[object], count: int) -> None:
    given = {"cases": cases, "owner": user.pk, "at": make.NOW, "count": count}
    owner.execute(_FILL, given)
    owner.execute("VACUUM ANALYZE reminders_due")


def _delivered(owner: psycopg.Connection) -> int:
    found = owner.execute(
        "SELECT count(*) FROM reminders_due WHERE delivery = 'delivered'"
    ).fetchone()
    return int(found[0]) if found else 0


def _pages(visitor: Visitor, code: str, limit: float) -> list[float]:
    """Milliseconds of each, one after the other until time is up."""
    times, until = [], time.perf_counter() + limit
    while (begin := time.perf_counter()) < until:
        status, _where, _body = visitor.get(f"/cases/{code}/")
        assert status == 200, f"No page: {status}"
        times.append((time.perf_counter() - begin) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
