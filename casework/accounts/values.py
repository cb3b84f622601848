"""Protected rows as named values and not as models: a list asks for fifty."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet

from casework.accounts.columns import columns_of
from casework.accounts.questions import Question
from casework.accounts.rows import Forged, ProtectedRow, Stated
from casework.crypto import hashing


class CheckedQuestion(Question[Any]):
    """A question for rows of a protected model: all their columns by name, then those of `beside`.

    The model has no sealed column: those are opened of rows. Every mac is checked. Raises Forged.
    """

    def __init__(
        self, model: type[ProtectedRow], build: Callable[..., QuerySet[Any]], *beside: str
    ) -> None:
        @wraps(build)
        def values(**slots: Any) -> QuerySet[Any, Any]:
            return build(**slots).values_list(*columns_of(model).attributes, *beside, named=True)

        super().__init__(values)
        self._model = model

    def __call__(self, **given: Any) -> list[Any]:
        found = super().__call__(**given)
        for values in found:
            self._check(values)
        return found

    def _check(self, values: Any) -> None:
        check_values(self._model, values)


def check_values(model: type[ProtectedRow], values: Any) -> list[bytes]:
    """`check_mac` of a row that was read as named values; returns its columns as bytes.

    Raises Forged.
    """
    columns = columns_of(model)
    parts = columns.of_values(values)
    if not hashing.same(values.mac, columns.mac(parts)):
        raise Forged(f"{model._meta.db_table} {values.id}")
    return parts


def stated_values(model: type[ProtectedRow], values: Any) -> Stated:
    """`stated` of such a row. Raises Forged."""
    digest = columns_of(model).hash(check_values(model, values))
    return Stated(model._meta.db_table, str(values.id), values.revision, values.entry, digest)
