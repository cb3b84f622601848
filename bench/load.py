"""A working day in twenty seconds: four people at once on the web server as the product runs it."""

from __future__ import annotations

import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

from bench import stories
from bench.crowd import gather
from bench.figures import Figure, seconds, tell
from bench.ground import environment_of_child, new_database, wait_for_disk
from bench.sign_in import argon
from bench.visitor import Visitor
from casework.audit.models import AuditHead
from casework.cases.models import Case, Note
from config.serve import commands
from tests import make

MIX = {"list": 10, "case": 60, "note": 10, "audit": 5}
CLIENTS = ("caseworker", "caseworker2", "caseworker3", "supervisor")
SECONDS = float(os.environ.get("BENCH_LOAD_SECONDS", "20"))
CASES = min(100_000, max(int(n) for n in os.environ.get("BENCH_SIZES", "100000").split(",")))
_REAL = 60  # of each caseworker: more than a page
_NOTES = 3
_WARM_UP = 6.0
# The programs people use today, measured on the same kind of machine.
_TODAY = (
    "GlobaLeaks, 1,000 reports, 13.7 (p95 1,410 ms); CRT portal, 100,000 in clear, 5.9 (873 ms)"
)


@dataclass
class Client:
    """One person with her own cases, and the administrator who looks after her."""

    desk: Visitor
    log: Visitor
    codes: list[str]
    times: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in MIX})

    def work(self, until: float, seed: int) -> None:
        dice = random.Random(seed)
        deck = [kind for kind, many in MIX.items() for _ in range(many)]
        while True:
            dice.shuffle(deck)
            for kind in deck:
                begin = time.perf_counter()
                if begin >= until:
                    return
                _REQUESTS[kind](self, dice.choice(self.codes))
                self.times[kind].append(time.perf_counter() - begin)


def _require_page(answer: tuple[int, str, bytes]) -> None:
    status, where, body = answer
    assert status == 200, f"No page: {status} {where}"
    assert len(body) > 1000, "An empty page."


def _list(client: Client, code: str) -> None:
    _require_page(client.desk.get("/cases/"))


def _case(client: Client, code: str) -> None:
    _require_page(client.desk.get(f"/cases/{code}/"))


def _note(client: Client, code: str) -> None:
    typed = {
        "csrfmiddlewaretoken": client.desk.cookies["csrf"],
        "text": stories.told(3),
        "once": str(uuid4()),
    }
    status, where, _body = client.desk.post(f"/cases/{code}/notes/new/", typed)
    assert (status, where) == (302, f"/cases/{code}/"), f"The note is not kept: {status} {where}"


def _audit(client: Client, code: str) -> None:
    _require_page(client.log.get("/audit/"))


_REQUESTS: dict[str, Callable[[Client, str], None]] = {
    "list": _list,
    "case": _case,
    "note": _note,
    "audit": _audit,
}


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        tell(f"{_REAL * 3} cases by the acts of the pages, {CASES:,} in all")
        codes = _furnish()
        crowd = gather(owner)
        crowd.grow(CASES - Case.objects.count())
        wait_for_disk(owner)
        notes, entries = Note.objects.count(), _entries()
        with web_server() as port:
            clients = [_client(port, name, codes[name]) for name in CLIENTS]
            _run(clients, _WARM_UP)  # each worker, and each of its connections, loads what it needs
            for client in clients:
                notes += len(client.times["note"])
                client.times = {kind: [] for kind in MIX}
            pace = seconds(argon, 3) / 3
            tell(f"{len(clients)} people at work for {SECONDS:.0f} s")
            took = _run(clients, SECONDS)
        times = {kind: [t for one in clients for t in one.times[kind]] for kind in MIX}
        assert Note.objects.count() == notes + len(times["note"]), "A note was lost."
        assert _entries() >= entries + sum(map(len, times.values())), "An act is not on record."
    return _figures(times, took, pace)


def _furnish() -> dict[str, list[str]]:
    """The codes of the cases that each client opens; all are really sealed."""
    house = make.house()
    codes = {
        name: [case.code for case in stories.fill(house, name, _REAL, notes=_NOTES)]
        for name in CLIENTS[:3]
    }
    return codes | {"supervisor": codes["caseworker"] + codes["caseworker2"]}


def _entries() -> int:
    return AuditHead.objects.get().size


@contextmanager
def web_server() -> Iterator[int]:
    """gunicorn with the product's settings of it, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        descriptor = listener.fileno()
        child = subprocess.Popen(
            [sys.executable, "-m", *commands.web(descriptor)],
            env=environment_of_child(),
            pass_fds=[descriptor],
        )
        try:
            _wait_for(port, child)
            yield port
        finally:
            child.terminate()
            child.wait(timeout=15)


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert child.poll() is None, "The web server has ended."
        with suppress(OSError):
            if Visitor(port).get("/healthz")[0] == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("The web server does not answer.")


def _client(port: int, name: str, codes: list[str]) -> Client:
    desk, log = Visitor(port), Visitor(port)
    desk.sign_in(name, make.PASSPHRASE)
    log.sign_in("administrator", make.PASSPHRASE)
    return Client(desk, log, codes)


def _run(clients: list[Client], limit: float) -> float:
    """All at once until time is up; how long it took, the last answers included."""
    start = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        works = [
            pool.submit(client.work, start + limit, seed)
            for seed, client in enumerate(clients, start=1)
        ]
        for work in works:
            work.result()
    return time.perf_counter() - start


def _figures(times: dict[str, list[float]], took: float, pace: float) -> list[Figure]:
    """`pace`: seconds of Argon2id alone, for whoever compares with another hour or machine."""
    every = [t for many in times.values() for t in many]
    rate = len(every) / took
    kinds = ", ".join(
        f"{kind} {statistics.median(many) * 1000:.0f}/{_p95(many):.0f} ms"
        for kind, many in times.items()
    )
    mix = " : ".join(f"{many} {kind}" for kind, many in MIX.items())
    note = (
        f"{mix}, {len(CLIENTS)} clients on the same machine for {took:.0f} s, {CASES:,} cases, "
        f"{len(every):,} requests, each on a new connection; every reading recorded, every note "
        f"sealed and on the disk; before it Argon2id alone took {pace * 1000:.0f} ms"
    )
    return [
        Figure("load_requests_per_s", rate, "1/s", f"{note}; today: {_TODAY}"),
        Figure("load_p95_ms", _p95(every), "ms", f"the same run; median/p95: {kinds}"),
    ]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000 if len(times) > 1 else 0.0
