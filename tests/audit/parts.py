"""The parts of a test's log: five entries in the first one, and as it was again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FIRST = 5
LAST = 131_072  # of the first part as the migration makes it

_DROP = """
DO $$
DECLARE part text;
BEGIN
    FOR part IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname = 'audit_parts' LOOP
        EXECUTE 'DROP TABLE ' || part;
    END LOOP;
END
$$;
DELETE FROM audit_part;
DELETE FROM audit_hash;
"""
_FIRST = """
CREATE TABLE audit_parts.entry_1 (LIKE audit_entry INCLUDING INDEXES INCLUDING STORAGE);
ALTER TABLE audit_parts.entry_1 ADD CONSTRAINT audit_entry_entry_key UNIQUE (entry);
CREATE TABLE audit_parts.written_1 (LIKE audit_written INCLUDING INDEXES INCLUDING STORAGE);
ALTER TABLE audit_entry ATTACH PARTITION audit_parts.entry_1
    FOR VALUES FROM (MINVALUE) TO ({upto});
ALTER TABLE audit_written ATTACH PARTITION audit_parts.written_1
    FOR VALUES FROM (MINVALUE) TO ({upto});
INSERT INTO audit_part VALUES (1, {upto});
SELECT audit_add_part({then}), audit_add_part({then});
"""


@contextmanager
def small_parts(owner: Any) -> Iterator[None]:
    """The log is empty at both ends."""
    _made(owner, FIRST, 1024)
    try:
        yield
    finally:
        _made(owner, LAST, LAST)


def _made(owner: Any, last: int, then: int) -> None:
    owner.execute(_DROP)
    owner.execute(_FIRST.format(upto=last + 1, then=then))
