"""Folders and houses for the tests of starting and stopping."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serve.houses import House, free_port


@dataclass(frozen=True)
class Founded:
    """A folder after its first start, and the modes of all that lies above it before and after."""

    var: Path
    modes_before: dict[Path, int]
    modes_after: dict[Path, int]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """A first start and its end; the tests of a module make later ones."""
    above = tmp_path_factory.mktemp("house")
    before = _modes(above)
    first = House(above / "var", free_port())
    try:
        first.start()
        assert first.stop() == 0
    finally:
        first.end_by_force()
    return Founded(first.var, before, _modes(above))


@pytest.fixture
def house(founded: Founded) -> Iterator[Callable[[], House]]:
    """Makes houses in the module's folder, and ends by force what a failed test left running."""
    with ExitStack() as stack:

        def make() -> House:
            made = House(founded.var, free_port())
            stack.callback(made.end_by_force)
            return made

        yield make


@pytest.fixture
def running(house: Callable[[], House]) -> House:
    made = house()
    made.start()
    return made


@pytest.fixture(scope="module")
def standing(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Runs in a copy of the folder, for the tests that leave it as it is."""
    var = tmp_path_factory.mktemp("standing") / "var"
    shutil.copytree(founded.var, var, symlinks=True)
    made = House(var, free_port())
    try:
        made.start()
        yield made
        assert made.stop() == 0
    finally:
        made.end_by_force()


def _modes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mode for path in (folder, *folder.parents)}
