"""How many moves led from where to where, counted from states alone: nothing is opened."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

_NEWEST_IN_EACH_PLACE = """
    SELECT DISTINCT ON (case_id, place) case_id, place, to_state
    FROM pathways_move WHERE case_id = ANY(%s)
    ORDER BY case_id, place, number DESC
"""
_COUNTED = f"""
    WITH newest AS ({_NEWEST_IN_EACH_PLACE}),
    line AS (
        SELECT lag(to_state, 1, '') OVER (PARTITION BY case_id ORDER BY place) AS before, to_state
        FROM newest WHERE to_state <> ''
    )
    SELECT before, to_state, count(*) FROM line GROUP BY before, to_state ORDER BY 1, 2
"""  # noqa: S608  # constants of this module


def flow(cases: Iterable[UUID]) -> dict[tuple[str, str], int]:
    """`{(before, after): how often}` over these cases; before "" is where a path begins.

    Corrections count once, what was taken back not at all, what was told later in its place.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(cases)])
        return {(before, after): count for before, after, count in cursor.fetchall()}
