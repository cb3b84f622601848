"""How many acts a second the log can number, hash and seal, with four clients at once."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from multiprocessing.synchronize import Barrier
from uuid import uuid4

from django.db import connection, connections, transaction
from django.utils.timezone import now

from bench.figures import Figure
from bench.ground import new_database
from bench.settings import DISK
from casework.accounts.rows import Subject
from casework.audit.log import record

CLIENTS = 4
SECONDS = 6.0
_BLOCK = 8192


def measure() -> list[Figure]:
    with new_database() as owner:
        _client_of(1.0)  # the year's key, the plans, the first pages
        alone, many = _rate(1), _rate(CLIENTS)
        (size,) = owner.execute("SELECT size FROM audit_head").fetchone() or (0,)
        (entries,) = owner.execute("SELECT count(*) FROM audit_entry").fetchone() or (0,)
        waiting = disk()
    assert size == entries, "An entry was lost."
    note = (
        f"each its own transaction, {CLIENTS} client processes, entries keyed, numbered, hashed "
        f"into the tree and stored at COMMIT; 1 client: {alone:,.0f}; {waiting}"
    )
    return [Figure("audit_acts_per_s", many, "acts/s", note)]


def disk() -> str:
    """How long the disk takes, and whether COMMIT waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync')")
        (setting,) = cursor.fetchone()
    return f"the disk's fdatasync {_fdatasync() * 1000:.2f} ms (fsync {setting})"


def _rate(clients: int) -> float:
    """Acts a second of all together, between the last one's start and the first one's end."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start, done = context.Barrier(clients), context.Queue()
    children = [context.Process(target=_client, args=(start, done)) for _ in range(clients)]
    for child in children:
        child.start()
    counts = [done.get(timeout=SECONDS + 60) for _ in children]
    for child in children:
        child.join()
    return sum(counts) / SECONDS


def _client(start: Barrier, done: multiprocessing.Queue[int]) -> None:
    _client_of(0.2)
    start.wait()
    done.put(_client_of(SECONDS))
    connections.close_all()


def _client_of(limit: float) -> int:
    """Acts for so many seconds; how many they were."""
    subject = Subject("case", str(uuid4()), "CW-BENCH", "north")
    ends, count = time.perf_counter() + limit, 0
    while time.perf_counter() < ends:
        with transaction.atomic():
            record("case.read", subject, by=None, at=now(), reason="identity,needs,situation")
        count += 1
    return count


def _fdatasync(rounds: int = 100) -> float:
    """Median time to write 8 KB and see it on the disk that the database uses."""
    path, times = DISK / f"fsync-{os.getpid()}", []
    with path.open("wb", buffering=0) as file:
        file.write(bytes(_BLOCK * rounds))
        os.fsync(file.fileno())
        for number in range(rounds):
            file.seek(number * _BLOCK)
            file.write(os.urandom(_BLOCK))
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    path.unlink()
    return statistics.median(times)
