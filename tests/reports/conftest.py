from __future__ import annotations

import pytest

from tests import make


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()
