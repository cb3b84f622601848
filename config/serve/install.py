"""Makes `.venv` and installs locked, hashed requirements; does nothing when they are in place.

Run by the Makefile with the system's Python before anything is installed, so it uses the standard
library alone, as Python 3.7 has it::

    python3 -I config/serve/install.py requirements.txt

`.venv` is made with the newest Python on the PATH that casework is tried with, for each is faster
than the one before; `--with-this` makes it with the one that runs this file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

TRIED = (13, 12, 11)  # of Python 3, the best first; another newer one serves when there is none
CLONE = Path(__file__).resolve().parent.parent.parent
FOLDER = CLONE / ".venv"
PYTHON = FOLDER / "bin" / "python"


def main(arguments: list[str]) -> None:
    this = "--with-this" in arguments
    with (CLONE / "Makefile").open() as lock:  # two makes at once must not install over each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in arguments:
            if name != "--with-this":
                _install(CLONE / name, this)


def newest() -> str:
    """The path of the newest Python on the PATH that is tried and can make an environment; when
    there is none, of the Python that runs this."""
    names = [f"python3.{minor}" for minor in TRIED]
    paths = (shutil.which(name, path=folder) for name in names for folder in os.get_exec_path())
    return next((path for path in paths if path and _can(path)), sys.executable)


def _can(python: str) -> bool:
    """Whether it runs and has what makes an environment: of a version manager's the first may be
    missing, and Debian packs the second apart."""
    command = [python, "-I", "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True).returncode == 0


def _install(requirements: Path, with_this: bool) -> None:
    stamp = FOLDER / f".installed-{requirements.stem}"
    wanted = _fingerprint(requirements)
    if _works() and stamp.is_file() and stamp.read_text() == wanted:
        return
    if not _works():
        _make(sys.executable if with_this else newest())
    print(f"Installing {requirements.name} into .venv …", file=sys.stderr, flush=True)
    # The lock is complete, and what is never imported need not be compiled.
    _pip("--require-hashes", "--no-deps", "--no-compile", "--requirement", str(requirements))
    stamp.write_text(wanted)


def _fingerprint(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _works() -> bool:
    """Whether .venv has a Python that runs: a system's upgrade can take away what it points to."""
    if not PYTHON.is_file():
        return False
    return subprocess.run([PYTHON, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0


def _make(python: str) -> None:
    if python == sys.executable and sys.version_info < (3, min(TRIED)):
        sys.exit(
            "casework needs Python 3.{} or newer; this is Python {}.{}. "
            "Name another: make run PYTHON=python3.12".format(min(TRIED), *sys.version_info)
        )
    print(f"Making .venv with {python} …", file=sys.stderr, flush=True)
    making = subprocess.run(
        [python, "-m", "venv", "--clear", str(FOLDER)], stdout=subprocess.DEVNULL
    )
    if making.returncode:
        sys.exit(
            f"{python} could not make .venv. On Debian and Ubuntu install python3-venv; "
            "or name another Python: make run PYTHON=python3.12"
        )


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    command = [str(PYTHON), "-m", "pip", "install", *quiet, *arguments]
    if subprocess.run(command).returncode:
        sys.exit("The requirements could not be installed: see pip's message above.")


if __name__ == "__main__":
    main(sys.argv[1:])
