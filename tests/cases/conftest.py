from collections.abc import Callable

import pytest
from django.db import connection

from casework.audit.models import AuditEntry
from tests import make


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


@pytest.fixture
def log(db: None) -> Callable[[], list[str]]:
    """The verbs on record since it was asked last, oldest first. Entries are sealed at COMMIT."""
    seen = 0

    def verbs() -> list[str]:
        nonlocal seen
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        found = list(AuditEntry.objects.filter(number__gt=seen).order_by("number"))
        seen = found[-1].number if found else seen
        return [entry.verb for entry in found]

    return verbs
