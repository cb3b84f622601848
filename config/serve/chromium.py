"""Runs a command with CHROMIUM set to a Chromium that starts, getting one when there is none::

    python -m config.serve.chromium -- python -m pytest

Looked for: CHROMIUM itself, the PATH, the system's packages (when root and apt-get is there),
Playwright's own download. When none can be had: a sentence and exit status 1.
"""

import os
import shutil
import subprocess
import sys

from config.serve.halt import Halt

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PACKAGES = ("chromium", "fonts-noto-cjk")  # the fonts show Korean and Chinese in pictures
_ADVICE = (
    "The browser tests need Chromium and none could be had. Install your system's package "
    "(Debian, Ubuntu: apt install chromium; Fedora: dnf install chromium; Arch: pacman -S "
    "chromium), or set CHROMIUM to the program's path."
)


def main(arguments: list[str]) -> None:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    try:
        os.environ["CHROMIUM"] = chromium()
    except Halt as reason:
        sys.exit(str(reason))
    os.execvp(command[0], command)  # noqa: S606 - there is no shell to start it with


def chromium() -> str:
    """The path of a Chromium that starts. Raises Halt."""
    for find in (_named, _on_path, _from_system_packages, _from_playwright):
        path = find()
        if path and _starts(path):
            return path
    raise Halt(_ADVICE)


def _named() -> str | None:
    return os.environ.get("CHROMIUM")


def _on_path() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _from_system_packages() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    _tell("Installing Chromium from the system's packages …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_PACKAGES],
    ):
        subprocess.run(step, env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return _on_path()


def _from_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    _tell("Installing Playwright's own Chromium …")
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    """A package may be an empty shell, and a download may lack the system's libraries."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
