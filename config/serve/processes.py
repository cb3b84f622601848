"""Child processes that start, are watched, and end with the launcher, however the launcher ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from textwrap import indent
from types import FrameType

from config.serve.halt import Halt, Stopped

_PR_SET_PDEATHSIG = 1
_TICK = 0.05
_LINES_OF_LOG = 15
_C_LIBRARY = ctypes.CDLL(None)


class Process:
    """One child in a process group of its own, so that Ctrl-C reaches the launcher alone."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
        user: int | None = None,
        descriptors: Sequence[int] = (),
        folder: Path = Path("/"),
    ) -> None:
        self.name = name
        self.log = log
        self._stop_signal = stop_signal
        with log.open("ab") as output:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                cwd=folder,
                process_group=0,
                pass_fds=descriptors,
                preexec_fn=die_with_parent(stop_signal),
            )

    @property
    def status(self) -> int | None:
        """None while it runs; else its exit status, negative when a signal ended it."""
        return self._child.poll()

    def ask_to_stop(self, with_signal: signal.Signals | None = None) -> None:
        if self.status is None:
            self._child.send_signal(with_signal or self._stop_signal)

    def kill(self) -> None:
        """End what is left of the whole group, grandchildren included."""
        with suppress(ProcessLookupError):  # the group is empty: all of it has ended
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def last_lines(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LINES_OF_LOG:])


class Supervisor:
    """Starts children, waits for them without going deaf to signals, and stops them in order."""

    def __init__(self) -> None:
        self._tiers: list[list[Process]] = []
        self._stopping = False

    def listen(self) -> None:
        """From now on Ctrl-C, SIGTERM and a closed terminal end every wait with Stopped."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note_signal)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # else nohup asked to stay
            signal.signal(signal.SIGHUP, self._note_signal)

    @contextmanager
    def tier(self, *, seconds_to_stop: float) -> Iterator[None]:
        """Stops, at its end, what was added in it: first asked, then, when time is up, by force."""
        self._tiers.append([])
        try:
            yield
        finally:
            _stop_all(self._tiers.pop(), seconds=seconds_to_stop)

    def add(self, process: Process) -> Process:
        self._tiers[-1].append(process)
        return process

    def until(self, ready: Callable[[], bool], what: str, *, seconds: float) -> None:
        """Wait for `ready`. Raises Halt when time is up or a child died, Stopped on a signal."""
        deadline = time.monotonic() + seconds
        while not ready():
            self._check()
            if time.monotonic() > deadline:
                raise Halt(f"{what} was not ready within {seconds:.0f} seconds.")
            time.sleep(_TICK)

    def finish(self, process: Process, *, seconds: float) -> int:
        """Wait for a child that does its work and ends; returns its exit status."""
        try:
            self.until(lambda: process.status is not None, process.name, seconds=seconds)
        finally:
            process.kill()
        return process.status or 0

    def watch(self) -> None:
        """Wait for ever: until a signal (Stopped) or the death of a child (Halt)."""
        while True:
            self._check()
            time.sleep(_TICK * 4)

    def _check(self) -> None:
        if self._stopping:
            raise Stopped
        for process in (process for tier in self._tiers for process in tier):
            if process.status is not None:
                raise Halt(
                    f"{process.name} ended by itself with status {process.status}; "
                    f"the last lines of {process.log}:\n{indent(process.last_lines(), '  ')}"
                )

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True


def _stop_all(processes: list[Process], *, seconds: float) -> None:
    started = time.monotonic()
    for process in processes:
        process.ask_to_stop()
    while any(process.status is None for process in processes):
        if time.monotonic() - started > seconds:
            break
        time.sleep(_TICK)
    for process in processes:
        process.kill()


def die_with_parent(stop_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """Linux sends `stop_signal` to the child when the launcher dies, even by SIGKILL."""
    if sys.platform != "linux":
        return None
    parent = os.getpid()

    def set_signal() -> None:
        _C_LIBRARY.prctl(_PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # the launcher died between fork and prctl
            os._exit(1)

    return set_signal
