"""Giving notice of what is due. Run by a worker, which holds no key: it sees rows, never a record.

The notice in the app is the row itself: home shows it as soon as it is due, whatever becomes of
the mail. For the mail nobody can promise "exactly once": a mail server may have taken a mail whose
answer never reached us. Two errors are possible, none or two, and we choose:

1. A row is claimed in one short transaction (`SKIP LOCKED`, so that two workers never meet). The
   claim is a lease: a worker that dies before the mail is handed over loses it, and another sends.
2. The connection to the mail server is opened first. Only then the row is marked `handed_over`, in
   its own transaction, and the mail follows at once. A worker that dies after this mark may or may
   not have sent it; it is not sent again. So a mail is sent at most once, and it is lost only when
   the worker dies in the instant between the mark and the server's taking it. Then home still
   shows the task, and an overdue follow-up still reaches the supervisor.
3. The server's refusal is an answer: the mark is taken back and the row is tried again, five times,
   each after twice the time of the last and a little more by chance, so that those that failed
   together are not tried together.
4. `delivered` is marked in a second transaction, together with its entry in the log.

The Message-ID is the same for the same row, for servers and mailboxes that drop doubles.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from secrets import randbelow
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house
from casework.audit.log import record
from casework.crypto.errors import CryptoError
from casework.reminders import mails, policies, reach, ways
from casework.reminders.kinds import CLIMBING, Kind
from casework.reminders.models import Delivery, Due

# How long the first try is waited for; each further one twice as long.
LEASE = timedelta(minutes=5)
BY_CHANCE = timedelta(seconds=60)
TRIES = 5
# A sweep ends after so many rows; the next minute brings the next.
AT_MOST = 500

logger = logging.getLogger(__name__)


class Refused(Exception):
    """The mail server said no; nothing was sent."""


def sweep(at: datetime) -> int:
    """Deliver what is due at `at`; returns how many. Safe to run twice, also at the same time."""
    set_aside_hopeless(at)
    delivered = 0
    for _number in range(AT_MOST):
        due = claim_next(at)
        if due is None:
            break
        delivered += deliver(due, at)
    return delivered


@transaction.atomic
def claim_next(at: datetime) -> Due | None:
    """Take the next row for the length of a lease, or None when nothing is left to do."""
    free = Due.objects.to_deliver(at, leases=_leases()).filter(tries__lt=TRIES)
    due = free.select_for_update(skip_locked=True, of=("self",)).first()
    if due is None:
        return None
    if due.delivery == Delivery.WAITING:
        due.delivery = Delivery.CLAIMED
    due.claimed_at = at + timedelta(seconds=randbelow(BY_CHANCE.seconds))
    due.tries += 1
    due.save(update_fields=["delivery", "claimed_at", "tries"])
    return due


def deliver(due: Due, at: datetime) -> bool:
    """Send the mail unless it may have gone already, and mark the row. False: to be tried again."""
    try:
        if due.delivery == Delivery.CLAIMED and not _mail(due, at):
            return False
    except Refused:
        logger.warning("reminder %s: the mail server refused it", due.pk)
        _mark(due, Delivery.CLAIMED)
        return False
    except CryptoError:
        logger.warning("reminder %s: the address of its owner cannot be opened", due.pk)
        return False
    except OSError as error:
        logger.warning("reminder %s: mail server: %s", due.pk, type(error).__name__)
        return False
    return _finish(due, at)


@transaction.atomic
def set_aside_hopeless(at: datetime) -> int:
    """Rows that failed five times wait no more for a mail; home shows them, and the log says so."""
    hopeless = Due.objects.to_deliver(at, leases=_leases()).filter(tries__gte=TRIES)
    rows = list(hopeless.select_for_update(skip_locked=True, of=("self",)))
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


def _mail(due: Due, at: datetime) -> bool:
    """Hand the notice to the mail server. False when the row was moved or done meanwhile, or waits
    for the hours of whoever reads it.

    Raises Refused, OSError (before it was handed over) and CryptoError.
    """
    reader = reader_of(due, at)
    address = open_for_house(reader, "email") if reader else ""
    if reader is None or not address:
        return True
    moment = at if due.notice_at else ways.goes_at(ways.of(reader), due.kind, due.case.risk, at)
    if moment is None:
        return True  # she wants no mail about it
    if moment > at:
        _hold(due, moment, at)
        return False
    mail = mails.task_due(address, language=reader.language, row_id=due.pk)
    with get_connection() as connection:
        if not _hand_over(due, reader, at):
            return False
        try:
            connection.send_messages([mail])
        except (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError) as error:
            raise Refused from error
        except OSError as error:
            # No answer: it may have been taken, so it is not sent again.
            logger.warning("reminder %s: no answer: %s", due.pk, type(error).__name__)
    return True


def _hold(due: Due, moment: datetime, at: datetime) -> None:
    """Until her morning. Home shows it all the while, and whoever is told when it is late is."""
    free = {"claimed_at": None, "tries": 0}
    _mark(due, Delivery.WAITING, notice_at=moment, climbs_at=_climbs_at(due, at), **free)


@transaction.atomic
def _hand_over(due: Due, reader: User, at: datetime) -> bool:
    """From here on it is not sent again. What waited for the same hour and reaches the same reader
    goes along in this mail.
    """
    if not _mark(due, Delivery.HANDED_OVER):
        return False
    if due.notice_at is None:
        return True
    beside = Due.objects.pending().filter(owner=due.owner_id, notice_at__lte=at)
    beside = beside.filter(delivery=Delivery.WAITING).exclude(pk=due.pk)
    waiting = beside.select_related("owner", "case")
    for other in waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk"):
        if reader_of(other, at) != reader:
            continue
        other.delivery, other.delivered_at = Delivery.DELIVERED, at
        other.save(update_fields=["delivery", "delivered_at"])
        record("reminder.delivered", other, by=None, at=at)
    return True


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
def _finish(due: Due, at: datetime) -> bool:
    mine = _mark(due, Delivery.DELIVERED, delivered_at=at, climbs_at=_climbs_at(due, at))
    if mine:
        record("reminder.delivered", due, by=None, at=at)
    return mine


def _mark(due: Due, delivery: Delivery, **columns: datetime | int | None) -> bool:
    """Only while the claim is still ours: a row that was moved or snoozed has lost its claim."""
    mine = Due.objects.pending().filter(pk=due.pk, claimed_at=due.claimed_at)
    return mine.update(delivery=delivery, **columns) == 1
