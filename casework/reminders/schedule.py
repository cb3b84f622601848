"""When beat calls the tasks of this app; `config.settings` puts it into CELERY_BEAT_SCHEDULE."""

from __future__ import annotations

from typing import Any, Final

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    # A sweep that finds no worker for a minute is of no use later: the next one finds all it would.
    "reminders": {
        "task": "casework.reminders.tasks.sweep",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
}
