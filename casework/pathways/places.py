"""Where a row stands among the rows of its case: numbers far enough apart to put others between.

`Move.place` is the one thing about a correction or a back-dated telling that lies in clear, so that
moves can be counted from states alone (`pathways.flows`): of the rows in one place the newest
holds, and one that takes back leaves its place empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from casework.access.errors import WrongState
from casework.pathways.line import Told, in_force

APART = 2**40


def at_the_end(rows: Sequence[Told]) -> int:
    return max((row.place for row in rows), default=0) + APART


def of(rows: Sequence[Told], told_id: UUID) -> int:
    return next(row.place for row in rows if row.id == told_id)


def before(rows: Sequence[Told], told_id: UUID, count: int) -> list[int]:
    """`count` places between the row in force and the one that stands before it."""
    held = in_force(rows)
    at = next(place for place, row in enumerate(held) if row.id == told_id)
    low, high = (held[at - 1].place if at else 0), held[at].place
    if high - low <= count:
        raise WrongState(_("So much was told before this that no more fits. Correct it instead."))
    return [low + (high - low) * part // (count + 1) for part in range(1, count + 1)]
