"""How long it takes to recompute a log of a million true entries, and of ten times as many."""

from __future__ import annotations

import os
import resource
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from psycopg.sql import SQL, Identifier

from bench.audit_pages import make_parts
from bench.figures import Figure, tell
from bench.ground import new_database
from casework.audit import entries
from casework.audit.merkle import Frontier, leaf_hash
from casework.audit.verification import verify

ENTRIES = int(os.environ.get("BENCH_VERIFIED", "1000000"))
_COLUMNS = ("number", *entries.FIELDS, "sealed", "salt", "mac", "leaf", "nodes")
_COPY = SQL("COPY audit_entry ({}) FROM STDIN").format(SQL(", ").join(map(Identifier, _COLUMNS)))
_BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
_NOTHING = entries.written_hash(())


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        make_parts(owner, ENTRIES)
        tell(f"{ENTRIES:,} true entries")
        fill_truly(owner, ENTRIES)
        start = time.perf_counter()
        report = verify(connection, lambda name, count: None)
        spent = time.perf_counter() - start
        assert (report.entries, report.findings) == (ENTRIES, []), report.findings[:3]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    minutes = spent * 10_000_000 / ENTRIES / 60
    note = (
        f"leaves, macs and tree of {ENTRIES:,} entries recomputed in {spent:.0f} s; "
        f"at most {memory:.0f} MB, whatever their number"
    )
    return [Figure("audit_verify_10m", minutes, "min", note)]


def fill_truly(owner: psycopg.Connection, size: int) -> None:
    """As `record` and the seal would make them, and the head with them."""
    frontier = Frontier()
    with owner.cursor() as cursor, cursor.copy(_COPY) as copy:
        for number in range(1, size + 1):
            copy.write_row(_entry(number, frontier))
    owner.execute(
        "INSERT INTO audit_head (id, size, frontier) VALUES (1, %s, %s) ON CONFLICT (id)"
        " DO UPDATE SET size = excluded.size, frontier = excluded.frontier",
        [frontier.size, frontier.tips],
    )


def _entry(number: int, frontier: Frontier) -> tuple[Any, ...]:
    at = _BEGAN + timedelta(seconds=20 * number)
    fields: tuple[Any, ...] = (
        uuid4(), "case.read", str(UUID(int=number % 20)), "case", "1", "CW-BENCH", "north", at,
        b"", "10.0.0.0/24", "Firefox · Linux", "identity,needs", "done", 1, b"", _NOTHING,
    )  # fmt: skip
    body = entries.canonical(fields)
    mac = entries.mac(body, at)
    leaf = leaf_hash(entries.leaf(body, mac))
    return (number, *fields, b"", b"", mac, leaf, frontier.add(leaf))
