"""Queries whose SQL is worked out once, and not anew each time they are asked.

Django takes longer over the words of a query than the database over its answer, and a page asks
fifteen. A queryset is built once, with a `Slot` in the place of each value that differs from one
time to the next; its rows are made by Django as ever.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, Value
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")


class Slot(Value):
    """The place of a value in a query; the value itself is given each time it is asked."""

    place = "%s"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return self.place, [self]

    def sent(self, value: Any) -> Any:
        """`value` as it goes to the database."""
        return value


class _ListSlot(Slot):
    place = "ANY(%s)"

    def sent(self, value: Iterable[object]) -> str:
        return array_of(value)


def any_of(slot: Slot) -> Slot:
    """In the place of `__in`: one statement, however long the list of ids that it is given."""
    return _ListSlot(slot.value)


def array_of(ids: Iterable[object]) -> str:
    """Ids, or names of tables, as PostgreSQL writes an array of them.

    A list of fifty takes its adapter longer than the database takes over the whole query.
    """
    quoted = [f'"{one}"' for one in ids]
    return "{" + ",".join(quoted) + "}"


class _Ready(NamedTuple):
    sql: str
    values: tuple[Any, ...]  # constants, and the slots between them
    rows: Iterable[Any]  # of what was fetched in this thread
    holds: bool  # its rows until COMMIT


class Question(Generic[Row]):
    """`build` makes a queryset of its arguments; a call with their values gives the rows::

        NOTES = Question(lambda case: Note.objects.filter(case=case))
        NOTES(case=case.pk)

    A value is an id, a code, a number, a moment or, for `any_of`, a list of them: no row, and never
    None. What it joins comes by `select_related`; nothing is prefetched. What holds its rows until
    COMMIT raises TransactionManagementError outside of a transaction, as any queryset does.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._ready: _Ready | None = None
        self._fetched = threading.local()

    def __call__(self, **given: Any) -> list[Row]:
        ready = self._ready or self._work_out()
        values = [
            one.sent(given[one.value]) if isinstance(one, Slot) else one for one in ready.values
        ]
        connection = connections[DEFAULT_DB_ALIAS]
        if ready.holds and connection.get_autocommit():
            raise TransactionManagementError("Rows are held in a transaction only.")
        with connection.cursor() as cursor:
            cursor.execute(ready.sql, values)
            self._fetched.rows = cursor.fetchall()
        try:
            return list(ready.rows)
        finally:
            self._fetched.rows = []

    def _work_out(self) -> _Ready:
        """Two threads at once do it twice, to the same end."""
        slots = {name: Slot(name) for name in inspect.signature(self._build).parameters}
        queryset: Any = self._build(**slots)
        compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        converters = compiler.get_converters(
            [selected[0] for selected in compiler.select[: compiler.col_count]]
        )
        # Django makes the rows as of any queryset, out of what was fetched here.
        compiler.execute_sql = lambda *_how, **_more: [self._fetched.rows]
        compiler.get_converters = lambda columns: converters
        queryset.query.get_compiler = lambda using: compiler
        rows = queryset._iterable_class(queryset)
        statement = self._statement(sql)
        self._ready = _Ready(statement, tuple(values), rows, queryset.query.select_for_update)
        return self._ready

    def _statement(self, sql: str) -> str:
        """The queryset's words as they are sent; what a subclass asks beside stands behind the
        columns.
        """
        return sql
