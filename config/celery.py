"""The Celery application: worker and beat.

Rows are the queue: beat sends the name of a sweep, the sweep finds its due rows. Messages carry ids
and nothing else, results are kept nowhere, and a message that is lost costs one interval. What is
swept how often stands in `config.sweeps`.
"""

import os

from celery import Celery
from celery.signals import after_task_publish, beat_init, worker_ready
from django.utils.timezone import now

from config.serve.probes import BEAT_READY, WORKER_READY, mark_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# From here on importing the keyring fails: what runs here works on rows and ids alone.
os.environ["CASEWORK_PROCESS"] = "worker"
# Django's checks import every page, and with them the keyring; the start has run them already.
os.environ["CELERY_SKIP_CHECKS"] = "yes"

app = Celery("casework")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,  # a killed worker's task is taken up again: each is safe to run twice
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,  # the settings' filter stands before every handler
    worker_send_task_events=False,
    # A sweep that hangs is ended; what it had claimed is taken up again when its lease is over.
    task_soft_time_limit=240,
    task_time_limit=300,
    broker_connection_retry_on_startup=True,
    enable_utc=True,
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def note_worker(**_: object) -> None:
    mark_ready(WORKER_READY)


@beat_init.connect
def note_beat(**_: object) -> None:
    mark_ready(BEAT_READY)


@after_task_publish.connect
def note_beat_at_work(**_: object) -> None:
    """Nobody but beat sends messages."""
    from casework.reminders import alive

    alive.mark(alive.Process.BEAT, now())
