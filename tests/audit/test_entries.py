from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from casework.accounts.models import User
from casework.audit.models import AuditEntry
from tests.audit.acts import AT, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seal_at_once(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def numbers(found: object) -> list[int]:
    return list(found.values_list("number", flat=True))  # type: ignore[attr-defined]


def test_entries_are_found_by_each_filter_of_the_page() -> None:
    for verb, outcome in (("case.opened", "done"), ("case.listed", "refused")):
        say(verb, outcome=outcome)
    found = AuditEntry.objects
    assert numbers(found.about("K7-2QX").newest_first()) == [2, 1]
    assert numbers(found.on_desk("north").newest_first()) == [2, 1]
    assert numbers(found.with_verb("case.opened")) == [1]
    assert numbers(found.with_outcome("refused")) == [2]
    assert numbers(found.by_person("system").newest_first(below=2)) == [1]
    assert numbers(found.between(AT, AT + timedelta(1)).newest_first()) == [2, 1]
    assert numbers(found.between(None, AT)) == []
    assert numbers(found.between(AT + timedelta(1), None)) == []


def test_models_print_no_content() -> None:
    say()
    entry = AuditEntry.objects.get()
    assert str(entry) == "1 case.opened"
    assert User not in map(type, entry._meta.related_objects)
