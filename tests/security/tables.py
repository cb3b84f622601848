"""What stands in the tables, to compare before and after."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection


def written() -> dict[str, str]:
    """A digest of every table but the log's own. When she signed in last is a mark of use."""
    row = "(to_jsonb(r) - 'last_login')::text"
    return _each(f"md5(coalesce(string_agg({row}, '' ORDER BY {row}), ''))")


def touched() -> int:
    """How many rows of these tables were written in this transaction, whatever came of it.

    As cheap as one small query: the same as before means that nothing was written between.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_tuples_inserted(oid)"
            " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid))"
            " FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'audit%'"
        )
        return int(cursor.fetchone()[0])


def _each(asked: str) -> dict[str, Any]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    kept = sorted(table for table in tables if not table.startswith("audit_"))
    queries = [f"SELECT '{table}', {asked} FROM {table} r" for table in kept]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return dict(cursor.fetchall())
