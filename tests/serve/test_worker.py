"""What a Celery worker loads, in a process of its own: its tasks, and no key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOAD = """
import sys
from config.celery import app
app.loader.import_default_modules()
print(*sorted(name for name in app.tasks if name.startswith("casework.")), sep="\\n")
assert "casework.vault.keyring" not in sys.modules
scheduled = {row["task"] for row in app.conf.beat_schedule.values()}
assert scheduled == {name for name in app.tasks if name.startswith("casework.")}
import casework.vault.keyring
"""


def test_a_worker_has_its_tasks_and_cannot_import_the_keyring() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "casework.reminders.tasks.sweep" in done.stdout.splitlines()
    assert done.stderr.rstrip().endswith("ImportError: A worker process holds no keys.")
