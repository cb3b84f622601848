from __future__ import annotations

import pytest

from casework.accounts.models import User
from tests.audit.acts import add_person


@pytest.fixture
def person(transactional_db: None) -> User:
    return add_person("kim")
