"""What runs by itself, in words for the administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from casework.reminders.alive import Process, last_seen, silent

_WORDS: Final = {
    Process.WORKER: (_("Sweeps and mails"), _("Nobody sweeps: mails wait, and nothing is lost.")),
    Process.BEAT: (_("Their clock"), _("Nobody starts the sweeps: mails wait, nothing is lost.")),
}


class Running(NamedTuple):
    """One process; `seen` is None until its first mark since the store was started."""

    words: str
    seen: datetime | None
    is_silent: bool
    what_to_know: str


def processes(at: datetime) -> list[Running]:
    """In the order in which a person would mend them."""
    gone = silent(at)
    return [
        Running(str(words), seen, process in gone, str(told))
        for process, seen in last_seen().items()
        for words, told in (_WORDS[process],)
    ]
