"""A worker is killed, as when the power goes, in the middle of a delivery: none is lost, and what
went twice went under one name.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import delivery
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Delivery, Due
from tests import make
from tests.reminders.conftest import give_address

DUE = make.NOW + timedelta(hours=24)

# A worker of the product, with a mail server that stops at one point and never comes back.
WORKER = """
import sys, time
from datetime import datetime
import django
django.setup()
from django.core.mail.backends import filebased
from casework.reminders import delivery

def stop():
    print("in the middle", flush=True)
    time.sleep(600)

class Stopping(filebased.EmailBackend):
    def open(self):
        if sys.argv[1] == "before":
            stop()
        return super().open()

    def send_messages(self, messages):
        sent = super().send_messages(messages)
        self.stream.flush()
        stop()
        return sent

filebased.EmailBackend = Stopping
delivery.sweep(datetime.fromisoformat(sys.argv[2]))
"""


@pytest.fixture
def case(house: make.House) -> Case:
    give_address(house.caseworker.user, "worker@example.org")
    return make.opened(house, risk=Risk.HIGH)


def kill_worker(point: str, at: datetime, folder: Path) -> None:
    """Start a worker process, wait until it is at `point` of a delivery, and kill it there."""
    database = settings.DATABASES["default"]
    app, host = database["USER"], database["HOST"] or "localhost"
    port, word = database["PORT"] or "5432", database["PASSWORD"]
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CASEWORK_PROCESS": "worker",
        "CASEWORK_MODE": "demo",
        "DATABASE_URL": f"postgresql:///{database['NAME']}?host={host}&port={port}&user={app}"
        + (f"&password={word}" if word else ""),
        "PROVIDER_FILE": str(settings.PROVIDER_FILE),
        "MAIL_FOLDER": str(folder),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, point, at.isoformat()],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == "in the middle\n"
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def mails_sent(folder: Path) -> list[str]:
    """Their Message-IDs."""
    ours = [one.extra_headers["Message-ID"] for one in mail.outbox]
    lines = [line for file in folder.iterdir() for line in file.read_text().splitlines()]
    return ours + [line.split(": ")[1] for line in lines if line.startswith("Message-ID: ")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("point", "mails"),
    [
        # Before the mail server had it: the lease ends, and the next worker sends it.
        ("before", 1),
        # After the mail server took it, before we could write that down: whoever gets it drops one.
        ("after", 2),
    ],
)
def test_killed_worker_loses_no_notice(case: Case, tmp_path: Path, point: str, mails: int) -> None:
    kill_worker(point, DUE, tmp_path)
    assert delivery.sweep(DUE + timedelta(minutes=1)) == 0
    later = DUE + delivery.LEASE + delivery.BY_CHANCE
    assert delivery.sweep(later) == 1
    assert delivery.sweep(DUE + 2 * delivery.LEASE) == 0
    due = Due.objects.get(case=case, kind__in=FOLLOW_UPS)
    assert (due.delivery, due.delivered_at) == (
        Delivery.DELIVERED,
        DUE + delivery.LEASE + delivery.BY_CHANCE,
    )
    sent = mails_sent(tmp_path)
    assert (len(sent), len(set(sent))) == (mails, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_row_once(house: make.House) -> None:
    give_address(house.caseworker.user, "worker@example.org")
    for label in ("grey scarf", "blue kettle", "old lantern", "tin boat"):
        make.opened(house, risk=Risk.HIGH, label=label)

    def work(_number: int) -> int:
        try:
            return delivery.sweep(DUE)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as workers:
        told = sum(workers.map(work, range(2)))
    assert (told, len(mail.outbox)) == (4, 4)
