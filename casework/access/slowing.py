"""After wrong passphrases the next try for the same name must wait, longer each time.

Counted in the session store by a hash of the typed name, whether or not it exists, and before the
passphrase is looked at: many tries sent at once do not pass together. The wait is short at its
longest, so that nobody can shut a colleague out by typing her name.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction

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


@transaction.atomic
def take_a_try(name: str, *, at: datetime) -> None:
    """Count one more try; `forget` it when it turns out right. Raises TooSoon, and counts nothing.

    Those for one name take turns here, whichever process they came to.
    """
    entry = _entry(name)
    _wait_for_turn(entry)
    tries, due = cache.get(entry, (0, at))
    if due > at:
        raise TooSoon(int((due - at).total_seconds()) + 1)
    tries += 1
    wait = min(2 ** (tries - FREE_TRIES), LONGEST) if tries > FREE_TRIES else 0
    cache.set(entry, (tries, at + timedelta(seconds=wait)), _REMEMBERED)


def forget(name: str) -> None:
    cache.delete(_entry(name))


def _entry(name: str) -> str:
    """One for all spellings that the database takes for one name: a dotless i is an I to it."""
    one = name.replace("\x00", " ").strip().upper().casefold()
    return "slowing/" + sha256(encode("slowing", one)).hex()


def _wait_for_turn(entry: str) -> None:
    """Held until the transaction ends. The store alone cannot read and write as one step."""
    number = int.from_bytes(sha256(entry.encode())[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
