"""Counts of the house, frozen at the end of each quarter: they outlive the records that they count
(reference 2.9, 7.3).

By codes in clear alone, once, and never written again. A cell of fewer than ten is left out, every
other one is rounded down to a multiple of five: one sheet taken from another, or from an old
backup, tells of no single case. Whoever asked to be erased is not counted from that moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from casework.cases.models import Case
from casework.cases.states import CaseState, Risk
from casework.referrals import tallies
from casework.referrals.models import Tally

LEAST: Final = 10
STEP: Final = 5
# So long after its end it is still known how the cases stood then.
KNOWN_FOR: Final = timedelta(days=7)
_NAME: Final = "quarter-until-"


@transaction.atomic
def sweep(at: datetime) -> int:
    """Freeze the quarter that ended last. Safe to run twice, also at once."""
    end = last_end(at)
    name = f"{_NAME}{end:%Y-%m-%d}"
    _take_turns()
    if Tally.objects.filter(name=name).exists():
        return 0
    found = {cell: count for cell, count in _cells(end, at) if count}
    tallies.change(name, lambda counts: counts.update(found), by=None, at=at)
    return 1


def _take_turns() -> None:
    """Two who freeze at once: the second sees that it is done, and adds nothing to the sheet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports.quarters'))")


def frozen() -> Iterator[tuple[str, tallies.Counts]]:
    """Each quarter that was frozen, by the day after its last one, and its cells."""
    names = Tally.objects.filter(name__startswith=_NAME).order_by("name")
    for name in names.values_list("name", flat=True):
        for counts in tallies.read(name):
            yield name.removeprefix(_NAME), counts


def last_end(at: datetime) -> datetime:
    """The first moment of the quarter in which `at` lies."""
    month = at.astimezone(UTC).month
    return datetime(at.astimezone(UTC).year, month - (month - 1) % 3, 1, tzinfo=UTC)


def _cells(end: datetime, at: datetime) -> Iterator[tuple[str, int]]:
    """One that another organisation has taken over is not open here. The case does not say since
    when, so that one taken over between the end of the quarter and the counting is missing too.
    """
    begin = last_end(end - timedelta(days=1))
    cases = Case.objects.in_sight().filter(opened_at__lt=end)
    closed = cases.filter(closed_at__gte=begin, closed_at__lt=end)
    there = cases.exclude(closed_at__lt=end).exclude(state=CaseState.TRANSFERRED)
    yield "opened", kept(cases.filter(opened_at__gte=begin).count())
    yield "closed", kept(closed.count())
    yield "open at its end", kept(there.count())
    if at - end <= KNOWN_FOR:
        yield from _as_they_stand(there)


def _as_they_stand(there: QuerySet[Case]) -> Iterator[tuple[str, int]]:
    rows = list(there.values_list("risk", "situation"))
    risks = Counter(f"risk {risk or Risk.HIGH.value}" for risk, _code in rows)
    paths = Counter(f"path {code[:2]}" for _risk, code in rows if code)
    for cell, count in sorted((risks + paths).items()):
        yield cell, kept(count)


def kept(count: int) -> int:
    return 0 if count < LEAST else count - count % STEP
