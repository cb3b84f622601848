"""What follows when a case changes, in the same transaction.

An app above `cases` adds its function in `AppConfig.ready()`: imports stay downward, and no act can
forget what it sets off (a reminder moved, a next step withdrawn).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.accounts.models import User
    from casework.cases.models import Case

    Consequence = Callable[[Case, User, datetime], None]
    Obstacle = Callable[[Case], str]

consequences: list[Consequence] = []

# Why a case may not close yet, in a sentence, or "": e.g. a referral that still lives.
obstacles: list[Obstacle] = []


def changed(case: Case, *, by: User, at: datetime) -> None:
    for consequence in consequences:
        consequence(case, by, at)
