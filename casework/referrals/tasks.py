"""What beat asks a worker to do with referrals. Clocks only; no key ever comes here."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from casework.referrals import lapses, links, silence


@shared_task
def end_packets() -> None:
    """Delete what a partner could read for 72 hours."""
    links.sweep(now())


@shared_task
def ask_about_lapsed() -> None:
    """Have the desks look at what is under way with a partner whose agreement has run out."""
    lapses.sweep(now())


@shared_task
def note_silence() -> None:
    """Note what no partner answered in time."""
    silence.sweep(now())
