#!/usr/bin/env python3
"""Management commands. Without named servers they use those `make run` embeds, running or not."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

OWN_PYTHON = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main() -> None:
    if find_spec("django") is None:
        _start_again_in_own_environment()
    from config import alone

    if alone.is_wanted(sys.argv):
        sys.exit(alone.run(sys.argv))
    from django.core.management import execute_from_command_line

    from config.serve.embedded import for_a_command
    from config.serve.halt import Halt

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        with for_a_command() as settings:
            os.environ.update(settings)
            execute_from_command_line(sys.argv)
    except Halt as reason:
        sys.exit(str(reason))


def _start_again_in_own_environment() -> None:
    if not OWN_PYTHON.exists() or Path(sys.prefix) == OWN_PYTHON.parent.parent:
        sys.exit("Django is not installed here: run `make run` first, it makes .venv.")
    os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])  # noqa: S606 - needs no shell


if __name__ == "__main__":
    main()
