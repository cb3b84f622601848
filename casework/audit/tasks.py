"""The log's own work. Each may run twice."""

from celery import shared_task
from django.utils.timezone import now

from casework.audit import high_water, refusals


@shared_task
def raise_high_water() -> None:
    high_water.write()


@shared_task
def write_waiting_refusals() -> None:
    refusals.write_waiting(now())
