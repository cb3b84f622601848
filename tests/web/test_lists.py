"""Lists of cases: one scope, narrowed, page by page, on record."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.access import people
from casework.cases import queries
from casework.cases.actions import sharing
from casework.cases.states import Risk
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of

# Besides BEGIN and COMMIT: person, posts, badge, page, count, log, and keys: her own, or her
# memberships and the group's.
QUERIES_OF_HER_OWN_LIST = 6
QUERIES_OF_A_DESKS_LIST = 7


def test_her_own_list_shows_codes_and_labels(house: House) -> None:
    mine, _theirs = make.draft(house, label="grey scarf"), make.draft(house, "caseworker2")
    page = _list(house, "caseworker")
    assert _codes(page) == [mine.code]
    assert "grey scarf" in page
    assert "1 in all" in page


def test_each_person_has_the_tabs_of_her_posts(house: House) -> None:
    assert _tabs(_list(house, "caseworker")) == ["Mine", "Shared with me"]
    assert _tabs(_list(house, "supervisor")) == [
        "My desk",
        "Shared with me",
        "Waiting for an owner",
    ]


def test_a_supervisor_sees_her_desk_and_whose_each_case_is(house: House) -> None:
    cases = {make.draft(house).code, make.draft(house, "caseworker2").code}
    make.draft(house, "caseworker3")
    page = _list(house, "supervisor")
    assert set(_codes(page)) == cases
    assert "Caseworker2" in page


def test_what_is_shared_has_a_list_of_its_own(house: House) -> None:
    case, owner = make.draft(house, label="grey scarf"), house.caseworker
    keys = make.keys_for(owner, case)
    sharing.share(case, to=house.caseworker3.user, by=owner.user, at=NOW, keys=keys)
    assert _codes(_list(house, "caseworker3")) == []
    shared = _list(house, "caseworker3", scope="shared")
    assert _codes(shared) == [case.code]
    assert "grey scarf" in shared


def test_cases_of_whoever_left_wait_for_an_owner(house: House) -> None:
    case, _kept = make.draft(house), make.draft(house, "caseworker2")
    people.leave(house.caseworker.user, by=house.administrator.user, at=NOW)
    assert _codes(_list(house, "supervisor", scope="without_owner")) == [case.code]


def test_a_scope_that_is_not_hers_shows_her_own(house: House) -> None:
    case = make.draft(house)
    assert _codes(_list(house, "caseworker", scope="desk")) == [case.code]
    assert _codes(_list(house, "caseworker", scope="all' --")) == [case.code]


def test_an_administrator_has_no_list(house: House) -> None:
    assert client_of(house.administrator).get("/cases/").status_code == 403


def test_a_locked_desk_shows_no_label(house: House) -> None:
    make.draft(house, label="grey scarf")
    answer = client_of(house.caseworker, locked=True).get("/cases/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/unlock/")


# Narrowed and ordered --------------------------------------------------------


@pytest.fixture
def three(house: House) -> dict[str, str]:
    """A draft, an open case at high risk in forced marriage, an open one at low risk in hiding."""
    return {
        "draft": make.draft(house).code,
        "FM": make.opened(house, risk=Risk.HIGH, situation="FM2").code,
        "HD": make.opened(house, risk=Risk.LOW, situation="HD4").code,
    }


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({"state": "open"}, {"FM", "HD"}),
        ({"state": "draft"}, {"draft"}),
        ({"risk": "high"}, {"FM"}),
        ({"risk": "none"}, {"draft"}),
        ({"path": "HD"}, {"HD"}),
        ({"state": "open", "risk": "low", "path": "HD"}, {"HD"}),
        ({"state": "closed"}, set()),
        ({"state": "x", "risk": "\x00", "path": "%", "sort": "'"}, {"draft", "FM", "HD"}),
    ],
)
def test_a_list_is_narrowed_and_counted(
    narrowed: dict[str, str], left: set[str], house: House, three: dict[str, str]
) -> None:
    page = _list(house, "caseworker", **narrowed)
    assert set(_codes(page)) == {three[name] for name in left}
    assert (f"{len(left)} in all" in page) is True


def test_a_list_is_ordered_by_what_is_due_or_by_opening(
    house: House, three: dict[str, str]
) -> None:
    due, opened = _list(house, "caseworker"), _list(house, "caseworker", sort="opened")
    assert _codes(due) == [three["FM"], three["HD"], three["draft"]]
    assert _codes(opened)[0] == three["draft"]  # not opened yet: the newest of all


# Page by page ----------------------------------------------------------------


@pytest.mark.parametrize("sort", ["due", "opened"])
def test_pages_lead_through_the_whole_list(
    sort: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    cases = {make.opened(house).code for _each in range(3)} | {make.draft(house).code}
    client = client_of(house.caseworker)
    first = client.get("/cases/", {"sort": sort}).content.decode()
    second = client.get(_next(first)).content.decode()
    assert len(_codes(first)) == len(_codes(second)) == 2
    assert {*_codes(first), *_codes(second)} == cases
    assert "4 in all" in first
    assert "4 in all" in second
    assert not re.search(r'rel="next"', second)


@pytest.mark.parametrize(
    "after", ["", "x", "1.2.3", "-1.a", "9" * 40, "\x00", "💥", "1." + "f" * 32]
)
def test_a_broken_place_shows_a_page_and_never_an_error(after: str, house: House) -> None:
    case = make.draft(house)
    assert _codes(_list(house, "caseworker", after=after)) == [case.code]


# On record, and at what cost -------------------------------------------------


def test_a_list_is_one_entry_with_a_count(house: House) -> None:
    for _each in range(3):
        make.draft(house)
    before = entries.count()
    _list(house, "caseworker")
    (entry,) = entries.sealed()[before:]
    assert (entry.verb, entry.subject_type, entry.subject_id, entry.count) == (
        "cases.listed",
        "cases",
        "mine",
        3,
    )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries_made"),
    [("caseworker", QUERIES_OF_HER_OWN_LIST), ("supervisor", QUERIES_OF_A_DESKS_LIST)],
)
def test_a_list_costs_the_same_whatever_its_length(
    rows: int, name: str, queries_made: int, house: House
) -> None:
    for _each in range(rows):
        make.draft(house)
    client = client_of(house.staff[name])
    assert queries_of(client, "/cases/") == queries_made


def test_a_label_is_in_no_link(house: House) -> None:
    make.draft(house, label="greyscarf")
    page = _list(house, "caseworker")
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', page) if "grey" in link]


def test_a_label_that_was_tampered_with_spoils_no_list(house: House) -> None:
    broken, whole = make.draft(house, label="blue cup"), make.draft(house, label="grey scarf")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_label SET text = text || 'x' WHERE case_id = %s", [broken.pk])
    page = _list(house, "caseworker")
    assert set(_codes(page)) == {broken.code, whole.code}
    assert "grey scarf" in page
    assert "does not open" in page


def queries_of(client: Client, url: str) -> int:
    """Statements of one page, BEGIN and COMMIT left out."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([one for one in captured.captured_queries if not one["sql"].startswith(own)])


def _list(house: House, name: str, **query: str) -> str:
    answer = client_of(house.staff[name]).get("/cases/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def _codes(page: str) -> list[str]:
    return re.findall(r'<a class="code" href="/cases/(CW-\w{9})/">', page)


def _tabs(page: str) -> list[str]:
    (tabs,) = re.findall(r'<nav class="tabs.*?</nav>', page, re.DOTALL)
    return [words.strip() for words in re.findall(r"<a [^>]*>([^<]*)", tabs)]


def _next(page: str) -> str:
    (url,) = re.findall(r'rel="next" href="([^"]*)"', page)
    return url.replace("&amp;", "&")
