"""Small acts that the tests of the log record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from casework.accounts.models import User
from casework.audit.log import Subject, new_entry, record

AT = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
CASE = Subject("case", "7d3c", "K7-2QX", "north")


def add_person(username: str) -> User:
    """A person on record, in a transaction of its own."""
    person = User(username=username, name="Kim")
    with transaction.atomic():
        entry = new_entry()
        person.protect(entry).save(force_insert=True)
        record("person.invited", person, by=None, at=AT, entry=entry, rows=[person])
    return person


def rename(person: User, name: str) -> None:
    with transaction.atomic():
        entry = new_entry()
        person.name = name
        person.protect(entry).save(update_fields=["name", "revision", "entry", "mac"])
        record("person.renamed", person, by=person, at=AT, entry=entry, rows=[person])


def say(verb: str = "case.opened", **details: Any) -> None:
    """An entry alone, without an act."""
    with transaction.atomic():
        record(verb, CASE, by=None, at=AT, **details)
