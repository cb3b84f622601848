"""How many SQL queries a page takes, in a house with next to nothing and in a full one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import stories
from bench.browser import Browser
from bench.figures import Figure
from casework.cases.models import Case
from tests.make import House

Counts = dict[str, dict[str, int]]

PEOPLE = ("caseworker", "supervisor")
_NOTES = 20
# What opens and closes a transaction asks the database nothing.
_BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def few(house: House) -> Counts:
    """With three cases, and one note in the case that is looked at."""
    stories.fill(house, "caseworker", 2)
    case = stories.full(house, notes=1)
    return _count(case)


def many(house: House) -> Counts:
    """With more than a page of her own cases, and many notes in the case that is looked at."""
    stories.fill(house, "caseworker", 50)
    case = stories.full(house, notes=_NOTES)
    return _count(case)


def figures(before: Counts, after: Counts, size: int) -> list[Figure]:
    rows = f"3 cases | {size:,} cases with their labels and two grants each, 50 shown"
    return [
        Figure(
            f"{name}_queries",
            max(*before[name].values(), *after[name].values()),
            "queries",
            f"{what}; {rows}: "
            + "; ".join(f"{who} {before[name][who]} | {after[name][who]}" for who in PEOPLE),
        )
        for name, what in (
            ("list", "a list page"),
            ("case", "the page of a case with every section, notes and moves"),
            ("note", "a note that is saved, without the page that follows"),
        )
    ]


def _count(case: Case) -> Counts:
    browsers = {name: Browser(name) for name in PEOPLE}
    found: Counts = {}
    for who, browser in browsers.items():
        for name, request in _requests(browser, case).items():
            request()  # what a process reads once and keeps
            found.setdefault(name, {})[who] = _queries(request)
    return found


def _requests(browser: Browser, case: Case) -> dict[str, Callable[[], bytes]]:
    new_note = reverse("note_new", args=[case.code])
    return {
        "list": browser.getter(reverse("case_list")),
        "case": browser.getter(reverse("case", args=[case.code])),
        "note": lambda: browser.post(new_note, text=stories.told(2), once=str(uuid4())),
    }


def _queries(request: Callable[[], bytes]) -> int:
    with CaptureQueriesContext(connection) as sent:
        request()
    return sum(not query["sql"].startswith(_BRACKETS) for query in sent.captured_queries)
