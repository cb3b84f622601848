"""A plugin for pytest: each test marked `proves` runs with the rule it names taken out.

A rule that is taken out lets everybody through, a guard lets everything through. The test has to
turn red then, in its own body: a fixture that breaks proves nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from unittest.mock import patch

import pytest

from casework.access.guards import GUARDS, RULES

outcomes: dict[str, dict[str, bool]] = {}
"""For each rule or guard its tests, and whether one of their examples turned red without it."""


@pytest.fixture(autouse=True)
def taken_out(request: pytest.FixtureRequest) -> str:
    """The name of the rule or guard, as a parameter of the test."""
    name: str = request.param
    return name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    names = [name for mark in metafunc.definition.iter_markers("proves") for name in mark.args]
    metafunc.parametrize("taken_out", names, indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, Any, Any]:
    name = item.callspec.params["taken_out"]
    table, let_through = (RULES, True) if name in RULES else (GUARDS, "")
    assert name in table, name
    with patch.dict(table, {name: lambda *args, **kwargs: let_through}):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        test = item.nodeid.partition("[")[0]
        found = outcomes.setdefault(item.callspec.params["taken_out"], {})
        found[test] = found.get(test, False) or report.failed
    return report
