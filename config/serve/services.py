"""Runs a command over a database and a broker of its own, which are gone afterwards::

    python -m config.serve.services -- python -m pytest

With `--durable` before the `--` the database waits for the disk at each COMMIT, as in a house that
lasts: for measurements. The command finds DATABASE_URL (the app's role), OWNER_DATABASE_URL (may
make databases), BROKER_URL and throw-away values for every other required setting that its caller
has not set.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from config.serve.embedded import temporary
from config.serve.halt import Halt, Stopped
from config.serve.processes import Supervisor, die_with_parent

_SECONDS_TO_STOP = 20


def main(arguments: list[str]) -> int:
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    command = command[1:] if command[:1] == ["--"] else command
    if not command:
        print("Usage: python -m config.serve.services [--durable] -- COMMAND…", file=sys.stderr)
        return 2
    os.umask(0o077)
    supervisor = Supervisor()
    supervisor.listen()
    try:
        with temporary(supervisor, durable=durable) as environment:
            return _run(command, environment, supervisor)
    except Stopped:
        return 130
    except Halt as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: Sequence[str], environment: Mapping[str, str], supervisor: Supervisor) -> int:
    """In this process group and with this terminal, so that Ctrl-C reaches the command itself."""
    child = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent())
    try:
        supervisor.until(lambda: child.poll() is not None, command[0], seconds=float("inf"))
    finally:
        _end(child)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _end(child: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _SECONDS_TO_STOP
    if child.poll() is None:
        child.terminate()
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    if child.poll() is None:
        child.kill()
        child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
