from collections.abc import Iterator

import pytest
import time_machine

from tests import make


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """It is the moment at which the house was made: what holds today does not depend on the day."""
    with time_machine.travel(make.NOW, tick=False):
        yield
