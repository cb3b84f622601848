"""Which Python the environment is made with."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from config.serve import install

Put = Callable[[str, str], str]
RUNS = f'exec {shlex.quote(sys.executable)} "$@"'


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Puts a program into a folder of the PATH, which has these folders alone."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'first'}:{tmp_path / 'second'}")

    def put(path: str, script: str) -> str:
        program = tmp_path / path
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return str(program)

    return put


def test_the_newest_that_is_tried_is_chosen(put: Put) -> None:
    put("first/python3.11", RUNS)
    put("first/python3.99", RUNS)
    best = put("second/python3.13", RUNS)
    assert install.newest() == best


def test_one_that_does_not_run_is_passed_over(put: Put) -> None:
    put("first/python3.13", "exit 127")  # a version manager's, of a version that it has not
    put("first/python3.12", "exit 1")  # without what makes an environment
    Path(put("first/python3.11", RUNS)).chmod(0o644)
    other = put("second/python3.11", RUNS)
    assert install.newest() == other


def test_where_there_is_none_this_one_serves(put: Put) -> None:
    put("first/python3.14", RUNS)
    put("second/python3.13", "exit 127")
    assert install.newest() == sys.executable
