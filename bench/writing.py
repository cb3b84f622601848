"""What the log takes of a request that writes: `record`, and the seal at COMMIT."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from uuid import uuid4

from django.db import connection
from django.urls import reverse

from bench import stories
from bench.audit_log import disk
from bench.browser import Browser
from bench.figures import Figure, seconds
from bench.ground import new_database, wait_for_disk
from bench.stand_ins import replaced
from casework.audit import log
from casework.cases.models import Case
from tests import make

_ROUNDS = 80


class Clock:
    """Adds up the time spent in what it wraps, round by round."""

    def __init__(self) -> None:
        self._spent = 0.0
        self._rounds: list[float] = []

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return work(*given, **options)
            finally:
                self._spent += time.perf_counter() - start

        return timed

    def end_round(self) -> None:
        self._rounds.append(self._spent)
        self._spent = 0.0

    @property
    def milliseconds(self) -> float:
        """Of the middle round, so that one slow moment of the disk does not decide."""
        return statistics.median(self._rounds) * 1000


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        house = make.house()
        case = stories.full(house)
        wait_for_disk(owner)
        browser = Browser("caseworker")
        save = _saving(browser, case)
        save()
        with_log, without = [], []
        recording, committing, bare = Clock(), Clock(), Clock()
        for _ in range(_ROUNDS):
            with replaced(log.record, recording.around(log.record)), _commits(committing):
                with_log.append(seconds(save, 1))
            with replaced(log.record, lambda *given, **options: uuid4()), _commits(bare):
                without.append(seconds(save, 1))
            for clock in (recording, committing, bare):
                clock.end_round()
        waiting = disk()
    whole, lean = (statistics.median(side) * 1000 for side in (with_log, without))
    record, commit, plain = (clock.milliseconds for clock in (recording, committing, bare))
    return _figures(whole, lean, record, commit, plain, waiting)


def _figures(
    whole: float, lean: float, record: float, commit: float, plain: float, waiting: str
) -> list[Figure]:
    """The seal's share is what COMMIT takes longer with it: a note that is logged nowhere waits for
    the disk all the same. The whole COMMIT stands beside it, so that nobody has to take our word.
    """
    sealing = (
        f"record and the seal, of a saved note of {whole:.1f} ms: record {record:.2f} ms, and "
        f"COMMIT takes {commit:.2f} ms where one without an entry takes {plain:.2f} ms; to hold "
        f"against it, the whole request without the log: {lean:.1f} ms"
    )
    whole_commit = f"the same with the whole COMMIT, which any note waits for ({waiting})"
    return [
        Figure("audit_share", (record + commit - plain) / whole, "of 1", sealing),
        Figure("audit_share_commit", (record + commit) / whole, "of 1", whole_commit),
    ]


def _saving(browser: Browser, case: Case) -> Callable[[], bytes]:
    path = reverse("note_new", args=[case.code])
    return lambda: browser.post(path, text=stories.told(4), once=str(uuid4()))


@contextmanager
def _commits(clock: Clock) -> Iterator[None]:
    with mock.patch.object(connection, "_commit", clock.around(connection._commit)):
        yield
