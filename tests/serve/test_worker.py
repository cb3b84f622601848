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


LIMITS = """
from config.celery import app
app.loader.import_default_modules()
from casework.reminders.delivery import LEASE
kept = app.conf
assert (kept.task_acks_late, kept.task_reject_on_worker_lost) == (True, True)
assert kept.worker_prefetch_multiplier == 1
assert 0 < kept.task_soft_time_limit < kept.task_time_limit <= LEASE.total_seconds()
assert (kept.task_ignore_result, kept.result_backend, kept.accept_content) == (True, None, ["json"])
for name, task in app.tasks.items():
    if name.startswith("casework."):
        assert (task.acks_late, task.reject_on_worker_lost) == (True, True), name
        assert 0 < task.soft_time_limit < task.time_limit, name
sweep = app.tasks["casework.reminders.tasks.sweep"]
assert (sweep.soft_time_limit, sweep.time_limit) == (240, 300)
"""


def test_a_worker_has_its_tasks_and_cannot_import_the_keyring() -> None:
    done = _in_a_worker(LOAD)
    assert "casework.reminders.tasks.sweep" in done.stdout.splitlines()
    assert done.stderr.rstrip().endswith("ImportError: A worker process holds no keys.")


def test_a_killed_workers_task_is_taken_up_again_and_a_hanging_one_is_ended() -> None:
    """Late acknowledgement, one message ahead, and limits within the lease of a claim."""
    done = _in_a_worker(LIMITS)
    assert done.returncode == 0, done.stderr


def _in_a_worker(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
