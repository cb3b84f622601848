"""`make prove`: take each rule and guard out by its name; its own tests have to turn red.

Prints what is not proven and `guards N, proven N, not proven 0`. Exit status 1 unless all are.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    chosen = ["-m", "proves", "-p", "tests.proving", "-q", "--no-header", "--tb=no"]
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*chosen, "-p", "no:cacheprovider", *_files()])
    from casework.access.guards import GUARDS, RULES
    from casework.web.rules import gather
    from tests.proving import outcomes

    gather()
    names = sorted({*RULES, *GUARDS})
    green = {
        name: {test: red for test, red in outcomes.get(name, {}).items() if not red}
        for name in names
    }
    proven = [name for name in names if outcomes.get(name) and not green[name]]
    for name in names:
        if name not in proven:
            _tell(name, green[name])
    print(f"guards {len(names)}, proven {len(proven)}, not proven {len(names) - len(proven)}")
    return 0 if names and len(proven) == len(names) else 1


def _files() -> Iterator[str]:
    for path in TESTS.rglob("test_*.py"):
        if "mark.proves(" in path.read_text():
            yield str(path)


def _tell(name: str, tests: dict[str, bool]) -> None:
    for test in tests:
        print(f"{name}: {test} stays green without it")
    if not tests:
        print(f"{name}: no test")


if __name__ == "__main__":
    sys.exit(main())
