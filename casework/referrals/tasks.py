"""What beat asks a worker to do with referrals. Clocks only; no key ever comes here."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from casework.referrals import links


@shared_task
def end_packets() -> None:
    """Delete what a partner could read for 72 hours."""
    links.sweep(now())
