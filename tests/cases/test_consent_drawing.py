"""The printed machine is the one in the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from casework.cases import consent_drawing

PAGE = Path(__file__).parents[2] / "docs" / "consent.md"


def test_the_page_of_consent_is_the_one_that_the_code_prints() -> None:
    assert PAGE.read_text() == consent_drawing.page()


def test_states_prints_one_edge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("states", "consent")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["requested -> given", "requested -> refused"]
    assert len(lines) == 11
