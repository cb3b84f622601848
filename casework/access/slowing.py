"""After wrong passphrases the next try for the same name must wait, longer each time.

Counted in the session store by a hash of the typed name, whether or not it exists. The wait is
short at its longest, so that nobody can shut a colleague out by typing her name.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from casework.crypto.encoding import encode
from casework.crypto.hashing import sha256

FREE_TRIES = 3
LONGEST = 60
_REMEMBERED = 15 * 60


class TooSoon(Exception):
    """The next try is not due yet. Carries the seconds that are left."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def require_due(name: str, *, at: datetime) -> None:
    """Raises TooSoon."""
    _failures, due = cache.get(_entry(name), (0, at))
    if due > at:
        raise TooSoon(int((due - at).total_seconds()) + 1)


def note_failure(name: str, *, at: datetime) -> None:
    failures, _due = cache.get(_entry(name), (0, at))
    failures += 1
    wait = min(2 ** (failures - FREE_TRIES), LONGEST) if failures > FREE_TRIES else 0
    cache.set(_entry(name), (failures, at + timedelta(seconds=wait)), _REMEMBERED)


def forget(name: str) -> None:
    cache.delete(_entry(name))


def _entry(name: str) -> str:
    """One for all spellings that the database takes for one name: a dotless i is an I to it."""
    one = name.replace("\x00", " ").strip().upper().casefold()
    return "slowing/" + sha256(encode("slowing", one)).hex()
