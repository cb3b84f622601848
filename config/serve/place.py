"""Where the running house keeps its files: `var/`, mode 0700, and nothing outside it."""

import fcntl
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.serve.halt import Halt

CLONE = Path(__file__).resolve().parent.parent.parent
# sockaddr_un holds 108 bytes with the closing NUL; PostgreSQL's name is the longest in the folder.
_LONGEST_SOCKET = 107
_LONGEST_NAME = "/.s.PGSQL.5432.lock"
# The path stands in URLs and in PostgreSQL's comma-separated list: plain characters only.
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


class AlreadyRunning(Halt):
    """Another copy holds the lock."""


@dataclass(frozen=True)
class Place:
    """One folder for data, logs, sockets and the files outside the database."""

    root: Path

    @classmethod
    def standing(cls) -> "Place":
        """The place of `make run`: VAR_FOLDER, or `var/` in the clone."""
        return cls(Path(os.environ.get("VAR_FOLDER") or CLONE / "var").absolute())

    def make(self) -> None:
        """Make the folders that are missing; the modes of what lies above are never touched."""
        for folder in (self.root, self.logs, self.run, self.mail):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.root.stat().st_mode & 0o077:
            self.root.chmod(0o700)

    @property
    def servers(self) -> Path:
        """The URLs of the embedded servers that run now, for management commands."""
        return self.run / "servers.json"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def postgres_log(self) -> Path:
        return self.logs / "postgres.log"

    @property
    def run(self) -> Path:
        """What lives only while casework runs: sockets, ready files, beat's clock."""
        return self.root / "run"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def database(self) -> Path:
        return self.root / "postgres"

    @property
    def people(self) -> Path:
        """The demo's people, written when it is founded: `username  passphrase  role` a line."""
        return self.root / "demo-people"

    @property
    def provider_file(self) -> Path:
        return self.root / "provider"

    @property
    def high_water_file(self) -> Path:
        return self.root / "high-water"

    @property
    def static(self) -> Path:
        return self.root / "static"

    def kept(self, name: str) -> str:
        """A secret made at first need and kept in a file of mode 0600."""
        path = self.root / name
        if not path.exists():
            write_private(path, f"{secrets.token_urlsafe(48)}\n")
        return path.read_text(encoding="ascii").strip()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Held by the one copy that runs here; the kernel lets go of it however that copy ends."""
        with (self.root / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(
                    f"casework is already running from {self.root}: stop it first, "
                    "or name another folder with VAR_FOLDER."
                ) from None
            yield

    @contextmanager
    def sockets(self) -> Iterator[Path]:
        """A folder of mode 0700 for Unix sockets, elsewhere when the path here is too long."""
        if fits(self.run):
            yield self.run
            return
        pointer = self.root / "sockets"
        _remove_pointed(pointer)  # what a killed start left behind
        elsewhere = Path(tempfile.mkdtemp(prefix="casework-", dir=short_folder()))
        pointer.symlink_to(elsewhere)
        try:
            yield elsewhere
        finally:
            _remove_pointed(pointer)


def fits(folder: Path) -> bool:
    """Whether Unix sockets in `folder` have paths the kernel and the URLs can carry."""
    path = f"{folder}{_LONGEST_NAME}"
    return len(os.fsencode(path)) <= _LONGEST_SOCKET and _PLAIN.fullmatch(path) is not None


def short_folder() -> str:
    """A folder whose path leaves room for sockets: the person's own where there is one."""
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        if folder and os.access(folder, os.W_OK) and fits(Path(folder) / "casework-12345678"):
            return folder
    return "/tmp"  # noqa: S108 - what is made there gets a new name and mode 0700


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600 whole or not at all, even when the power fails."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _remove_pointed(pointer: Path) -> None:
    if pointer.is_symlink():
        shutil.rmtree(pointer.readlink(), ignore_errors=True)
        pointer.unlink()
