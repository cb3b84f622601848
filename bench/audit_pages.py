"""The pages of the log among ten million entries filled by SQL, and what a row of many parts costs.

The entries are as many as a house of twenty makes in years, spread over its parts as they would be:
what the pages ask of the database is measured, not the sealing, so that leaves and macs are random.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.utils.timezone import now

from bench.figures import Figure, seconds, tell
from bench.ground import new_database
from casework.audit import reading, tallies
from casework.audit.fresh import newest
from casework.audit.reading import Asked

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "10000000"))
PART = 1_048_576
_ROUNDS = 31

# Twenty people, five desks, fifty networks, 40,000 cases, one in a hundred refused, one every 20 s.
_FILL = """
INSERT INTO {table} SELECT number, entry, verb, "by", 'case', code, code, desk, at, ''::bytea,
    network, 'Firefox · Linux', '', outcome, 1, ''::bytea, ''::bytea, ''::bytea, hash, hash, hash,
    hash
FROM (
    SELECT n AS number, gen_random_uuid() AS entry,
        (ARRAY['case.read', 'case.read', 'record.read', 'record.written', 'note.added',
            'cases.listed', 'audit.read', 'signin.done', 'case.opened', 'case.revealed']
        )[1 + (n * 7919 %% 10)] AS verb,
        '00000000-0000-4000-8000-' || lpad((n * 104729 %% 20)::text, 12, '0') AS "by",
        'CW-' || lpad(to_hex(n * 15485863 %% 40000), 6, '0') AS code,
        (ARRAY['north', 'south', 'east', 'west', 'hill'])[1 + (n * 104729 %% 20) / 4] AS desk,
        %s - (%s - n) * interval '20 seconds' AS at,
        '10.0.' || n * 32452843 %% 50 || '.0/24' AS network,
        CASE WHEN n * 49979687 %% 100 = 0 THEN 'refused' ELSE 'done' END AS outcome,
        sha256(n::text::bytea) AS hash
    FROM generate_series(%s::bigint, %s::bigint) n
) made
"""
_ORDER = (
    'number, entry, verb, "by", subject_type, subject_id, subject_code, desk, at, address,'
    " network, agent, reason, outcome, count, sealed, salt, sealed_hash, written_hash, mac, leaf,"
    " nodes"
)


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        alone = _of_a_row()
        fill(owner, ENTRIES)
        person = str(UUID(int=0x00000000_0000_4000_8000_000000000003))
        week = now() - timedelta(days=7)
        pages: dict[str, Callable[[], Any]] = {
            "first": lambda: reading.page(Asked()),
            "a case": lambda: reading.page(Asked({"subject_code": "CW-0003e9"})),
            "a person": lambda: reading.page(Asked({"by": person})),
            "refusals": lambda: reading.page(Asked({"outcome": "refused"})),
            "a person's refusals of a month": lambda: reading.page(
                Asked({"by": person, "outcome": "refused"}, since=now() - timedelta(days=30))
            ),
            "a person and a verb, three years ago": lambda: reading.page(
                Asked({"by": person, "verb": "note.added"}, until=now() - timedelta(days=1100))
            ),
            "a desk and a verb": lambda: reading.page(Asked({"desk": "west", "verb": "case.read"})),
            "a network and a desk": lambda: reading.page(
                Asked({"network": "10.0.7.0/24", "desk": "hill"})
            ),
            "a person and a desk that is not hers": lambda: reading.page(
                Asked({"by": person, "desk": "hill"})
            ),
            "all at once": lambda: reading.page(
                Asked(
                    {"by": person, "desk": "north", "verb": "case.read", "network": "10.0.7.0/24",
                     "outcome": "done"},
                    since=now() - timedelta(days=400),
                )
            ),
            "far back": lambda: reading.page(Asked(), ENTRIES // 3),
        }  # fmt: skip
        times = {name: _median(page) for name, page in pages.items()}
        for name, time in times.items():
            tell(f"{name}: {time:.1f} ms")
        week_of = _median(lambda: tallies.codes(person, week), 9)
        among = _of_a_row()
        parts = owner.execute("SELECT count(*) FROM audit_part").fetchone()
    worst = max(times, key=times.__getitem__)
    note = "; ".join(f"{name} {time:.1f}" for name, time in times.items())
    return [
        Figure(
            "audit_page_ms", times[worst], "ms",
            f"the worst of {len(times)} pages of 50 among {ENTRIES:,} entries ({worst}): {note}; "
            f"what one person opened in a week {week_of:.1f} ms",
        ),
        Figure(
            "audit_fresh_growth", among / alone, "×",
            f"the log's last word on a row in {parts[0] if parts else 0} parts, "
            f"{alone:.2f} → {among:.2f} ms",
        ),
    ]  # fmt: skip


def fill(owner: psycopg.Connection, size: int) -> None:
    """So many entries in parts of a million, indexed as they come."""
    head = owner.execute("SELECT coalesce(max(number), 0) FROM audit_entry").fetchone()
    low = (head[0] if head else 0) + 1
    make_parts(owner, size)
    for start in range(low, size + 1, PART):
        end = min(start + PART - 1, size)
        tell(f"entries {start:,} to {end:,}")
        statement = _FILL.format(table=f"audit_entry ({_ORDER})")
        owner.execute(statement, [now(), size, start, end])  # type: ignore[arg-type]  # of constants alone
    owner.execute("ANALYZE audit_entry")


def make_parts(owner: psycopg.Connection, size: int) -> None:
    """Room for so many entries, in parts of a million."""
    while (room := _room(owner)) < size:
        owner.execute("SELECT audit_add_part(%s)", [min(PART, max(size - room, 1024))])
        _as_if_grown(owner)


def _room(owner: psycopg.Connection) -> int:
    found = owner.execute("SELECT max(high) - 1 FROM audit_part").fetchone()
    return int(found[0]) if found else 0


def _as_if_grown(owner: psycopg.Connection) -> None:
    """The head where the entries will end, or no part more is made ahead."""
    owner.execute(
        "INSERT INTO audit_head (id, size, frontier) VALUES (1, %s, '')"
        " ON CONFLICT (id) DO UPDATE SET size = excluded.size",
        [_room(owner)],
    )


def _of_a_row() -> float:
    """One row's newest word, as each use of a protected row asks for it, in milliseconds."""
    return _median(lambda: newest("accounts_user", UUID(int=7)), 201)


def _median(work: Callable[[], object], rounds: int = _ROUNDS) -> float:
    with connection.cursor():
        work()
    return statistics.median(seconds(work, 1) for _ in range(rounds)) * 1000
