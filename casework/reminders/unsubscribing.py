"""Fewer mails by a link that every mail carries (RFC 8058), without signing in.

The link names nobody who does not hold the house's key, looks different in each mail, and opens
nothing. It is the same in every mail, so that nobody who sees them pass learns which was urgent;
and what is urgent it cannot switch off.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from casework.accounts.models import User
from casework.crypto import house
from casework.crypto.errors import CryptoError
from casework.reminders import ways
from casework.reminders.ways import MAY_BE_MUTED, Summary

# A mail that is older than this is no wish of today.
LASTS: Final = timedelta(days=90)
# Where the page is; a worker, which may not import the pages, writes it without asking them.
PATH: Final = "m/"
_USE: Final = "unsubscribe"


def link_for(person: User, on: date) -> str:
    sealed = house.seal_mail(f"{person.pk} {on.isoformat()}", _USE)
    token = urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{settings.PUBLIC_URL}/{PATH}{token}/"


def whose(token: str, on: date) -> User | None:
    """Whose mail the link was in; None for one that is not ours, or too old."""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        pk, made_on = house.open_mail(sealed, _USE).split(" ")
    except (CryptoError, Error, ValueError):
        return None
    if not timedelta(0) <= on - date.fromisoformat(made_on) + timedelta(days=1) <= LASTS:
        return None
    found: User | None = User.objects.admitted().filter(pk=UUID(pk)).first()
    return found


def unsubscribe(person: User, *, at: datetime) -> None:
    """No mail any more about what can wait. What is urgent is told all the same."""
    now = ways.of(person)
    quiet, summary = (now.quiet_from, now.quiet_until), Summary(now.summary)
    ways.change(person, quiet=quiet, summary=summary, muted=MAY_BE_MUTED, at=at, by_link=True)
