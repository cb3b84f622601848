"""What stands in the tables, to compare before and after."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection


def written() -> dict[str, str]:
    """A digest of every table but the log's own. When she signed in last is a mark of use."""
    row = "(to_jsonb(r) - 'last_login')::text"
    return _each(f"md5(coalesce(string_agg({row}, '' ORDER BY {row}), ''))")


def touched() -> list[Any]:
    """How often rows of each such table were written in this transaction, whatever came of it.

    As cheap as one small query: the same as before means that nothing was written between.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname NOT LIKE 'audit%'"
            " ORDER BY relname"
        )
        return cursor.fetchall()


def _each(asked: str) -> dict[str, Any]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    kept = sorted(table for table in tables if not table.startswith("audit_"))
    queries = [f"SELECT '{table}', {asked} FROM {table} r" for table in kept]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return dict(cursor.fetchall())
