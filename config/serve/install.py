"""Makes `.venv` and installs locked, hashed requirements; does nothing when they are in place.

Run by the Makefile with the system's Python before anything is installed, so it uses the standard
library alone::

    python3 -I config/serve/install.py requirements.txt
"""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
CLONE = Path(__file__).resolve().parent.parent.parent
FOLDER = CLONE / ".venv"
PYTHON = FOLDER / "bin" / "python"


def main(names: list[str]) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            "casework needs Python 3.11 or newer; this is Python {}.{}. "
            "Name another: make run PYTHON=python3.12".format(*sys.version_info)
        )
    with (CLONE / "Makefile").open() as lock:  # two makes at once must not install over each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in names:
            _install(CLONE / name)


def _install(requirements: Path) -> None:
    stamp = FOLDER / f".installed-{requirements.stem}"
    wanted = _fingerprint(requirements)
    if _works() and stamp.is_file() and stamp.read_text() == wanted:
        return
    if not _works():
        _make()
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


def _make() -> None:
    print("Making .venv …", file=sys.stderr, flush=True)
    making = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(FOLDER)], stdout=subprocess.DEVNULL
    )
    if making.returncode:
        sys.exit(
            f"{sys.executable} could not make .venv. On Debian and Ubuntu install python3-venv; "
            "or name another Python: make run PYTHON=python3.12"
        )


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    command = [str(PYTHON), "-m", "pip", "install", *quiet, *arguments]
    if subprocess.run(command).returncode:
        sys.exit("The requirements could not be installed: see pip's message above.")


if __name__ == "__main__":
    main(sys.argv[1:])
