"""A page of the log: any conditions together, whole and in order, never more than is allowed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.rows import Subject
from casework.audit import reading
from casework.audit.log import record
from casework.audit.reading import Asked, Found, Line
from tests.audit.acts import AT

pytestmark = pytest.mark.django_db

_VERBS, _DESKS, _OUTCOMES = ("case.read", "signin.done"), ("north", "south"), ("done", "refused")
_CODES = ("K7-2QX", "K7-3QX", "")
_FEW: Any = st.sampled_from
_ENTRIES = st.lists(
    st.tuples(_FEW(_VERBS), _FEW(_DESKS), _FEW(_OUTCOMES), _FEW(_CODES), st.integers(0, 9)),
    max_size=14,
)
_SAME = st.fixed_dictionaries(
    {},
    optional={
        "verb": _FEW(_VERBS),
        "desk": _FEW(_DESKS),
        "outcome": _FEW(_OUTCOMES),
        "subject_code": _FEW(_CODES[:2]),
        "by": _FEW(("system", "somebody")),
        "network": _FEW(("10.0.0.0/24",)),
    },
)


@pytest.fixture(autouse=True)
def _seal_at_once(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _walked(asked: Asked) -> list[Found]:
    pages, below = [], None
    while True:
        pages.append(found := reading.page(asked, below, size=2))
        if found.below is None:
            return pages
        below = found.below


@given(entries=_ENTRIES, same=_SAME, since=st.none() | st.integers(0, 9), until=st.integers(0, 12))
def test_the_pages_together_are_what_was_asked(
    entries: list[Any], same: dict[str, str], since: int | None, until: int
) -> None:
    first = None if since is None else AT + timedelta(hours=since)
    asked = Asked(same, since=first, until=AT + timedelta(hours=until))
    with transaction.atomic(), patch.object(reading, "LOOKED", 3):
        for verb, desk, outcome, code, hour in entries:
            at = AT + timedelta(hours=hour)
            record(verb, Subject("case", "1", code, desk), by=None, at=at, outcome=outcome)
        pages = _walked(asked)
        every = _walked(Asked())
        transaction.set_rollback(True)
    whole = [line for found in every for line in found.lines]
    assert len(whole) == len(entries)
    assert whole == sorted(whole, key=lambda line: (line.at, line.number), reverse=True)
    assert [line for found in pages for line in found.lines] == [
        line for line in whole if _fits(line, asked)
    ]
    assert all(len(found.lines) == 2 for found in pages[:-1] if found.looked_to is None)


def _fits(line: Line, asked: Asked) -> bool:
    assert asked.until is not None
    within = (asked.since is None or asked.since <= line.at) and line.at < asked.until
    return within and all(getattr(line, name) == value for name, value in asked.same.items())


def test_a_page_that_looked_at_enough_says_how_far_back() -> None:
    for hour in range(8):
        at = AT + timedelta(hours=hour)
        with transaction.atomic():
            about = Subject("case", "1", "", "south" if hour else "north")
            record("case.read", about, by=None, at=at)
    with patch.object(reading, "LOOKED", 5):
        first = reading.page(Asked({"by": "system", "desk": "north"}))
        assert (first.lines, first.looked_to) == ([], AT + timedelta(hours=3))
        second = reading.page(Asked({"by": "system", "desk": "north"}), first.below)
    assert [line.desk for line in second.lines] == ["north"]
    assert second.below is None
