"""Rows newest first, a page after another: each goes on below the last row of the one before, so
that nothing shifts while others write.
"""

from __future__ import annotations

from typing import Final, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from casework.cases.queries import Cursor

PAGE: Final = 50
_Row = TypeVar("_Row", bound=Model)


def page(rows: QuerySet[_Row], moment: str, after: str) -> tuple[list[_Row], str]:
    """At most 50 of them by the column `moment`, and what the next page goes on after, "" at the
    end. `after` is what a page gave; anything else is the first page.
    """
    last = Cursor.read(after)
    if last is not None and last.moment is not None:
        place = Tuple(F(moment), F("pk"))
        rows = rows.filter(TupleLessThan(place, (last.moment, last.pk)))
    found = list(rows.order_by(f"-{moment}", "-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    shown = found[:PAGE]
    return shown, str(Cursor(getattr(shown[-1], moment), shown[-1].pk))
