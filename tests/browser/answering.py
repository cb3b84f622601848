"""What the live server is busy with: tables are not emptied under a request that still runs."""

from __future__ import annotations

from threading import Condition

from django.core.signals import request_finished, request_started

SECONDS = 20


class Answering:
    """Counts the requests that have begun and not ended, in whatever thread."""

    def __init__(self) -> None:
        self._changed, self._running, self._is_over = Condition(), 0, False

    def watch(self) -> None:
        self._running, self._is_over = 0, False
        request_started.connect(self.begun)
        request_finished.connect(self.ended)

    def forget(self) -> None:
        request_started.disconnect(self.begun)
        request_finished.disconnect(self.ended)

    def begun(self, **_about: object) -> None:
        with self._changed:
            if self._is_over:
                raise ConnectionAbortedError("The page that sent this is closed.")
            self._running += 1

    def ended(self, **_about: object) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def end(self) -> None:
        """Until all are answered. A page sends its last draft while it is being closed: one that
        comes later still is not taken.
        """
        with self._changed:
            self._is_over = True
            assert self._changed.wait_for(lambda: self._running <= 0, SECONDS)
