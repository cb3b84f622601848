"""How much was opened: three tables, by hour, day and person, in the time zone of who looks."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from casework.access import people
from casework.accounts.rows import Subject
from casework.audit.log import record
from tests import entries
from tests.make import NOW, House
from tests.web.signed_in import client_of

pytestmark = pytest.mark.usefixtures("standing_clock")

# In Seoul 23:30 on the last of May, half an hour after the next midnight, and ten in the morning.
ACTS = (
    ("caseworker", datetime(2026, 5, 31, 14, 30, tzinfo=UTC)),
    ("caseworker", datetime(2026, 5, 31, 15, 30, tzinfo=UTC)),
    ("caseworker2", datetime(2026, 6, 1, 1, 5, tzinfo=UTC)),
)


def test_access_is_counted_by_hour_day_and_person(house: House) -> None:
    admin = house.administrator
    people.change_settings(admin.user, at=NOW, time_zone="Asia/Seoul")
    for who, at in ACTS:
        subject = Subject("case", "1", "K7-2QX", "north")
        record("case.read", subject, by=house.staff[who].user, at=at)
    entries.sealed()
    page = client_of(admin.reload()).get(reverse("audit_charts"))
    by_hour, by_day, by_person = page.context["charts"]
    one = [1]
    assert [row for row in by_hour.rows if row[1] != [0]] == [("00", one), ("10", one), ("23", one)]
    assert [numbers for _day, numbers in by_day.rows[-3:]] == [[0], [1], [2]]
    names = [house.staff[who].user.username for who in ("caseworker", "caseworker2")]
    assert by_person.columns[1:] == names
    assert [numbers for _day, numbers in by_person.rows[-3:]] == [[0, 0], [1, 0], [1, 1]]
    shown = page.content.decode()
    for chart in (by_hour, by_day, by_person):
        table = shown.partition(f'<caption class="away">{chart.title}<')[2].partition("</table>")[0]
        cells = re.findall(r'class="number" data-label="[^"]*"><span>(\d+)<', table)
        assert cells == [str(number) for _word, numbers in chart.rows for number in numbers]
