"""What beat asks a worker to do. Ids and clocks only; no key ever comes here."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from casework.reminders import (
    alive,
    delivery,
    ladder,
    partners,
    passed_windows,
    seal_alarms,
    standing_in,
    unattended,
    untold,
)


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
    """Tell supervisors what is late."""
    ladder.sweep(now())


@shared_task
def look_after_unattended() -> None:
    """Tell administrators where nobody can be told."""
    unattended.sweep(now())


@shared_task
def tell_of_decisions() -> None:
    """Let each decision that waits be a task of whoever can make it."""
    untold.sweep(now())


@shared_task
def ask_about_partners() -> None:
    """Let what is asked about partners wait for whoever is a supervisor now."""
    partners.sweep(now())


@shared_task
def follow_windows() -> None:
    """Let a window that has passed be followed by the next."""
    passed_windows.sweep(now())


@shared_task
def tell_of_the_log() -> None:
    """Tell administrators what is wrong with the log."""
    seal_alarms.sweep(now())
