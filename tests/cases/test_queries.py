"""Lists of cases: scopes, pages, and the search that opens digests."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import get_objects_for_user
from hypothesis import given
from hypothesis import strategies as st

from casework.access import grants, people
from casework.access.models import HolderRole
from casework.accounts.models import User
from casework.cases import queries
from casework.cases.actions import record, sharing
from casework.cases.models import Case
from casework.cases.queries import Cursor, Order, Scope, find, in_scope, page, scopes_of
from casework.cases.states import NEVER, CaseState, Risk
from tests import make
from tests.make import NOW, House

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PEOPLE = (
    "caseworker",
    "caseworker2",
    "caseworker3",
    "supervisor",
    "supervisor2",
    "supervisor3",
    "administrator",
)


@pytest.fixture
def spread(house: House) -> House:
    """Cases of three owners on two desks, one of them shared across desks."""
    for owner in ("caseworker", "caseworker", "caseworker2", "caseworker3"):
        make.draft(house, owner)
    shared = make.draft(house, "caseworker")
    owner = house.caseworker
    keys = make.keys_for(owner, shared)
    sharing.share(shared, to=house.caseworker3.user, by=owner.user, at=NOW, keys=keys)
    return house


def test_scopes_together_are_what_she_sees_and_what_guardian_says(spread: House) -> None:
    for name in PEOPLE:
        user = spread.staff[name].user
        scopes = {pk for scope in Scope for pk in _ids(in_scope(scope, user))}
        seen = _ids(Case.objects.visible_to(user))
        by_guardian = _ids(
            get_objects_for_user(
                user, "cases.hold", Case, accept_global_perms=False, with_superuser=False
            )
        )
        assert (name, scopes) == (name, seen)
        assert (name, seen) == (name, by_guardian)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("caseworker", {Scope.MINE: 3, Scope.DESK: 0, Scope.SHARED: 0}),
        ("caseworker3", {Scope.MINE: 1, Scope.DESK: 0, Scope.SHARED: 1}),
        ("supervisor", {Scope.MINE: 0, Scope.DESK: 4, Scope.SHARED: 0}),
        ("supervisor3", {Scope.MINE: 0, Scope.DESK: 1, Scope.SHARED: 0}),
        ("administrator", {Scope.MINE: 0, Scope.DESK: 0, Scope.SHARED: 0}),
    ],
)
def test_each_scope_holds_its_own(name: str, counts: dict[Scope, int], spread: House) -> None:
    user = spread.staff[name].user
    assert {scope: in_scope(scope, user).count() for scope in counts} == counts


def test_a_grant_that_ended_shows_nothing(house: House) -> None:
    case, owner = make.draft(house), house.caseworker
    keys = make.keys_for(owner, case)
    grants.grant(
        case,
        to=house.caseworker3.user,
        role=HolderRole.READER,
        by=owner.user,
        at=NOW,
        keys=keys,
        until=datetime.now(UTC) - timedelta(minutes=1),
    )
    assert list(in_scope(Scope.SHARED, house.caseworker3.user)) == []
    assert list(Case.objects.visible_to(house.caseworker3.user)) == []


def test_a_case_waits_for_an_owner_when_hers_has_left(house: House) -> None:
    case, _other = make.draft(house, "caseworker"), make.draft(house, "caseworker2")
    people.leave(house.caseworker.user, by=house.administrator.user, at=NOW)
    assert list(in_scope(Scope.WITHOUT_OWNER, house.supervisor.user)) == [case]
    assert list(in_scope(Scope.WITHOUT_OWNER, house.supervisor3.user)) == []


def test_scopes_of_a_person_are_those_of_her_posts(house: House) -> None:
    assert scopes_of(house.caseworker.user) == [Scope.MINE, Scope.SHARED]
    assert scopes_of(house.supervisor.user) == [Scope.DESK, Scope.SHARED, Scope.WITHOUT_OWNER]


# Pages ----------------------------------------------------------------------


@pytest.mark.parametrize("order", Order)
def test_pages_hold_every_case_once_and_in_order(order: Order, house: House) -> None:
    _many(house, 2 * queries.PAGE + 7)
    walked: list[Case] = []
    after: Cursor | None = None
    for _page in range(3):
        found = page(in_scope(Scope.MINE, house.caseworker.user), order, after)
        walked += found.cases
        after = found.after
    assert after is None
    assert len({case.pk for case in walked}) == 2 * queries.PAGE + 7
    assert all(_place(one, order) < _place(next_, order) for one, next_ in pairwise(walked))


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_one_query(
    rows: int, order: Order, house: House, django_assert_num_queries: Callable[..., object]
) -> None:
    _many(house, rows)
    hers = in_scope(Scope.MINE, house.caseworker.user)
    with django_assert_num_queries(1):
        page(hers, order, None)


def test_a_later_page_goes_straight_to_its_place(house: House) -> None:
    """The index finds the first row behind the cursor; what comes before it is not read."""
    _many(house, 400)
    hers = in_scope(Scope.MINE, house.caseworker.user)
    first = page(hers, Order.DUE, None)
    with CaptureQueriesContext(connection) as captured:
        page(hers, Order.DUE, first.after)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    # Hers or her desk's: which, follows from what the planner knows of so few rows.
    assert "case_mine" in plan or "case_desk" in plan
    assert "ROW(" in plan.split("Index Cond", 1)[1].split("\n", 1)[0]
    assert "Sort" not in plan


@given(
    moment=st.none()
    | st.timedeltas(timedelta(0), timedelta(days=365 * 8000)).map(lambda after: EPOCH + after),
    pk=st.uuids(),
)
def test_a_cursor_reads_what_it_wrote(moment: datetime | None, pk: UUID) -> None:
    assert Cursor.read(str(Cursor(moment, pk))) == Cursor(moment, pk)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1",
        "1.",
        ".",
        "-." + "g" * 32,
        "1." + "a" * 31,
        "999999999999999999." + "a" * 32,
        "-1." + "a" * 32,
        "１." + "a" * 32,
        "1.\x00" + "a" * 31,
        "1." + "a" * 32 + "\n",
        "' OR 1=1 --",
    ],
)
def test_a_broken_cursor_means_the_first_page(text: str) -> None:
    assert Cursor.read(text) is None


@given(text=st.text(max_size=60))
def test_no_text_breaks_a_cursor(text: str) -> None:
    Cursor.read(text)


# Decisions ------------------------------------------------------------------------


def test_decisions_come_by_when_they_are_due(house: House) -> None:
    low, high, medium = (
        make.submitted(house, label=f"paper {risk}", risk=risk)
        for risk in (Risk.LOW, Risk.HIGH, Risk.MEDIUM)
    )
    found = queries.to_decide(house.supervisor.user, most=3)
    assert [decision.case_id for decision in found] == [high.pk, medium.pk, low.pk]
    assert queries.to_decide(house.caseworker.user, most=3) == []


# Find -------------------------------------------------------------------------


@pytest.fixture
def named(house: House) -> Case:
    """A case with an alias and a name in three scripts, among others."""
    make.draft(house, label="blue cup")
    case = make.draft(house, label="grey scarf")
    owner = house.caseworker
    names = [{"kind": "birth", "hangul": "김은설", "hanzi": "金恩雪", "roman": "Kim Un Sol"}]
    told = make.complete("identity") | {"alias": "작은 두루미", "names": names}
    keys = make.keys_for(owner, case)
    record.save_section(case, "identity", told, revision=0, by=owner.user, at=NOW, keys=keys)
    return case


@pytest.mark.parametrize(
    "typed", ["grey scarf", "GREY", "scarf ", "은설", "김 은설", "金恩雪", "kim un-sol", "두루미"]
)
def test_find_by_label_name_or_alias(typed: str, house: House, named: Case) -> None:
    assert _found(house, "caseworker", typed) == [named]


def test_find_sees_hangul_that_came_apart(house: House, named: Case) -> None:
    assert _found(house, "caseworker", unicodedata.normalize("NFD", "김은설")) == [named]


@pytest.mark.parametrize("typed", ["green", "   ", "-", "박영희"])
def test_find_finds_nothing_where_nothing_is(typed: str, house: House, named: Case) -> None:
    assert _found(house, "caseworker", typed) == []


@pytest.mark.parametrize(
    ("name", "sees"),
    [("supervisor", True), ("caseworker2", False), ("caseworker3", False), ("supervisor3", False)],
)
def test_find_stays_within_her_scopes(name: str, sees: bool, house: House, named: Case) -> None:
    assert _found(house, name, "grey scarf") == ([named] if sees else [])


def test_find_ends_when_sharing_ends(house: House, named: Case) -> None:
    owner, reader = house.caseworker, house.caseworker3
    keys = make.keys_for(owner, named)
    sharing.share(named, to=reader.user, by=owner.user, at=NOW, keys=keys)
    assert _found(house, "caseworker3", "grey scarf") == [named]
    sharing.unshare(named, whom=reader.user, by=owner.user, at=NOW)
    assert _found(house, "caseworker3", "grey scarf") == []


def test_find_works_batch_by_batch(
    house: House, named: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 1)
    assert _found(house, "caseworker", "grey scarf") == [named]


def test_find_stops_when_nobody_would_read_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_HITS", 2)
    for number in range(4):
        make.draft(house, label=f"grey cup {number}")
    assert len(_found(house, "caseworker", "grey")) == 3


def _found(house: House, name: str, typed: str) -> list[Case]:
    who = house.staff[name]
    return find(who.keys, who.user, typed, at=NOW)


def _ids(cases: object) -> set[UUID]:
    return {case.pk for case in cases}  # type: ignore[attr-defined]


def _place(case: Case, order: Order) -> tuple[object, ...]:
    if order == Order.DUE:
        return case.next_due_at, case.pk
    moment = case.opened_at or NEVER
    return -moment.timestamp(), -case.pk.int


def _many(house: House, number: int) -> list[Case]:
    """Rows alone, without keys or text: enough for an order. Some moments are the same."""
    dice = random.Random(number)
    owner: User = house.caseworker.user
    rows = [
        Case(
            pk=UUID(int=dice.getrandbits(128), version=4),
            code=f"CW-{uuid4().hex[:9].upper()}",
            desk=house.desk,
            owner=owner,
            state=CaseState.DRAFT if each % 3 == 0 else CaseState.OPEN,
            opened_at=None if each % 3 == 0 else NOW - timedelta(days=each % 11),
            next_due_at=NEVER if each % 4 == 0 else NOW + timedelta(hours=each % 13),
        )
        for each in range(number)
    ]
    return Case.objects.bulk_create(rows)
