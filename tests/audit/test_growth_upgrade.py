"""The log of a house in use becomes the first part as it stands: every hash and proof holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from casework.accounts.models import User
from casework.audit import tree
from casework.audit.verification import verify
from tests.audit.acts import add_person, rename, say

pytestmark = [
    pytest.mark.soak,  # migrates a second database
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
NAME = f"upgraded_{os.getpid()}"
KEPT = ("accounts_user", "audit_entry", "audit_written", "audit_head")
# As the rows stood before this part of the code: without columns that came since.
_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s
"""


@pytest.fixture
def old(owner_cursor: Any) -> Iterator[psycopg.Connection]:
    """A database of before, which the owner's connection of Django speaks to."""
    before = settings.DATABASES["owner"]["NAME"]
    owner_cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        _speak_to(NAME)
        call_command("migrate", "audit", "0003_reading", database="owner", verbosity=0)
        call_command("migrate", "accounts", database="owner", verbosity=0)
        with psycopg.connect(
            os.environ["OWNER_DATABASE_URL"], dbname=NAME, autocommit=True
        ) as found:
            yield found
    finally:
        _speak_to(before)
        owner_cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _speak_to(name: str) -> None:
    connections["owner"].close()
    connections["owner"].settings_dict["NAME"] = name


def _carry_over(here: Any, there: psycopg.Connection) -> None:
    for table in KEPT:
        (columns,) = there.execute(_COLUMNS, [table]).fetchone() or ("",)
        out, into = f"COPY (SELECT {columns} FROM {table}) TO STDOUT", f"COPY {table} ({columns})"
        with here.copy(out) as source, there.cursor().copy(f"{into} FROM STDIN") as target:
            for block in source:
                target.write(block)


def _rows(of: psycopg.Connection) -> list[Any]:
    return of.execute(
        "SELECT md5(string_agg(e::text, '|' ORDER BY number)) FROM audit_entry e UNION ALL"
        " SELECT md5(string_agg(w::text, '|' ORDER BY number, position)) FROM audit_written w"
    ).fetchall()


def test_no_row_is_written_again_and_all_is_proven(
    old: psycopg.Connection, owner_cursor: Any
) -> None:
    person = add_person("kim")
    rename(person, "Lee")
    for _ in range(5):
        say(sealed=b"a letter")
    _carry_over(owner_cursor, old)
    rows = _rows(old)
    call_command("migrate", database="owner", verbosity=0)
    assert _rows(old) == rows
    assert old.execute("SELECT low, high FROM audit_part ORDER BY low").fetchall() == [
        (1, 131_073), (131_073, 262_145), (262_145, 393_217),
    ]  # fmt: skip
    indexes = old.execute(
        "SELECT tablename, count(*) FROM pg_indexes WHERE schemaname = 'audit_parts'"
        " AND tablename LIKE 'entry%' GROUP BY 1"
    ).fetchall()
    assert len({count for _table, count in indexes}) == 1, "an index was made twice"
    owner = connections["owner"]
    assert (verify(owner).findings, verify(owner).entries) == ([], 7)
    assert tree.inclusion(owner, 3, 7) == tree.inclusion(connections["default"], 3, 7)
    assert User.objects.get() == person
