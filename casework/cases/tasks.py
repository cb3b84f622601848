"""What beat asks a worker to do with cases. Clocks only; no key ever comes here."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from casework.access import revoking
from casework.audit import growth
from casework.cases import lapses, plans, terms, transfer_ends


@shared_task
def lapse() -> None:
    """Close again what was reopened and that nobody confirmed."""
    lapses.sweep(now())


@shared_task
def end_hours() -> None:
    """Take back what was opened in an emergency, when its hour is over."""
    revoking.end_over(now())


@shared_task
def end_silent_transfers() -> None:
    """Let the work go on where another organisation did not answer in time."""
    transfer_ends.sweep(now())


@shared_task
def end_records() -> None:
    """Erase drafts whose time is over; ask two people about every other record that is."""
    plans.sweep(now())


@shared_task(soft_time_limit=3300, time_limit=3600)
def drop_old_entries() -> None:
    """Let go what the log need not hold any longer: years of it, read and checked before."""
    at = now()
    growth.drop_old(before=terms.log_kept_since(at), at=at)
