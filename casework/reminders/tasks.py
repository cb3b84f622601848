"""What beat asks a worker to do. Ids and clocks only; no key ever comes here."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from casework.reminders import alive, delivery, ladder, passed_windows, standing_in, unattended


@shared_task
def sweep() -> None:
    """Give notice of what has fallen due, and leave a mark that somebody does."""
    alive.mark(alive.Process.WORKER, now())
    delivery.sweep(now())


@shared_task
def follow_stand_ins() -> None:
    """Let reviews wait for a deputy when her time begins, and for herself when it is over."""
    standing_in.sweep(now())


@shared_task
def climb() -> None:
    """Tell supervisors what is late, and administrators where nobody can be told; let a passed
    window be followed by the next.
    """
    at = now()
    passed_windows.sweep(at)
    unattended.sweep(at)
    ladder.sweep(at)
