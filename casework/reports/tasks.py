"""What beat asks a worker to do. Ids and clocks only; no key ever comes here."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from casework.reports import lapsing, looking, quarters, telling


@shared_task
def look_for_unusual() -> None:
    """Look through what came into the log, and pass on what nobody answered."""
    looking.look(now())
    looking.pass_on(now())


@shared_task
def tell_of_alerts() -> None:
    """Tell whoever is to ask, or to answer."""
    telling.sweep(now())


@shared_task
def freeze_counts() -> None:
    """Keep the counts of the quarter that ended, which outlive the records."""
    quarters.sweep(now())


@shared_task
def end_unconfirmed() -> None:
    """Warn of access that nobody confirmed, and end it in the end."""
    lapsing.sweep(now())
