"""What the live server is busy with: tables are not emptied under a request that still runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from django.core.signals import request_finished, request_started

SECONDS = 20


class Answering:
    """Counts the requests that have begun and not ended, in whatever thread."""

    def __init__(self) -> None:
        self._changed, self._running = Condition(), 0

    def begun(self, **_about: object) -> None:
        self._count(1)

    def ended(self, **_about: object) -> None:
        self._count(-1)

    def wait(self) -> None:
        """Until all are answered. A page sends its last draft while it is being closed."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._running <= 0, SECONDS)

    def _count(self, by: int) -> None:
        with self._changed:
            self._running += by
            self._changed.notify_all()


@contextmanager
def answering() -> Iterator[Answering]:
    counted = Answering()
    request_started.connect(counted.begun)
    request_finished.connect(counted.ended)
    yield counted
    request_started.disconnect(counted.begun)
    request_finished.disconnect(counted.ended)
