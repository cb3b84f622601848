"""Worker, beat, broker and database killed at random while a thousand rows are due: none is lost.

Over servers of its own, for the others' connections would be cut with it. Minutes long, because a
claim that died with its worker is waited for.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from config.serve import valkey
from config.serve.place import CLONE
from tests.serve.houses import running_services

ROWS = 1_000
# Long enough for a claim to die with its worker and to be taken up again, three times.
SECONDS = 1_500
PAUSE = 2.0

# A house, and rows that fell due an hour ago; the day is today, for workers go by the clock.
LAY = """
import sys
from datetime import timedelta
from uuid import uuid4
import django
django.setup()
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from casework.accounts.models import User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import new_entry, record
from casework.crypto.providers import create_file
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from tests import make
create_file(settings.PROVIDER_FILE)
with transaction.atomic():
    house = make.house()
    user, entry = User.objects.get(pk=house.caseworker.user.pk), new_entry()
    seal_for_house(user, "email", "worker@example.org")
    user.protect(entry).save()
    record("person.changed", user, by=None, at=now(), entry=entry, rows=[user])
    case = make.opened(house)
    at = now() - timedelta(hours=1)
    Due.objects.all().delete()
    Due.objects.bulk_create(
        Due(case=case, kind=Kind.REFERRAL_FEEDBACK, reference=uuid4(), owner=user, due_at=at)
        for _number in range(int(sys.argv[1]))
    )
"""


class Killed:
    """A process that is started again each time it was killed."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.start()

    def start(self) -> None:
        self.child = subprocess.Popen(
            self.command, cwd=CLONE, env=self.environment, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()
        self.start()


@pytest.mark.soak
def test_whatever_is_killed_each_row_is_delivered_once(tmp_path: Path) -> None:
    mails = tmp_path / "mail"
    mails.mkdir()
    with running_services() as servers:
        environment = {
            **os.environ,
            **servers,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CASEWORK_MODE": "demo",
            "PROVIDER_FILE": str(tmp_path / "provider"),
            "MAIL_FOLDER": str(mails),
        }
        _run([sys.executable, "manage.py", "migrate", "--database", "owner", "-v0"], environment)
        _run([sys.executable, "manage.py", "grant_app_role"], environment)
        _run([sys.executable, "-c", LAY, str(ROWS)], environment)
        environment["BROKER_URL"] = f"redis+socket://{tmp_path}/broker.sock"
        household = _household(tmp_path, environment)
        killed = _until_all_are_delivered(household, environment)
    sent = Counter(
        name
        for file in mails.iterdir()
        for name in re.findall(
            r"^Message-ID: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert len(sent) == ROWS, "some were lost"
    # Told twice, under one name, is only what was cut between the mail server and our mark: each
    # of two workers sends two at a time.
    assert sent.total() - ROWS <= 2 * killed["worker"] + 4 * killed["database"]
    assert min(killed.values()) > 0, killed


def _household(folder: Path, environment: dict[str, str]) -> list[Killed]:
    celery = [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet"]
    broker = ["--unixsocket", f"{folder}/broker.sock", "--port", "0", "--save", ""]
    found = [Killed("broker", [str(valkey.binary()), *broker, "--dir", str(folder)], environment)]
    for number in range(2):
        worker = ["worker", "--concurrency", "2", "--hostname", f"w{number}@%h"]
        beat = ["beat", "--schedule", f"{folder}/schedule-{number}", "--pidfile="]
        found.append(Killed("worker", [*celery, *worker], environment))
        found.append(Killed("beat", [*celery, *beat], environment))
    return found


def _until_all_are_delivered(household: list[Killed], environment: dict[str, str]) -> Counter[str]:
    """Kills one after the other, as chance has it; at the end nobody is left running."""
    killed: Counter[str] = Counter(dict.fromkeys(("broker", "worker", "beat", "database"), 0))
    chance, deadline = random.Random(20260601), time.monotonic() + SECONDS
    try:
        while waiting := _waiting(environment):
            assert time.monotonic() < deadline, f"{waiting} rows still wait"
            _start_a_sweep(environment)
            time.sleep(chance.uniform(PAUSE, 4 * PAUSE))
            one = chance.choice([*household, None])
            killed[one.name if one else "database"] += 1
            if one:
                one.kill()
            else:
                _kill_the_database(environment)
    finally:
        for each in household:
            each.child.kill()
            each.child.wait()
    return killed


def _waiting(environment: dict[str, str]) -> int:
    """A database that is just recovering is waited for."""
    while True:
        try:
            with psycopg.connect(environment["DATABASE_URL"]) as asked:
                found = asked.execute(
                    "SELECT count(*) FROM reminders_due WHERE delivery <> 'delivered'"
                ).fetchone()
        except psycopg.OperationalError:
            time.sleep(0.2)
        else:
            return int(found[0]) if found else 0


def _kill_the_database(environment: dict[str, str]) -> None:
    """One of its processes; PostgreSQL then ends all others and recovers from its journal."""
    recovering = suppress(psycopg.OperationalError)
    with recovering, psycopg.connect(environment["DATABASE_URL"]) as one:
        os.kill(one.info.backend_pid, signal.SIGKILL)


def _start_a_sweep(environment: dict[str, str]) -> None:
    """What beat does each minute; a broker that is just dead loses it, and nothing with it."""
    with Celery(broker=environment["BROKER_URL"]) as sender, suppress(OperationalError):
        sender.send_task("casework.reminders.tasks.sweep", retry=False)


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=CLONE, env=environment, check=True)
