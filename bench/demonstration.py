"""A demonstration to be measured or looked at, started and stopped as by a person at a terminal."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

_SECONDS_TO_START: Final = 900
_SECONDS_TO_STOP: Final = 30


@dataclass(frozen=True)
class Demonstration:
    port: int
    pid: int
    # From its start until it said that it is ready.
    seconds: float
    # Passphrases by user name.
    people: dict[str, str]


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, var: Path, environment: Mapping[str, str]
) -> Iterator[Demonstration]:
    """`command` is run in `folder` and founds it in `var`."""
    port, start = _free_port(), time.perf_counter()
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            _wait_until_ready(child, log)
            yield Demonstration(port, child.pid, time.perf_counter() - start, _people(var))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGINT)
            child.wait(timeout=_SECONDS_TO_STOP)


def _wait_until_ready(child: subprocess.Popen[str], log: IO[str]) -> None:
    limit = threading.Timer(_SECONDS_TO_START, os.killpg, (child.pid, signal.SIGTERM))
    limit.start()
    assert child.stdout is not None
    try:
        is_ready = any("casework is ready at" in line for line in child.stdout)
    finally:
        limit.cancel()
    assert is_ready, f"It ended before it was ready:\n{_last_lines(log)}"


def _people(var: Path) -> dict[str, str]:
    lines = (var / "demo-people").read_text(encoding="utf-8").splitlines()
    rows = [re.split(r" {2,}", line.strip()) for line in lines if line.strip()]
    return {row[0]: row[1] for row in rows if row[0] != "username"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _last_lines(log: IO[str]) -> str:
    log.seek(0)
    return "".join(log.readlines()[-15:])
