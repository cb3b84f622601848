from __future__ import annotations

import pytest
from django.db import transaction

from casework.accounts.models import User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import new_entry, record
from tests import make


@pytest.fixture
def house(db: None) -> make.House:
    return make.house()


def give_address(user: User, address: str, language: str = "en") -> None:
    """As an administrator would, with its entry."""
    entry = new_entry()
    with transaction.atomic():
        seal_for_house(user, "email", address)
        user.language = language
        user.protect(entry).save(update_fields=["email", "language", "entry", "mac", "revision"])
        record("person.changed", user, by=None, at=make.NOW, entry=entry, rows=[user])
