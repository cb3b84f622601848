"""Lists of cases, each scope against the SQL one would write by hand, as the house grows."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from typing import Any

from django.db import connection
from guardian.shortcuts import get_objects_for_user

from bench.counts import few, figures, many
from bench.crowd import WATCHED, Crowd, gather
from bench.figures import Figure, seconds, tell
from bench.ground import new_database
from casework.accounts.models import User
from casework.cases.models import Case
from casework.cases.queries import Order, Scope, in_scope, page
from tests import make

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "10000,100000,1000000").split(",")]
SHARED = 200
_ROUNDS = 41

Run = Callable[[], Any]

_PAGE = """
SELECT c.*, l.*, u.name FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id
LEFT JOIN cases_label l ON l.case_id = c.id WHERE {} ORDER BY c.next_due_at, c.id LIMIT 51
"""
_COUNT = "SELECT count(*) FROM cases_case c WHERE {}"
_BY_HAND = {
    Scope.MINE: "c.owner_id = %s",
    Scope.DESK: "c.desk_id = %s",
    Scope.SHARED: "c.id IN (SELECT g.content_object_id FROM access_usergrant g"
    " WHERE g.user_id = %s AND g.role = 'reader')",
}


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        house = make.house()
        at_first = few(house)
        crowd = gather(owner)
        pages: list[tuple[float, str]] = []
        counts: list[tuple[float, str]] = []
        watched: list[float] = []
        for size in SIZES:
            tell(f"lists at {size:,} cases")
            crowd.grow(size)
            crowd.share(SHARED)
            for scope in _BY_HAND:
                pages.append(compared(*_pages(crowd, scope, 1), f"{scope} at {size:,}"))
                counts.append(compared(*_counts(crowd, scope, 1), f"{scope} at {size:,}"))
            watched.append(_shortest(_pages(crowd, Scope.DESK, 0)[0]))
        guardian = _guardian(crowd)
        tell("queries of a page in the full house")
        at_last = many(house)
    page_ratio, count_ratio = max(pages), max(counts)
    milliseconds = " → ".join(f"{value * 1000:.2f}" for value in watched)
    return [
        Figure(
            "list_page_ratio",
            page_ratio[0],
            "×",
            "query of the first page of 50, by next due ÷ plain SQL by hand; "
            f"worst of {len(pages)}: {page_ratio[1]}; {guardian}",
        ),
        Figure(
            "list_count_ratio",
            count_ratio[0],
            "×",
            f"exact count of a scope ÷ plain SQL by hand; worst of {len(counts)}: {count_ratio[1]}",
        ),
        Figure(
            "list_page_growth",
            watched[-1] / watched[0],
            "×",
            f"first page of a desk that keeps {WATCHED} cases while the house grows from "
            f"{SIZES[0]:,} to {SIZES[-1]:,}: {milliseconds} ms",
        ),
        *figures(at_first, at_last, SIZES[-1]),
    ]


def _pages(crowd: Crowd, scope: Scope, number: int) -> tuple[Run, Run]:
    """Ours, as the page sends it, and by hand."""
    user, holder = _who(crowd, scope, number)
    ours = sent_by(lambda: page(in_scope(scope, user), Order.DUE, None))
    return run_of(*ours), run_of(_PAGE.format(_BY_HAND[scope]), [holder])


def _counts(crowd: Crowd, scope: Scope, number: int) -> tuple[Run, Run]:
    user, holder = _who(crowd, scope, number)
    ours = sent_by(in_scope(scope, user).count)
    return run_of(*ours), run_of(_COUNT.format(_BY_HAND[scope]), [holder])


def _who(crowd: Crowd, scope: Scope, number: int) -> tuple[User, Any]:
    """Whose list it is, and what the plain query asks for. Cases are shared with the first."""
    if scope == Scope.DESK:
        return _fresh(crowd.supervisors[number]), crowd.desks[number].pk
    user = _fresh(crowd.workers[0 if scope == Scope.SHARED else number])
    return user, user.pk


def _fresh(user: User) -> User:
    """With her posts read, so that only the query itself is captured below."""
    again = User.objects.get(pk=user.pk)
    again.posts_now()
    return again


def sent_by(work: Run) -> tuple[str, Any]:
    """The one statement that `work` sends, and its values, as they go to the database."""
    sent: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, values: Any, many: bool, about: Any) -> Any:
        sent.append((sql, values))
        return execute(sql, values, many, about)

    with connection.execute_wrapper(keep):
        work()
    (statement,) = sent
    return statement


def run_of(sql: str, values: Any) -> Run:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.fetchall()

    return run


def compared(ours: Run, plain: Run, what: str) -> tuple[float, str]:
    """Both in turn, so that a slow moment of the machine falls on both."""
    ours(), plain()
    pairs = [(seconds(ours, 1), seconds(plain, 1)) for _ in range(_ROUNDS)]
    left, right = (statistics.median(side) for side in zip(*pairs, strict=True))
    return left / right, f"{what}, {left * 1000:.2f} ÷ {right * 1000:.2f} ms"


def _shortest(run: Run) -> float:
    """For runs that are minutes apart: what else the machine does then is not compared."""
    return min(seconds(run, 1) for _ in range(_ROUNDS * 3))


def _median(run: Run, rounds: int = _ROUNDS) -> float:
    run()
    return statistics.median(seconds(run, 1) for _ in range(rounds))


def _guardian(crowd: Crowd) -> str:
    """The same page through guardian's own query, for comparison."""
    user = _fresh(crowd.workers[1])
    held = get_objects_for_user(
        user, "cases.hold", klass=Case, accept_global_perms=False, with_superuser=False
    )
    theirs = run_of(*sent_by(lambda: list(held.order_by("next_due_at", "id")[:50])))
    plain = _pages(crowd, Scope.MINE, 1)[1]
    times = _median(theirs, 7) / _median(plain, 7)
    return f"guardian's get_objects_for_user at {crowd.size:,}: {times:.0f} ×"
