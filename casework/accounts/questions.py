"""Queries whose SQL is worked out once, and not anew each time they are asked.

Django takes longer over the words of a query than the database over its answer, and a page asks
fifteen. A queryset is built once, with a `Slot` in the place of each value that differs from one
time to the next; its rows are made by Django as ever.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import copy
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Slot(Value):
    """The place of a value in a query; the value itself is given each time it is asked."""

    def __init__(self, name: str, place: str = "%s") -> None:
        super().__init__(name)
        self._place = place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return self._place, [self]


def any_of(slot: Slot) -> Slot:
    """In the place of `__in`: one statement, however long the list that it is given."""
    return Slot(slot.value, "ANY(%s)")


class _Ready(NamedTuple):
    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    values: tuple[Any, ...]  # constants, and the slots between them
    converters: dict[int, Any]


class Question(Generic[Row]):
    """`build` makes a queryset of its arguments; a call with their values gives the rows::

        NOTES = Question(lambda case: Note.objects.filter(case=case))
        NOTES(case=case.pk)

    A value is an id, a code, a moment or, for `any_of`, a list of them: no row, and never None.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._ready: _Ready | None = None

    def __call__(self, **given: Any) -> list[Row]:
        ready = self._ready or self._work_out()
        values = [given[one.value] if isinstance(one, Slot) else one for one in ready.values]
        # The compiler as it came out of working it out, on this thread's connection.
        compiler: Any = copy(ready.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: (ready.sql, values)
        compiler.get_converters = lambda columns: ready.converters
        asked: Any = ready.queryset.all()
        asked.query.get_compiler = lambda using: compiler
        return list(asked)

    def _work_out(self) -> _Ready:
        """Two threads at once do it twice, to the same end."""
        queryset = self._build(
            **{name: Slot(name) for name in inspect.signature(self._build).parameters}
        )
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        columns = [selected[0] for selected in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        self._ready = _Ready(queryset, compiler, sql, tuple(values), converters)
        return self._ready
