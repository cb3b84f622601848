"""One house for all tests of a module: each begins where it was built, and is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests import entries
from tests.make import NOW
from tests.security.routes import Ground, ground, undone


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(NOW, tick=False):
            built = ground()
            entries.sealed()
        yield built


@pytest.fixture
def there(_built: Ground) -> Iterator[Ground]:
    """The house, at the moment it was built; the clock stands still."""
    with time_machine.travel(NOW, tick=False), undone():
        yield _built
