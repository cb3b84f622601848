"""Web push beside a mail: an empty message (RFC 8030), signed with the house's own key (RFC 8292).

It is off until somebody switches it on in one browser. It passes through the browser's maker, who
learns that this person of this desk was told something at this hour; so nobody who is in China has
it, and a house that sets no `VAPID_KEY` offers it to nobody. There is no text in it, so there is
nothing to encrypt, and the keys that a browser offers for that are not even asked for. What the
service worker shows is one neutral sentence.

It is never told instead of a mail: one that fails is not tried again, and home shows every task.
"""

from __future__ import annotations

import logging
import ssl
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house, seal_for_house
from casework.audit.log import record
from casework.crypto import hashing, house, vapid
from casework.crypto.errors import CryptoError
from casework.reminders import ways
from casework.reminders.gathered import Gathered
from casework.reminders.models import PushSubscription
from casework.reminders.ways import Ways

# Browsers of one person; the oldest gives way.
MOST: Final = 5
SECONDS: Final = 10.0
# How long the browser's maker may keep it for a machine that is off, and how long a token holds.
KEPT: Final = timedelta(hours=24)
HOLDS: Final = timedelta(hours=12)
_GONE: Final = frozenset({404, 410})
_THERE: Final = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin"}
    | {"Asia/Kashgar", "PRC"}
)

logger = logging.getLogger(__name__)


def is_offered() -> bool:
    return bool(settings.VAPID_KEY)


def public_key() -> str:
    """As a browser asks for it: the uncompressed point, base64url."""
    return vapid.public_key(settings.VAPID_KEY)


@transaction.atomic
def subscribe(person: User, endpoint: str, *, at: datetime) -> None:
    """One more browser of hers. Raises WrongState."""
    refuse(push_is_safe_for(person, ways.of(person)), push_service_is_known(endpoint))
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    digest = hashing.mac(house.mail_key(), "push", endpoint).hex()
    hers = PushSubscription.objects.filter(person=person)
    if hers.filter(digest=digest).exists():
        return
    _drop(list(hers.order_by("-made_at")[MOST - 1 :]), by=person, at=at)
    row = PushSubscription(person=person, digest=digest, made_at=at)
    seal_for_house(row, "endpoint", endpoint)
    row.save(force_insert=True)
    record("push.switched_on", row, by=person, at=at, rows=[row])


@transaction.atomic
def unsubscribe(person: User, *, by: User | None, at: datetime) -> None:
    """All her browsers: whoever switches it off wants none of it."""
    _drop(list(PushSubscription.objects.filter(person=person)), by=by, at=at)


def forget(person: User, by: User, at: datetime) -> None:
    """Her account ends: how she was told goes with it, and where. The caller's transaction."""
    unsubscribe(person, by=by, at=at)
    for hers in Ways.objects.filter(person=person):
        record("notices.forgotten", person, by=by, at=at, gone=[hers])
        hers.delete()
    Gathered.objects.filter(person=person).delete()


def notify(person: User, *, at: datetime) -> int:
    """Tell her browsers; returns how many took it. Raises nothing: it is beside the mail."""
    if not is_offered():
        return 0
    rows = list(PushSubscription.objects.filter(person=person).order_by("made_at"))
    if rows and push_is_safe_for(person, ways.of(person)):
        unsubscribe(person, by=None, at=at)
        return 0
    return sum(_tell(row, at) for row in rows)


def _tell(row: PushSubscription, at: datetime) -> bool:
    try:
        status = _send(urlsplit(open_for_house(row, "endpoint")), at)
    except (CryptoError, HTTPException, OSError) as error:
        logger.warning("push %s: %s", row.pk, type(error).__name__)
        return False
    if status in _GONE:
        with transaction.atomic():
            _drop([row], by=None, at=at)
    elif status >= 300:
        logger.warning("push %s: answered with %s", row.pk, status)
    return status < 300


def _send(to: SplitResult, at: datetime) -> int:
    """An empty message; every one is alike, so that none tells whether it was urgent."""
    origin, until = f"https://{to.netloc}", at + HOLDS
    headers = {
        "Authorization": vapid.authorization(settings.VAPID_KEY, origin, _contact(), until),
        "TTL": str(int(KEPT.total_seconds())),
        "Urgency": "high",
        "Content-Length": "0",
    }
    path = f"{to.path}?{to.query}" if to.query else to.path
    line = HTTPSConnection(to.netloc, timeout=SECONDS, context=ssl.create_default_context())
    try:
        line.request("POST", path, None, headers)
        return line.getresponse().status
    finally:
        line.close()


def _contact() -> str:
    return f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}"


def _drop(rows: list[PushSubscription], *, by: User | None, at: datetime) -> None:
    if rows:
        record("push.switched_off", rows[0], by=by, at=at, gone=rows, count=len(rows))
        PushSubscription.objects.filter(pk__in=[row.pk for row in rows]).delete()


@guard
def push_is_safe_for(person: User, hers: Ways) -> str:
    """Nobody who is in China is told by push: who sends it and to whom passes through others."""
    if person.time_zone not in _THERE and not ways.is_in_china(hers):
        return ""
    return _("Not in China: that you are told something passes through the browser's maker, and"
             " shows on a screen.")  # fmt: skip


@guard
def push_service_is_known(endpoint: str) -> str:
    """A push goes to a service of a browser's maker that the house has named, and nowhere else."""
    try:
        to = urlsplit(endpoint)
    except ValueError:
        to = urlsplit("")
    known = any(_matches(to.netloc.lower(), one) for one in settings.PUSH_SERVICES)
    if to.scheme == "https" and known and len(endpoint) <= 1000:
        return ""
    return _("This browser is told by a service that is not known here.")


def _matches(netloc: str, known: str) -> bool:
    return netloc.endswith(known[1:]) if known.startswith("*.") else netloc == known
