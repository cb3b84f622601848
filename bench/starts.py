"""`make run` in a fresh clone: how long it takes, and what it holds in memory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from bench.demonstration import Demonstration, running
from bench.figures import Figure, tell
from bench.visitor import Visitor

CLONE = Path(__file__).resolve().parent.parent
# A new person's own computer: none of the settings of this run, only what finds programs and pip.
_KEPT = re.compile(
    r"PATH|HOME|LANG|USER|TMPDIR|SSL_CERT_\w+|PIP_\w+|XDG_CACHE_HOME|https?_proxy", re.IGNORECASE
)
_CASE = re.compile(r'href="(/cases/[A-Z0-9-]+/)"')


def measure() -> list[Figure]:
    folder = Path(tempfile.mkdtemp(prefix="casework-clone-", dir="/var/tmp"))
    try:
        _clone(folder)
        before = _size_of_cache()
        tell("first start of a fresh clone")
        with _make_run(folder) as first:
            pass
        cache = _what_cache(before, _size_of_cache())
        tell("second start")
        with _make_run(folder) as second:
            memory = _memory(second)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    note = f"`make run` until it says that it is ready; {cache}"
    return [
        Figure("first_start_s", first.seconds, "s", f"{note}; .venv, database and demo are made"),
        Figure("second_start_s", second.seconds, "s", "the same on the data of the first"),
        memory,
    ]


def _clone(folder: Path) -> None:
    """The files that a clone of the working tree would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CLONE,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (CLONE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CLONE / name, folder / name)


def _make_run(folder: Path) -> AbstractContextManager[Demonstration]:
    kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    command = ["make", "run", f"PYTHON={_system_python()}"]
    return running(command, folder=folder, var=folder / "var", environment=kept)


def _plain(visitor: Visitor, path: str) -> str:
    return visitor.get(path, compressed=False)[2].decode()


def _memory(house: Demonstration) -> Figure:
    """After each of the demo's people has signed in and looked at her pages."""
    pages = sum(_look_around(house.port, *person) for person in house.people.items())
    sizes = {name: _pss(pids) for name, pids in _processes(house.pid).items()}
    parts = ", ".join(f"{name} {size / 1000:.0f}" for name, size in sorted(sizes.items()))
    note = f"proportional set size (smaps_rollup) of all processes after {pages} pages: {parts}"
    return Figure("memory_mb", sum(sizes.values()) / 1000, "MB", note)


def _look_around(port: int, username: str, passphrase: str) -> int:
    visitor = Visitor(port)
    visitor.sign_in(username, passphrase)
    seen = 1
    for path in ("/", "/cases/", "/audit/"):
        status, _where, _content = visitor.get(path)
        seen += status == 200
    for address in sorted(set(_CASE.findall(_plain(visitor, "/cases/"))))[:10]:
        seen += visitor.get(address)[0] == 200
    return seen


def _processes(root: int) -> dict[str, list[int]]:
    """Every descendant of `make run`, by what it is."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = stat.read_text().rsplit(") ", 1)[1].split()[1]
            children[int(parent)].append(int(stat.parent.name))
    found: dict[str, list[int]] = defaultdict(list)
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        waiting += children[pid]
        found[_what(pid)].append(pid)
    return found


def _what(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    names = ("gunicorn", "worker", "beat", "postgres", "valkey", "config.serve")
    return next((name for name in names if name in words), "make").replace(
        "config.serve", "launcher"
    )


def _pss(pids: list[int]) -> int:
    """In kB; a process that has just ended counts for nothing."""
    total = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def _size_of_cache() -> int:
    """How many bytes pip keeps, to tell whether it had to fetch anything."""
    asked = [_system_python(), "-m", "pip", "cache", "dir"]
    answer = subprocess.run(asked, capture_output=True, text=True)
    folder = Path(answer.stdout.strip()) if answer.returncode == 0 else None
    if folder is None or not folder.is_dir():
        return 0
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _what_cache(before: int, after: int) -> str:
    if after == 0:
        return "pip kept no cache and fetched every package"
    return "pip's cache was warm" if after <= before else "pip's cache was cold"


def _system_python() -> str:
    """The one that this environment was made with."""
    return str(getattr(sys, "_base_executable", sys.executable))
