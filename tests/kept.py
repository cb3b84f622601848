"""What builders made, put back as rows: a house in milliseconds, where its acts take half a second.

A house is made by its acts once in a run, and its rows are kept in memory. Whoever asks for one in
an empty database gets these rows, in the running transaction, with an unbroken log and every mac
right. The same goes for what is built upon it, as long as the log stands where it stood then.

The functions exist in test databases alone. They act as the tables' owner, for no role of the app
may write into the sealed log.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from django.apps import apps
from django.db import connection
from psycopg.sql import SQL, Identifier

# Where the log stands: NULL if there is something beside or before it.
_STANDS = """
CREATE FUNCTION kept_stands() RETURNS text LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM audit_inbox WHERE xact = pg_current_xact_id_if_assigned())
            THEN NULL
        WHEN EXISTS (SELECT FROM audit_head)
            THEN (SELECT size || ' ' || encode(frontier, 'hex') FROM audit_head)
        WHEN EXISTS (SELECT FROM accounts_user) OR EXISTS (SELECT FROM accounts_desk)
            THEN NULL
        ELSE '0'
    END
$$;
"""
# What the database works out itself is not put there.
_NAMES = """
CREATE FUNCTION kept_names(place regclass) RETURNS text LANGUAGE sql
SET search_path = public, pg_temp AS $$
    SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
    WHERE attrelid = place AND attnum > 0 AND attgenerated = '' AND NOT attisdropped
$$;
"""
_PUT = """
CREATE FUNCTION kept_put(rows json) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place text;
    held json;
BEGIN
    DELETE FROM audit_head;
    FOR place, held IN SELECT * FROM json_each(rows) LOOP
        EXECUTE format(
            'INSERT INTO %1$I (%2$s) SELECT %2$s FROM json_populate_recordset(NULL::%1$I, $1)',
            place, kept_names(place)
        ) USING held;
    END LOOP;
END
$$;
"""
# The same rows in tables of their own, and a function that puts them from there.
_STORE = """
CREATE SCHEMA kept;
GRANT USAGE ON SCHEMA kept TO PUBLIC;
CREATE FUNCTION kept_store(name text, rows json) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    place text;
    held json;
    puts text := 'DELETE FROM audit_head;';
BEGIN
    FOR place, held IN SELECT * FROM json_each(rows) LOOP
        EXECUTE format(
            'CREATE TABLE kept.%1$I AS SELECT %2$s FROM json_populate_recordset(NULL::%3$I, %4$L)',
            name || place, kept_names(place), place, held
        );
        puts := puts || format(
            'INSERT INTO %I (%s) SELECT * FROM kept.%I;', place, kept_names(place), name || place
        );
    END LOOP;
    EXECUTE format(
        'CREATE FUNCTION kept.%I() RETURNS void LANGUAGE plpgsql SECURITY DEFINER'
        ' SET search_path = public, pg_temp AS %L', name, 'BEGIN ' || puts || ' END'
    );
END
$$;
"""
_OFTEN = 5
Made = TypeVar("Made")

# Whoever still writes is waited for, as TRUNCATE does, which takes a quarter of a second.
_EMPTY = """
CREATE FUNCTION kept_empty() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE;
    {deletes}
END
$$;
"""
_HEAD = "audit_head"  # the one row that grows with whatever is built
_CASE = "cases_case"  # comes last: a closed one takes no rows
_INBOX = "audit_inbox"  # always empty at the end, and the app's role may not look into it
_BY_MIGRATIONS = {
    "audit_part", "auth_permission", "django_content_type", "django_migrations",
}  # fmt: skip

_ready: set[str] = set()
_memory: dict[Hashable, _Kept | None] = {}


@dataclass
class _Kept:
    made: Any
    rows: str  # by table, as one JSON text: Python writes an array element by element
    asked: int = 0

    def put(self) -> None:
        """Asked for often, they come from tables of their own: in half of the time."""
        self.asked += 1
        if self.asked == _OFTEN:
            _store(self)
        with connection.cursor() as cursor:
            if self.asked < _OFTEN:
                cursor.execute("SELECT kept_put(%s::json)", [self.rows])
            else:
                cursor.execute(SQL("SELECT kept.{}()").format(Identifier(self.name)))

    @property
    def name(self) -> str:
        return f"kept_{id(self)}"


def install(owner: Any) -> None:
    """Make the functions in a test database, by a cursor of its owner."""
    for made in (_STANDS, _NAMES, _PUT, _STORE):
        owner.execute(made)
    tables = [Identifier(table) for table in _tables()]
    deletes = [SQL("DELETE FROM {};").format(table) for table in tables]
    owner.execute(SQL(_EMPTY).format(tables=SQL(", ").join(tables), deletes=SQL(" ").join(deletes)))
    _ready.add(connection.settings_dict["NAME"])


def empty() -> None:
    """Take away all that tests have written and committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_empty()")


def once(name: Hashable, build: Callable[[], Made], *, again: Callable[[Made], Made]) -> Made:
    """What `build` makes, or its rows of the last time; of what it made, `again` makes another one
    that no test has changed.
    """
    stands = _stands()
    if stands is None:
        return build()
    key = (stands, name)
    if key not in _memory:
        before = rows()
        made = build()
        _memory[key] = _new(before, again(made))
        return made
    kept = _memory[key]
    if kept is None:
        return build()
    kept.put()
    return again(kept.made)


def _stands() -> str | None:
    if connection.settings_dict["NAME"] not in _ready:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_stands()")
        return cursor.fetchone()[0]


def _new(before: Counter[tuple[str, str]], made: Made) -> _Kept | None:
    """The rows that came; None where others than the head of the log went or changed."""
    after = rows()
    if any(table != _HEAD for table, _row in before - after):
        return None
    found: dict[str, list[str]] = {}
    for table, row in after - before:
        found.setdefault(table, []).append(row)
    tables = sorted(found, key=lambda table: table == _CASE)
    parts = [f'"{table}":[{",".join(found[table])}]' for table in tables]
    return _Kept(made, f"{{{','.join(parts)}}}")


def _store(kept: _Kept) -> None:
    """By the owner, beside the running transaction: these rows stay to the end of the run."""
    with psycopg.connect(
        os.environ["OWNER_DATABASE_URL"], dbname=connection.settings_dict["NAME"]
    ) as owner:
        owner.execute("SELECT kept_store(%s, %s::json)", [kept.name, kept.rows])


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models} - _BY_MIGRATIONS - {_INBOX})


def rows() -> Counter[tuple[str, str]]:
    select = " UNION ALL ".join(
        f"SELECT '{table}', row_to_json(t)::text FROM {table} t" for table in _tables()
    )
    with connection.cursor() as cursor:
        if connection.in_atomic_block:  # entries are sealed at COMMIT
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(select)
        return Counter(cursor.fetchall())
