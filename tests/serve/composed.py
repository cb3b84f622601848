"""Runs what docker-compose.yml says, as it stands, without docker.

Only what a container would put in place is put in place here: where secrets, sockets and volumes
lie, which address a server takes, which Python is meant. What the image of `db` does at its first
start is done here as its entry point does it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from config.serve import secrets, valkey
from config.serve.identity import Identity, identity
from config.serve.place import CLONE, short_folder, write_private
from config.serve.processes import Process, Supervisor
from tests.serve.houses import free_port, plain_environment

FILE: dict[str, Any] = yaml.safe_load((CLONE / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = FILE["services"]
LOSABLE = ("-c", "fsync=off", "-c", "full_page_writes=off")
ASK = """#!{python}
# valkey-cli, which is not packaged: it sends its words and prints the answer without its mark.
import socket, sys
with socket.create_connection(("127.0.0.1", {port}), timeout=2) as server:
    server.sendall(" ".join(sys.argv[1:]).encode() + b"\\r\\n")
    print(server.recv(200).decode().strip()[1:])
"""


def config_text(name: str) -> str:
    return (CLONE / FILE["configs"][name]["file"]).read_text(encoding="utf-8")


class House:
    """`db` and `broker` run; the other services are run one by one."""

    def __init__(self, folder: Path, who: Identity, supervisor: Supervisor) -> None:
        self.folder = folder
        self.ports = {name: str(free_port()) for name in ("db", "broker", "web")}
        self._who = who
        self._supervisor = supervisor
        secrets.write(folder / "secrets")
        for name in ("house", "static", "mail", "bin"):
            (folder / name).mkdir()
        for path in (folder / "secrets").glob("*_url"):
            path.chmod(0o600)
            path.write_text(self._reachable(path.read_text(encoding="ascii")), encoding="ascii")

    @property
    def environment(self) -> dict[str, str]:
        """What the file gives to the preparation, which is given the most."""
        given: dict[str, Any] = SERVICES["prepare"]["environment"]
        told = {name: self.here(str(value)) for name, value in given.items()}
        lasting = {"HOSTNAME": socket.gethostname(), "PYTHONPATH": os.fspath(CLONE)}
        return {**plain_environment(), **told, **lasting, "PORT": self.ports["web"]}

    @property
    def inside_db(self) -> dict[str, str]:
        """As a command finds it that is run in the container of `db`."""
        given: dict[str, str] = SERVICES["db"]["environment"]
        paths = f"{self.folder / 'bin'}:{self._who.binaries}:{os.environ['PATH']}"
        place = {"PGHOST": os.fspath(self._who.sockets), "PGPORT": self.ports["db"]}
        return {"PATH": paths, **place, **given}

    def command(self, name: str) -> list[str]:
        told = SERVICES[name]["command"]
        words = shlex.split(told) if isinstance(told, str) else told
        return [sys.executable if word == "python" else self.here(word) for word in words]

    def run(self, words: str) -> subprocess.CompletedProcess[str]:
        """As `docker compose run web` does; without the owner's password, as there."""
        command = [sys.executable if word == "python" else word for word in shlex.split(words)]
        return self._ended(command, self._without_owner())

    def prepare(self) -> subprocess.CompletedProcess[str]:
        return self._ended(self.command("prepare"), self.environment)

    @contextmanager
    def started(self, name: str) -> Iterator[None]:
        with subprocess.Popen(self.command(name), cwd=CLONE, env=self._without_owner()) as child:
            try:
                yield
            finally:
                child.terminate()
                child.wait(timeout=30)

    def until_healthy(self, name: str) -> None:
        kind, *asked = SERVICES[name]["healthcheck"]["test"]
        text = shlex.join(asked) if kind == "CMD" else asked[0]
        words = self.here(text).replace("$$", "$").replace("python ", f"{sys.executable} ")
        inside = self.inside_db if name in {"db", "broker"} else self._without_owner()
        deadline = time.monotonic() + 60
        while subprocess.run(["sh", "-c", words], cwd=CLONE, env=inside).returncode:
            assert time.monotonic() < deadline, f"{name} is not healthy"
            time.sleep(1)  # each question is a process, and takes from what it waits for

    def start_broker(self) -> None:
        client = self.folder / "bin" / "valkey-cli"
        client.write_text(ASK.format(python=sys.executable, port=self.ports["broker"]))
        client.chmod(0o700)
        told = ["--port", self.ports["broker"], "--bind", "127.0.0.1", "--dir", str(self.folder)]
        command = [str(valkey.binary()), *self.command("broker")[1:], *told]
        log = self.folder / "broker.log"
        self._supervisor.add(Process("broker", command, environment={}, log=log))
        self.until_healthy("broker")

    def start_db(self) -> None:
        """The entry point's order: initdb, the database, the scripts that lie ready."""
        self._initialise()
        _program, *told = self.command("db")
        folders = ("-D", str(self._who.data), "-k", str(self._who.sockets))
        reached = ("-c", f"port={self.ports['db']}", "-c", "listen_addresses=127.0.0.1")
        self._supervisor.add(self._server("postgres", *told, *folders, *reached, *LOSABLE))
        self.until_healthy("db")
        name = self.inside_db["POSTGRES_DB"]
        made = f"createdb --username {self.inside_db['POSTGRES_USER']} {name}"
        script = self.here(config_text("app_role"))
        words = ["bash", "-eE", "-o", "pipefail", "-c", f"{made}\n{script}"]
        subprocess.run(words, env=self.inside_db, check=True)

    def _initialise(self) -> None:
        given = self.inside_db
        word = Path(self.here(given["POSTGRES_PASSWORD_FILE"])).read_text(encoding="ascii")
        path = self._who.sockets / "first-password"
        write_private(path, word)
        if self._who.user is not None:
            os.chown(path, self._who.user, -1)
        told = ["--username", given["POSTGRES_USER"], "--pwfile", str(path), "--no-sync"]
        told += shlex.split(given["POSTGRES_INITDB_ARGS"])
        process = self._server("initdb", "--pgdata", str(self._who.data), *told)
        assert not self._supervisor.finish(process, seconds=60), process.last_lines()

    def _server(self, program: str, *words: str) -> Process:
        return Process(
            program,
            self._who.command(program, *words),
            environment={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            log=self.folder / "db.log",
            user=self._who.user,
        )

    def _without_owner(self) -> dict[str, str]:
        return {k: v for k, v in self.environment.items() if not k.startswith("OWNER")}

    def _ended(
        self, command: list[str], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=CLONE, env=environment, capture_output=True, text=True, check=False
        )

    def _reachable(self, url: str) -> str:
        url = url.replace("@broker:6379", f"@127.0.0.1:{self.ports['broker']}")
        return url.replace("@db/", f"@127.0.0.1:{self.ports['db']}/")

    def here(self, text: str) -> str:
        text = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", text)  # what is not set has the file's own word
        text = text.replace("${DOMAIN:?}", "desk.example.org")
        text = text.replace("0.0.0.0:8000", f"127.0.0.1:{self.ports['web']}")
        places = "|".join(("/run/secrets", "/house", "/static", "/mail", "/tmp"))
        return re.sub(rf"(?<![\w/])({places})(?=\W|$)", self._place, text)

    def _place(self, found: re.Match[str]) -> str:
        name = Path(found[1]).name
        return os.fspath(self.folder if name == "tmp" else self.folder / name)


@contextmanager
def house() -> Iterator[House]:
    """With `db` and `broker` healthy, and nothing prepared yet."""
    supervisor = Supervisor()
    folder = Path(tempfile.mkdtemp(prefix="casework-", dir=short_folder()))
    try:
        with (
            identity(folder / "data", folder, lasting=False) as who,
            supervisor.tier(seconds_to_stop=5),
        ):
            made = House(folder, who, supervisor)
            made.start_broker()
            made.start_db()
            yield made
    finally:
        shutil.rmtree(folder)
