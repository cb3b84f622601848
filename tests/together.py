"""Several people at the same moment, each in her own connection."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def together(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run all at once; what each raised."""
    barrier = Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            act()
        except Exception as error:  # noqa: BLE001  # each test says which it expects
            raised[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised
