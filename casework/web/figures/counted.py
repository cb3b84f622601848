"""What a supervisor's desks look like from afar, counted from what lies in clear.

Nothing is opened and nobody is named: cases, the states of their moves, and when the log says that
something was written down. Counted are cases that are open, or were closed within a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q
from django.utils.timezone import localtime

from casework.accounts.models import User
from casework.audit.models import AuditEntry
from casework.cases.models import Case
from casework.pathways.flows import flow
from casework.pathways.situations import Path
from casework.referrals.states import Act

YEAR: Final = timedelta(days=365)
MONTHS: Final = 12
SENT: Final = (f"referral.{Act.SEND}", f"referral.{Act.SEND_AT_ONCE}")
# Days from a case's opening to its first referral: up to so many; then more, then none yet.
STEPS: Final = (0, 3, 7, 30)

_WRITTEN_DOWN = """
    SELECT m.case_id, m.place, m.number, m.to_state, min(e.at)
    FROM pathways_move m
    JOIN audit_written w ON w."table" = 'pathways_move' AND w.row = m.id::text
    JOIN audit_entry e ON e.number = w.number
    WHERE m.case_id = ANY(%s)
    GROUP BY m.id ORDER BY m.case_id, m.number
"""


class Known(NamedTuple):
    """A move as it was written down: `place` in her line, and when the log says so."""

    case: UUID
    place: int
    number: int
    state: str
    at: datetime


def counted_cases(user: User, at: datetime) -> list[Case]:
    recent = Q(closed_at__isnull=True) | Q(closed_at__gt=at - YEAR)
    opened = Case.objects.on_desks_of(user).filter(recent, opened_at__isnull=False)
    return list(opened.only("id", "code", "opened_at", "closed_at"))


def flows_between_paths(cases: Sequence[Case]) -> Counter[tuple[Path, Path]]:
    """From one path to another; moves inside a path, and where paths begin, are left out."""
    found: Counter[tuple[Path, Path]] = Counter()
    for (before, after), count in flow(case.pk for case in cases).items():
        if before and before[:2] != after[:2]:
            found[Path(before[:2]), Path(after[:2])] += count
    return found


def ends_of_months(at: datetime) -> list[datetime]:
    """The last twelve: the beginning of each next month, and now."""
    first = localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ends = [at]
    while len(ends) < MONTHS:
        ends.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return ends[::-1]


def situations_at(cases: Sequence[Case], moments: Sequence[datetime]) -> dict[Path, list[int]]:
    """For each path that anybody was on, how many open cases stood there, as was known then."""
    known = {pk: list(moves) for pk, moves in groupby(_known(cases), lambda one: one.case)}
    found: dict[Path, list[int]] = {}
    for row, moment in enumerate(moments):
        for case in cases:
            if _is_open(case, moment) and (path := _path_at(known.get(case.pk, []), moment)):
                found.setdefault(path, [0] * len(moments))[row] += 1
    return found


def days_to_first_referral(cases: Sequence[Case], at: datetime) -> list[int]:
    """How many cases, opened within a year, by `STEPS`; then those that took longer, then none."""
    recent = {case.code: case.opened_at or at for case in cases}
    recent = {code: opened_at for code, opened_at in recent.items() if opened_at > at - YEAR}
    sent = AuditEntry.objects.filter(subject_code__in=list(recent), verb__in=SENT)
    first = dict(sent.order_by().values_list("subject_code").annotate(Min("at")))
    found = [0] * (len(STEPS) + 2)
    for code, opened_at in recent.items():
        found[_step((first[code] - opened_at).days) if code in first else -1] += 1
    return found


def _step(days: int) -> int:
    return next((at for at, most in enumerate(STEPS) if days <= most), len(STEPS))


def _known(cases: Iterable[Case]) -> Iterator[Known]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_DOWN, [[case.pk for case in cases]])
        yield from (Known(*row) for row in cursor.fetchall())


def _is_open(case: Case, moment: datetime) -> bool:
    is_over = case.closed_at is not None and case.closed_at <= moment
    return case.opened_at is not None and case.opened_at <= moment and not is_over


def _path_at(moves: Sequence[Known], moment: datetime) -> Path | None:
    """Of the rows in one place the newest holds; one that takes back leaves its place empty."""
    newest = {move.place: move.state for move in moves if move.at <= moment}
    line = [state for _place, state in sorted(newest.items()) if state]
    return Path(line[-1][:2]) if line else None
