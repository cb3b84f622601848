"""Going through rows that are due: one that fails keeps no other from its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def each(rows: Iterable[Row], act: Callable[[Row], int]) -> int:
    """The sum of what `act` answers. Raises at the end, all at once, what went wrong on the way.

    `act` is a transaction of its own: what failed has left nothing, and is tried again next time.
    """
    done, wrong = 0, []
    for row in rows:
        try:
            done += act(row)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is raised below
            wrong.append(error)
    if wrong:
        raise ExceptionGroup("a sweep could not do all", wrong)
    return done
