"""The hours of each role, set as the numbers of the rules are; and where somebody begins."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from casework.access.errors import WrongState
from casework.audit import context
from casework.audit.log import record
from casework.reports import looking, thresholds
from casework.reports.alert_rows import Alert
from casework.reports.codes import Hour
from casework.reports.threshold_rows import Threshold
from tests import entries, make
from tests.make import NOW, House
from tests.web.signed_in import client_of

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NIGHT = NOW + 10 * HOUR  # four in the morning in Seoul


def look(at: datetime) -> int:
    entries.sealed()
    return looking.look(at)


def signed_in_from(house: House, address: str, at: datetime) -> None:
    context.set_origin(address, "")
    with transaction.atomic():
        record("signin.done", house.caseworker.user, by=house.caseworker.user, at=at)
    context.clear_origin()


def opened_at_night(house: House, at: datetime) -> None:
    """One more than the rule lets be."""
    both = [make.opened(house), make.opened(house, label="blue kettle")]
    with transaction.atomic():
        for case in both:
            record("case.read", case, by=house.caseworker.user, at=at)


def test_her_first_sign_in_ever_is_let_be_and_the_next_network_is_asked_about(
    house: House,
) -> None:
    signed_in_from(house, "198.51.100.7", NOW)
    assert look(NOW + MINUTE) == 0
    signed_in_from(house, "203.0.113.7", NOW + 2 * MINUTE)
    assert look(NOW + 3 * MINUTE) == 1
    signed_in_from(house, "198.51.100.7", NOW + 200 * DAY)  # longer ago than is looked back on
    assert look(NOW + 200 * DAY + HOUR) == 1
    assert set(Alert.objects.values_list("rule", "count")) == {("new_network", 1)}


@pytest.mark.parametrize(("begins", "alerts"), [(4, 0), (5, 1)])
def test_who_works_when_is_what_was_set(house: House, begins: int, alerts: int) -> None:
    thresholds.ask(Hour.CASEWORKER_FROM, begins, by=house.administrator.user, at=NOW)
    make.agree(house)
    opened_at_night(house, NIGHT)
    assert look(NIGHT + HOUR) == alerts


@pytest.mark.proves("reports.threshold_in_bounds", "reports.looser_rule_takes_two")
def test_hours_have_bounds_and_history_and_longer_ones_take_two(house: House) -> None:
    hers = {"by": house.administrator.user, "at": NOW}
    for name, hour in ((Hour.CASEWORKER_FROM, 3), (Hour.SUPERVISOR_UNTIL, 25)):
        with pytest.raises(WrongState, match="From "):
            thresholds.change(name, hour, **hers)
    for name, hour in ((Hour.CASEWORKER_FROM, 5), (Hour.SUPERVISOR_UNTIL, 24)):
        with pytest.raises(WrongState, match="another administrator"):
            thresholds.change(name, hour, **hers)
        thresholds.ask(name, hour, **hers)
    make.agree(house)
    thresholds.change(Hour.CASEWORKER_FROM, 7, **hers)
    told = Threshold.objects.order_by("rule", "number").values_list("rule", "before", "limit")
    assert list(told) == [
        ("caseworker_from", 6, 5),
        ("caseworker_from", 5, 7),
        ("supervisor_until", 23, 24),
    ]


@time_machine.travel(NOW, tick=False)
def test_an_administrator_sets_an_hour_and_another_agrees_to_a_longer_day(house: House) -> None:
    admin, rules = client_of(house.administrator), reverse("unusual_rules")
    path = reverse("unusual_rule", args=["caseworker_until"])
    assert "day ends: 22:00" in admin.get(rules).content.decode()
    assert path in admin.get(rules).content.decode()
    assert "From 16 to 24." in admin.post(path, {"limit": 15}).content.decode()
    admin.post(path, {"limit": 20})
    page = admin.get(rules).content.decode()
    assert ("day ends: 20:00" in page, "day ends: 22 → 20" in page) == (True, True)
    admin.post(path, {"limit": 21})
    assert "day ends: 20:00" in admin.get(rules).content.decode()
    asked = admin.get(reverse("administration")).content.decode()
    assert "day ends: from 20 to 21" in asked
