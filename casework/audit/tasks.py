"""The log's own work. Each may run twice."""

from celery import shared_task
from django.utils.timezone import now

from casework.audit import alarms, checkpoints, growth, high_water, nightly, refusals, witnesses
from casework.audit.checkpoints import Unsound
from casework.audit.high_water import HighWaterError
from casework.audit.tree import HashMissing

HOURS = 3600


@shared_task
def raise_high_water() -> None:
    high_water.write()


@shared_task
def write_waiting_refusals() -> None:
    refusals.write_waiting(now())


@shared_task
def sign_checkpoint() -> None:
    """Sign where the log stands, if it is time, and show it to every witness that has not seen it.

    A log that is not signed is shown to nobody, and its witnesses' last word stands.
    """
    try:
        checkpoints.sign_due(now())
    except (Unsound, HashMissing) as error:
        alarms.ring(alarms.SIGNING, at=now(), number=error.number)
        raise
    except HighWaterError:
        alarms.ring(alarms.SIGNING, at=now())
        raise
    alarms.clear(alarms.SIGNING)
    witnesses.hand_over(now())


@shared_task(soft_time_limit=6 * HOURS, time_limit=7 * HOURS)
def verify_nightly() -> None:
    nightly.verify_due(now)


@shared_task
def make_room() -> None:
    """Parts of the log that are made before they are needed."""
    growth.make_room(now())
