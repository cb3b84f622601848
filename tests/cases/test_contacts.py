"""When enough attempts were made to say that there is no news of her."""

from __future__ import annotations

from uuid import uuid4

import pytest

from casework.cases.contacts import attempts, silent_until
from casework.cases.sheets import OpenSheet, SheetKind


def contact(day: str, outcome: str = "no_answer", direction: str = "ours") -> OpenSheet:
    told = {"happened_at": f"{day}T10:00+00:00", "outcome": outcome, "direction": direction}
    return OpenSheet(uuid4(), 1, 1, SheetKind.CONTACT, "", f"{day}T10:00:00+00:00", told)


DAYS = ("2026-03-01", "2026-03-15", "2026-03-31")


def test_three_over_thirty_days_are_enough() -> None:
    found = attempts([contact(day) for day in DAYS])
    assert (found.count, found.suffice) == (3, True)


@pytest.mark.parametrize(
    "sheets",
    [
        [],
        [contact(DAYS[0]), contact(DAYS[2])],
        [contact("2026-03-01"), contact("2026-03-02"), contact("2026-03-30")],
        [contact(DAYS[0]), contact(DAYS[1]), contact(DAYS[2], "called_off")],
        [contact(DAYS[0]), contact(DAYS[1]), contact(DAYS[2], direction="hers")],
    ],
)
def test_fewer_or_closer_are_not(sheets: list[OpenSheet]) -> None:
    assert not attempts(sheets).suffice


def test_a_contact_starts_the_count_anew_whatever_order_they_were_written_in() -> None:
    found = attempts([*(contact(day) for day in DAYS), contact("2026-03-20", "reached", "hers")])
    assert (found.count, found.suffice) == (1, False)


@pytest.mark.parametrize("kept", ["", None, "soon"])
def test_no_day_of_silence_is_none(kept: object) -> None:
    assert silent_until({"do_not_contact_until": kept}) is None
