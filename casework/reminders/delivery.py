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
4. What waited for the same hour of its reader is told in one mail (`gathered`), claimed for itself:
   rows that several workers hold at once are told together all the same, and once.
5. What fails keeps its claim and is tried again, five times, each after twice the time of the last
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

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from casework.access.errors import require
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.audit import sweeps
from casework.audit.log import record
from casework.crypto.encoding import Part
from casework.crypto.errors import CryptoError
from casework.reminders import gathered, mails, policies, push, reach, ways
from casework.reminders.kinds import CLIMBING, FOR_ADMINISTRATORS, OF_PARTNERS, Kind
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
    if told is None or not _finish(due, at):
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
    """Who was told by a mail; None: nobody wants one, or one told her of this row already."""

    reader: User | None


def _mail(due: Due, at: datetime, post: Post) -> Told | None:
    """Hand the notice to the mail server. None: the row was moved or done meanwhile, or waits for
    the hours of its reader, or for a mail that another worker is about to send.

    Raises NotSent and CryptoError.
    """
    reader = reader_of(due, at)
    if reader is None:
        return Told(None)
    moment = at if due.notice_at else ways.goes_at(ways.of(reader), due.kind, due.risk, at)
    if moment is None:
        return Told(None)
    if moment > at:
        _hold(due, moment, at)
        return None
    if not _mine(due).exists():
        return None
    if due.notice_at and due.notice_at <= at:
        return _mail_together(due.notice_at, reader, at, post)
    _send(reader, (due.pk, due.falls_due.isoformat()), at, post)
    return Told(reader)


def _mail_together(waited: datetime, reader: User, at: datetime, post: Post) -> Told | None:
    """One mail for all that waited for hours of hers until now."""
    if gathered.is_told(reader, waited):
        return Told(None)
    waiting = Due.objects.of(reader, at).pending().filter(notice_at__lte=at)
    waiting = waiting.filter(delivery__in=(Delivery.WAITING, Delivery.CLAIMED))
    found = waiting.aggregate(hour=Max("notice_at"), rows=Count("pk"))
    hour = gathered.claim(reader, found["hour"] or waited, at, LEASE)
    if hour is None:
        return None
    _send(reader, (reader.pk, hour.isoformat()), at, post, is_one=found["rows"] < 2)
    gathered.sent(reader, at)
    return Told(reader)


def _send(
    reader: User, about: Sequence[Part], at: datetime, post: Post, *, is_one: bool = True
) -> None:
    if address := open_for_house(reader, "email"):
        post.send(mails.task_due(address, to=reader, about=about, at=at, is_one=is_one))


def _hold(due: Due, moment: datetime, at: datetime) -> None:
    """Until her morning. Home shows it all the while, and whoever is told when it is late is."""
    free = {"claimed_at": None, "tries": 0}
    _mark(due, Delivery.WAITING, notice_at=moment, climbs_at=_climbs_at(due, at), **free)


def reader_of(due: Due, at: datetime) -> User | None:
    """Whose home shows the task now: its owner, or who acts in her place while she is away.

    None where the case has gone to another desk.
    """
    if due.kind in OF_PARTNERS:  # every other supervisor has it too
        keeps = due.owner.is_admitted and due.owner.is_supervisor
        return due.owner if keeps else None
    if due.kind in FOR_ADMINISTRATORS:
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
def _finish(due: Due, at: datetime) -> bool:
    if not _mark(due, Delivery.DELIVERED, delivered_at=at, climbs_at=_climbs_at(due, at)):
        return False
    record("reminder.delivered", due, by=None, at=at)
    return True


def _mark(due: Due, delivery: Delivery, **columns: datetime | int | None) -> bool:
    return _mine(due).update(delivery=delivery, **columns) == 1


def _mine(due: Due) -> QuerySet[Due]:
    """While the claim is still ours: a row that was moved or snoozed has lost it."""
    claimed = {"delivery": Delivery.CLAIMED, "claimed_at": due.claimed_at}
    return Due.objects.pending().filter(pk=due.pk, **claimed)
