"""The seize as `make seize` runs it; and that it would see a leak."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.canaries import Hunt, forms

ROOT = Path(__file__).parents[2]


def _seize(**environment: str) -> subprocess.CompletedProcess[str]:
    servers = [sys.executable, "-m", "config.serve.services", "--"]
    command = [*servers, sys.executable, "-m", "tests.security.seize"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    for name in ("PROVIDER_FILE", "HIGH_WATER_FILE", "DJANGO_SETTINGS_MODULE"):
        clean.pop(name, None)
    return subprocess.run(
        command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False
    )


def test_nothing_comes_to_light_but_the_control() -> None:
    done = _seize()
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert done.stdout.rstrip().endswith("found 0, control found yes")


@pytest.mark.soak  # a second whole house; the first one's control is found in every run
def test_a_canary_in_clear_is_seen() -> None:
    done = _seize(SEIZE_LEAK="yes")
    assert done.returncode == 1
    assert "LEAK  cases_note.body: dump" in done.stdout
    assert done.stdout.rstrip().endswith("found 1, control found yes")


def test_each_form_of_a_canary_is_seen_however_a_file_is_cut() -> None:
    hunt = Hunt()
    planted = {place: hunt.plant(place) for place in ("note", "draft", "mail")}
    hunt.planted["words"] = ["amber kettle"]
    for place, text in [*planted.items(), ("words", "amber kettle")]:
        for form in forms(text):
            for cut in (0, 3, len(form) - 1):
                hunt.found.clear()
                hunt.search("file", iter([b"before" + form[:cut], form[cut:] + b"after"]))
                assert hunt.found == {place: {"file"}}, form


def test_what_only_begins_like_a_canary_is_none() -> None:
    hunt = Hunt()
    text = hunt.plant("note")
    hunt.search("file", iter([form[:-1] + b"." for form in forms(text)]))
    assert hunt.found == {}
