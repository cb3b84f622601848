"""Giving notice of what is due. Run by a worker, which holds no key: it sees rows, never a record.

The notice in the app is the row itself: home shows it as soon as it is due, whatever becomes of
the mail. For the mail nobody can promise "exactly once": a mail server may have taken a mail whose
answer never reached us. Two errors are possible, none or two. One that is lost may cost her; one
that comes twice costs a glance, and mostly not even that:

1. Rows are claimed by the batch in one short transaction (`SKIP LOCKED`, so that two workers never
   meet). A claim is a lease: what a worker that died had claimed, another sends.
2. A batch has one connection to the mail server, opened with its first mail. Just before each mail
   it is asked whether the claim still holds: a task that was done meanwhile is not told.
3. After each mail its row is marked `delivered` in a transaction of its own, with its entry in the
   log. A worker that dies between the two, or a server that takes a mail and gives no answer,
   leaves the claim: the mail goes once more. Its Message-ID is the same for the same row and the
   same time, however often it goes, so that servers and mailboxes drop the second.
4. What fails keeps its claim and is tried again, five times, each after twice the time of the last
   and a little more by chance, so that those that failed together are not tried together. A row
   that fails in a way nobody foresaw does so alone: the others of its batch have their turn.

A sweep has no number of rows but a time (`SECONDS`): it ends before the next begins.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from secrets import randbelow
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from casework.access.errors import require
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.audit import sweeps
from casework.audit.log import record
from casework.crypto.errors import CryptoError
from casework.reminders import mails, policies, push, reach, ways
from casework.reminders.kinds import CLIMBING, Kind
from casework.reminders.models import Delivery, Due
from casework.reminders.post import NotSent, Post

# How long the first try is waited for; each further one twice as long.
LEASE = timedelta(minutes=5)
BY_CHANCE = timedelta(seconds=60)
TRIES = 5
# Claimed at a time, and how long a sweep claims and sends: the next minute brings the next one.
BATCH = 25
SECONDS = 50.0

logger = logging.getLogger(__name__)


def sweep(at: datetime) -> int:
    """Deliver what is due at `at`; returns how many. Safe to run twice, also at the same time.

    Raises, at the end, what nobody foresaw.
    """
    set_aside_hopeless(at)
    with Post() as post:
        return sweeps.each(_claimed(at, post), lambda due: deliver(due, at, post))


def _claimed(at: datetime, post: Post) -> Iterator[Due]:
    """Row by row, batch after batch, until nothing is left, or time is up, or no mail goes out."""
    ends = monotonic() + SECONDS
    while not post.is_silent and (rows := claim(at)):
        for number, due in enumerate(rows):
            if monotonic() > ends:
                put_back(rows[number:])
                return
            yield due
        post.close()


@transaction.atomic
def claim(at: datetime, most: int = BATCH) -> list[Due]:
    """Take the next rows for the length of a lease; empty when nothing is left to do."""
    free = Due.objects.to_deliver(at, leases=_leases()).filter(tries__lt=TRIES)
    rows = list(free.select_for_update(skip_locked=True, of=("self",))[:most])
    for due in rows:
        due.delivery = Delivery.CLAIMED
        due.claimed_at = at + timedelta(seconds=randbelow(BY_CHANCE.seconds))
        due.tries += 1
    Due.objects.bulk_update(rows, ["delivery", "claimed_at", "tries"])
    return rows


def put_back(rows: Sequence[Due]) -> None:
    """What there was no time for waits as before, and no try is counted."""
    for due in rows:
        _mark(due, Delivery.WAITING, claimed_at=None, tries=due.tries - 1)


def deliver(due: Due, at: datetime, post: Post) -> bool:
    """Send the mail, and mark the row. False: to be tried again, or there is nothing to tell."""
    try:
        told = _mail(due, at, post)
    except NotSent as error:
        logger.warning("reminder %s: mail server: %s", due.pk, error)
        return False
    except CryptoError:
        logger.warning("reminder %s: the address of its owner cannot be opened", due.pk)
        return False
    if told is None or not _finish(due, told.along, at):
        return False
    if told.reader is not None:
        push.notify(told.reader, at=at)
    return True


@transaction.atomic
def set_aside_hopeless(at: datetime) -> int:
    """Rows that failed five times wait no more for a mail; home shows them, and the log says so."""
    hopeless = Due.objects.to_deliver(at, leases=_leases()).filter(tries__gte=TRIES)
    rows = list(hopeless.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for due in rows:
        due.delivery = Delivery.SET_ASIDE
        due.climbs_at = _climbs_at(due, at)
        due.save(update_fields=["delivery", "climbs_at"])
        record("reminder.set_aside", due, by=None, at=at, outcome="failed")
    return len(rows)


@transaction.atomic
def try_again(*, by: User, at: datetime) -> int:
    """Send the mails that were set aside. Raises NotAllowed."""
    require(policies.can_try_mails_again(by), "can_try_mails_again")
    waiting = Due.objects.set_aside().update(delivery=Delivery.WAITING, tries=0)
    record("reminder.tried_again", by, by=by, at=at, reason=str(waiting))
    return waiting


def _leases() -> list[timedelta]:
    """Of each try."""
    return [LEASE * 2**tries for tries in range(TRIES)]


class Told(NamedTuple):
    """Whom a mail was for (None: nobody wants one), and the rows that went along in it."""

    reader: User | None
    along: list[UUID]


def _mail(due: Due, at: datetime, post: Post) -> Told | None:
    """Hand the notice to the mail server. None: the row was moved or done meanwhile, or waits for
    the hours of its reader.

    Raises NotSent and CryptoError.
    """
    reader = reader_of(due, at)
    if reader is None:
        return Told(None, [])
    moment = at if due.notice_at else ways.goes_at(ways.of(reader), due.kind, due.case.risk, at)
    if moment is None:
        return Told(None, [])
    if moment > at:
        _hold(due, moment, at)
        return None
    if not _mine(due).exists():
        return None
    along = _waited_too(due, reader, at)
    if address := open_for_house(reader, "email"):
        about = (due.pk, due.falls_due.isoformat())
        post.send(mails.task_due(address, to=reader, about=about, at=at, is_one=not along))
    return Told(reader, along)


def _waited_too(due: Due, reader: User, at: datetime) -> list[UUID]:
    """What waited for the same hour and reaches the same reader goes along in one mail."""
    if due.notice_at is None:
        return []
    beside = Due.objects.pending().filter(owner=due.owner_id, notice_at__lte=at)
    beside = beside.filter(delivery__in=(Delivery.WAITING, Delivery.CLAIMED)).exclude(pk=due.pk)
    waiting = beside.select_related("owner", "case").order_by("pk")
    return [other.pk for other in waiting if reader_of(other, at) == reader]


def _hold(due: Due, moment: datetime, at: datetime) -> None:
    """Until her morning. Home shows it all the while, and whoever is told when it is late is."""
    free = {"claimed_at": None, "tries": 0}
    _mark(due, Delivery.WAITING, notice_at=moment, climbs_at=_climbs_at(due, at), **free)


def reader_of(due: Due, at: datetime) -> User | None:
    """Whose home shows the task now: its owner, or who acts in her place while she is away.

    None where the case has gone to another desk.
    """
    if due.kind == Kind.UNATTENDED:
        is_told = due.case.hidden_at is None and due.owner.is_administrator
        return due.owner if is_told else None
    if due.kind == Kind.ERASURE_DUE:
        return due.owner if due.owner.is_admitted else None  # nobody acts in her place there
    own = [] if reach.is_away(due.owner, at) else [due.owner]
    readers = (*own, *reach.readers(due.owner, due.case.desk_id, at), due.owner)
    return next((one for one in readers if _reaches(one, due, at)), None)


def _reaches(person: User, due: Due, at: datetime) -> bool:
    return Due.objects.of(person, at).filter(pk=due.pk).exists()


def _climbs_at(due: Due, at: datetime) -> datetime | None:
    return at if due.kind in CLIMBING else None


@transaction.atomic
def _finish(due: Due, along: list[UUID], at: datetime) -> bool:
    if not _mark(due, Delivery.DELIVERED, delivered_at=at, climbs_at=_climbs_at(due, at)):
        return False
    record("reminder.delivered", due, by=None, at=at)
    others = Due.objects.pending().filter(pk__in=along).exclude(delivery=Delivery.DELIVERED)
    for other in others.select_for_update(skip_locked=True, of=("self",)).order_by("pk"):
        other.delivery, other.delivered_at = Delivery.DELIVERED, at
        other.save(update_fields=["delivery", "delivered_at"])
        record("reminder.delivered", other, by=None, at=at)
    return True


def _mark(due: Due, delivery: Delivery, **columns: datetime | int | None) -> bool:
    return _mine(due).update(delivery=delivery, **columns) == 1


def _mine(due: Due) -> QuerySet[Due]:
    """While the claim is still ours: a row that was moved, snoozed or told along has lost it."""
    claimed = {"delivery": Delivery.CLAIMED, "claimed_at": due.claimed_at}
    return Due.objects.pending().filter(pk=due.pk, **claimed)
