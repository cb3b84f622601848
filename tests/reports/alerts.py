"""Alerts as the tests begin with them: from the log, or made as far as an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from casework.accounts.rows import Subject
from casework.audit.log import record
from casework.reports import asking, looking
from casework.reports.acts import Finding
from casework.reports.alert_rows import Alert
from casework.reports.codes import Answer, Rule
from casework.reports.unusual import BY_RULE
from tests import entries
from tests.make import NOW, House

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = NOW + HOUR


def searches(house: House, number: int, who: str = "caseworker", *, at: Any = NOW) -> None:
    """So many that find nothing."""
    with transaction.atomic():
        for _one in range(number):
            by = house.staff[who].user
            record("cases.searched", Subject("cases", "find"), by=by, at=at, count=0)


def look(at: Any = LATER) -> int:
    entries.sealed()
    return looking.look(at)


def raised(house: House, who: str = "caseworker", *, count: int = 13) -> Alert:
    line, user = BY_RULE[Rule.NO_HITS], house.staff[who].user
    with transaction.atomic():
        looking.keep(user, line, NOW.date(), Finding(count, (1, 2)), line.usual, NOW)
    return Alert.objects.select_related("person").get(person=user)


def answered(house: House, who: str = "caseworker", **more: Any) -> Alert:
    alert, admin = raised(house, who, **more), house.administrator.user
    head = asking.can_be_asked(alert.person)[0]
    asking.ask(alert, head, by=admin, at=NOW)
    asking.answer(Alert.objects.get(), Answer.HER_WORK, by=head, at=NOW)
    return Alert.objects.select_related("person").get()
