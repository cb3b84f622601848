"""One mail for all that waited for the same hour, also where several workers come upon it at once.

It is claimed as a row is (`delivery`), by a lease, on the one row that a person has here: the first
worker sends it, and what another one holds finds that it was told. It is named after the person and
the hour, and not after the task that happened to come first: cut off before its mark, it goes again
under the same Message-ID.

Whatever waited for an hour was due before it, so that a mail of that hour told of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction

from casework.accounts.models import User


class Gathered(models.Model):
    """How far the gathered mails of a person have come; a mark of use, in no hash."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+"
    )
    # The latest hour that a mail was begun for, and since when; NULL once that one was sent.
    hour = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"gathered {self.pk}"


def is_told(reader: User, hour: datetime) -> bool:
    hers = Gathered.objects.filter(person=reader, claimed_at__isnull=True)
    return hers.filter(hour__gte=hour).exists()


@transaction.atomic
def claim(reader: User, hour: datetime, at: datetime, lease: timedelta) -> datetime | None:
    """The hour that the mail is named after, if it is ours to send; one that was cut off keeps its
    own, unless a later one has come. None: another worker is at it, or has sent it.
    """
    begun = {"hour": hour, "claimed_at": at}
    rows = Gathered.objects.select_for_update()
    hers, is_new = rows.get_or_create(person=reader, defaults=begun)
    is_next = hers.claimed_at is None and hers.hour < hour
    is_left = hers.claimed_at is not None and hers.claimed_at <= at - lease
    if not (is_new or is_next or is_left):
        return None
    hers.hour, hers.claimed_at = max(hers.hour, hour), at
    hers.save()
    return hers.hour


def sent(reader: User, at: datetime) -> None:
    """The mail that was claimed at `at` is with the mail server."""
    Gathered.objects.filter(person=reader, claimed_at=at).update(claimed_at=None)
