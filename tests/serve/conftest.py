"""Folders and houses for the tests of starting and stopping."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serve.houses import House, free_port


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for a module's starts: the first founds, the later ones find."""
    return tmp_path_factory.mktemp("house") / "var"


@pytest.fixture
def house(var: Path) -> Iterator[Callable[[], House]]:
    """Makes houses in the module's folder, and ends by force what a failed test left running."""
    with ExitStack() as stack:

        def make() -> House:
            made = House(var, free_port())
            stack.callback(made.end_by_force)
            return made

        yield make


@pytest.fixture
def running(house: Callable[[], House]) -> House:
    made = house()
    made.start()
    return made
