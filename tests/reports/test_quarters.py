"""What the house counts outlives the records that it counts, and tells of none of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from time import sleep
from unittest.mock import patch

import pytest
from django.core.management import call_command

from casework.cases.models import Case
from casework.cases.states import CaseState, ConsentState, Risk
from casework.reports import quarters
from tests import make
from tests.make import House
from tests.together import together

END = datetime(2026, 7, 1, tzinfo=UTC)
SOON = END + timedelta(hours=1)


@pytest.fixture
def house(db: None) -> House:
    return make.house()


def sheet() -> dict[str, int]:
    return dict(dict(quarters.frozen())["2026-07-01"])


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (9, 0), (10, 10), (14, 10), (15, 15), (23, 20)]
)
def test_small_cells_are_left_out_and_others_rounded_down(count: int, shown: int) -> None:
    assert quarters.kept(count) == shown


@pytest.mark.parametrize(
    ("at", "end"),
    [
        (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        (datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_quarter_ends_with_march_june_september_and_december(at: datetime, end: datetime) -> None:
    assert quarters.last_end(at) == end


def test_the_counts_stay_when_the_cases_are_erased(house: House) -> None:
    for number in range(12):
        make.opened(house, risk=Risk.HIGH, label=f"kite {number}")
    assert (quarters.sweep(SOON), quarters.sweep(SOON)) == (1, 0)
    before = sheet()
    assert before == {"opened": 10, "open at its end": 10, "risk high": 10, "path FM": 10}
    wiped = {"risk": "", "situation": "", "consent": ConsentState.NOT_ASKED}
    Case.objects.update(state=CaseState.ERASED, **wiped)
    assert (quarters.sweep(SOON), sheet()) == (0, before)
    said = StringIO()
    call_command("quarterly_counts", stdout=said)
    assert "quarter until 2026-07-01\n  open at its end      10\n" in said.getvalue()


def test_one_case_more_or_less_changes_no_cell_within_a_step(house: House) -> None:
    """Whoever holds two dumps and the house's key learns nothing of her from their difference."""
    for number in range(13):
        make.opened(house, risk=Risk.HIGH, label=f"kite {number}")
    counted = dict(quarters._cells(END, SOON))
    Case.objects.filter(pk=Case.objects.order_by("pk")[0].pk).update(hidden_at=SOON)
    assert dict(quarters._cells(END, SOON)) == counted


def test_long_after_its_end_only_what_days_tell_is_counted(house: House) -> None:
    for number in range(10):
        make.opened(house, risk=Risk.HIGH, label=f"kite {number}")
    quarters.sweep(END + timedelta(days=30))
    assert sheet() == {"opened": 10, "open at its end": 10}


def test_one_that_another_organisation_took_over_is_not_open(house: House) -> None:
    for number in range(20):
        make.opened(house, risk=Risk.HIGH, label=f"kite {number}")
    gone = Case.objects.order_by("pk").values("pk")[:10]
    Case.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(
        state=CaseState.TRANSFERRED
    )
    told = {"opened": 20, "closed": 0, "open at its end": 10, "risk high": 10, "path FM": 10}
    assert dict(quarters._cells(END, SOON)) == told


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_freeze_a_sheet_once(transactional_db: None) -> None:
    """The second comes while the first is at it; it adds no cell of its own count to the sheet."""
    counted = iter(({"opened": 10}, {"closed": 10}))

    def cells(end: datetime, at: datetime) -> list[tuple[str, int]]:
        found = list(next(counted).items())
        sleep(0.2)
        return found

    with patch.object(quarters, "_cells", cells):
        assert together(*[lambda: quarters.sweep(SOON)] * 2) == [None, None]
    assert sheet() == {"opened": 10}
