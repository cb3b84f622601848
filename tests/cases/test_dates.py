"""Days of the calendar on the clock of whoever named them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework.accounts.models import User
from casework.cases.dates import morning


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        (
            "Europe/Berlin",
            {
                date(2026, 3, 28): datetime(2026, 3, 28, 8, tzinfo=UTC),
                date(2026, 3, 29): datetime(2026, 3, 29, 7, tzinfo=UTC),
                date(2026, 10, 25): datetime(2026, 10, 25, 8, tzinfo=UTC),
            },
        ),
        (
            "America/New_York",
            {
                date(2026, 3, 7): datetime(2026, 3, 7, 14, tzinfo=UTC),
                date(2026, 3, 8): datetime(2026, 3, 8, 13, tzinfo=UTC),
                date(2026, 11, 1): datetime(2026, 11, 1, 14, tzinfo=UTC),
            },
        ),
        (
            "Australia/Lord_Howe",  # its clock moves by half an hour
            {
                date(2026, 4, 4): datetime(2026, 4, 3, 22, tzinfo=UTC),
                date(2026, 4, 5): datetime(2026, 4, 4, 22, 30, tzinfo=UTC),
                date(2026, 10, 4): datetime(2026, 10, 3, 22, tzinfo=UTC),
            },
        ),
    ],
)
def test_nine_in_the_morning_is_nine_on_the_day_that_the_clock_changes(
    zone: str, days: dict[date, datetime]
) -> None:
    """A check of her safety plan and a review of a hold fall due then."""
    assert {day: morning(day, User(time_zone=zone)) for day in days} == days
