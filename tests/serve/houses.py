"""Real starts of the whole house, each in a folder of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.serve.environment import SERVERS
from config.serve.place import CLONE

# A start that embeds everything takes its settings from nobody; CELERY_… and the like may stay.
_SETTINGS = {*SERVERS, "CASEWORK_MODE", "SECRET_KEY", "PROVIDER_FILE", "HIGH_WATER_FILE"}
_SETTINGS |= {"STATIC_ROOT", "MAIL_FOLDER", "PEOPLE_FILE", "READY_FOLDER", "HOST", "PORT"}
_SETTINGS |= {"DJANGO_SETTINGS_MODULE"}


class House:
    """`python -m config.serve` as a child of the test; what it says goes to a file."""

    def __init__(self, var: Path, port: int) -> None:
        self.var = var
        self.port = port
        self._child: subprocess.Popen[bytes] | None = None
        self._said = var.with_name(f"said-{port}")

    @property
    def output(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        self.begin()
        while "casework is ready" not in self.output:
            assert self.child.poll() is None, self.output
            time.sleep(0.05)

    def begin(self) -> None:
        with self._said.open("wb") as said:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "config.serve"],
                cwd=CLONE,
                env={**plain_environment(), "VAR_FOLDER": str(self.var), "PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    @property
    def child(self) -> "subprocess.Popen[bytes]":
        assert self._child is not None
        return self._child

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        self.child.send_signal(with_signal)
        return self.ended()

    def ended(self) -> int:
        """Its exit status."""
        return self.child.wait(timeout=30)

    def processes(self) -> dict[int, str]:
        """Every process below the launcher, itself included, by its id."""
        return {self.child.pid: _command(self.child.pid), **_below(self.child.pid)}

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command of manage.py, with the settings that the running web server has."""
        web = next(pid for pid, line in self.processes().items() if "gunicorn" in line)
        told = Path(f"/proc/{web}/environ").read_text().rstrip("\0").split("\0")
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=CLONE,
            env=dict(line.split("=", 1) for line in told),
            capture_output=True,
            text=True,
            check=False,
        )

    def end_by_force(self) -> None:
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()


_TELL = "import json, os; print(json.dumps(dict(os.environ)), flush=True); input()"


@contextmanager
def running_services(**settings: str) -> Iterator[dict[str, str]]:
    """What a command under `config.serve.services` finds in its environment, while it runs."""
    child = subprocess.Popen(
        [sys.executable, "-m", "config.serve.services", "--", sys.executable, "-c", _TELL],
        cwd=CLONE,
        env={**plain_environment(), **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    found: dict[str, str] = json.loads(child.stdout.readline())
    try:
        yield found
    finally:
        child.communicate("\n", timeout=20)
    assert child.returncode == 0
    assert not Path(found["PROVIDER_FILE"]).parent.exists()


def plain_environment() -> dict[str, str]:
    """This environment without the settings that the test run itself was given."""
    return {name: value for name, value in os.environ.items() if name not in _SETTINGS}


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def still_running(processes: dict[int, str], *, seconds: float) -> dict[int, str]:
    """Which of `processes` are still there once `seconds` have passed, or none as soon as none."""
    deadline = time.monotonic() + seconds
    while True:
        left = {pid: text for pid, text in processes.items() if text and _command(pid) == text}
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def _command(pid: int) -> str:
    """Empty for one that has ended, a zombie included."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _below(parent: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            match = re.search(r"^PPid:\t(\d+)$", status.read_text(), re.MULTILINE)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if match and int(match[1]) == parent:
            child = int(status.parent.name)
            found |= {child: _command(child), **_below(child)}
    return found
