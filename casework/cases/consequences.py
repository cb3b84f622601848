"""What follows when a case changes, in the same transaction.

An app above `cases` adds its function in `AppConfig.ready()`: imports stay downward, and no act can
forget what it sets off (a reminder moved, a next step withdrawn).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casework.accounts.models import User
    from casework.cases.models import Case
    from casework.vault.keyring import Keyring

    Consequence = Callable[[Case, User | None, datetime], None]
    Obstacle = Callable[[Case], str]
    Receiver = Callable[[str, date], str]
    Leaving = Callable[[Case, User, datetime, Keyring], None]
    Ending = Callable[[Case, dict[str, Any], User, datetime, Keyring], None]
    Erased = Callable[[Case, User | None, datetime], None]
    News = Callable[[Case, Keyring], Iterable[datetime]]

consequences: list[Consequence] = []

# Why a case may not close yet, in a sentence, or "": e.g. a referral that still lives.
obstacles: list[Obstacle] = []

# The same, for the end that she herself asks for: no partner's silence stands against it.
obstacles_to_her_wish: list[Obstacle] = []

# When something was heard of her that lies above: e.g. a move of her path that was told.
news: list[News] = []

# Why this organisation (the id of its row in the directory) takes no case over now, or "".
receivers: list[Receiver] = []

# What must lie under the case's own key before another desk gets it: e.g. a letter to this one.
leavings: list[Leaving] = []

# What her no, or a yes that she took back, stops: e.g. a partner who has her papers.
endings: list[Ending] = []

# What is noted when she asks for its end, while a key is at hand: e.g. which partners to ask.
end_asked: list[Leaving] = []

# What stays to be asked when the record goes, and what is dropped when it stays after all.
erased: list[Erased] = []
not_erased: list[Erased] = []


def changed(case: Case, *, by: User | None, at: datetime) -> None:
    """`by` None: nobody did it, a term has run out."""
    for consequence in consequences:
        consequence(case, by, at)


def desk_changes(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Raises WrongState when something would be lost to the other desk."""
    for leaving in leavings:
        leaving(case, by, at, keys)


def consent_ended(
    case: Case, document: dict[str, Any], *, by: User, at: datetime, keys: Keyring
) -> None:
    """`document` is her no, or the yes that she took back."""
    for ending in endings:
        ending(case, document, by, at, keys)
