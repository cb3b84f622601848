"""What an answer covers, and what was marked as expected: so much, and what goes beyond asks."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from casework.access.errors import WrongState
from casework.reports import asking
from casework.reports.alert_rows import Alert, Expected
from casework.reports.codes import Answer, Outcome, Reason, Rule
from tests import entries
from tests.make import NOW, House
from tests.reports.alerts import DAY, HOUR, LATER, answered, look, searches
from tests.web.signed_in import client_of


def test_until_somebody_answered_it_is_about_all_of_it(house: House) -> None:
    """Whoever answers about thirteen answers about forty-three, and about no more than she saw."""
    searches(house, 13)
    assert look() == 1
    before = Alert.objects.get().entries
    searches(house, 30, at=LATER)
    assert (look(LATER + HOUR), look(LATER + HOUR)) == (0, 0)
    alert = Alert.objects.get()
    assert (alert.count, alert.entries[:13], len(alert.entries)) == (43, before, 43)
    assert [one.count for one in entries.sealed() if one.verb == "alert.grew"] == [43]
    head = house.supervisor.user
    asking.ask(alert, head, by=house.administrator.user, at=LATER)
    asking.answer(Alert.objects.get(), Answer.HER_WORK, by=head, at=LATER)
    searches(house, 42, at=LATER + HOUR)
    look(LATER + 2 * HOUR)
    assert Alert.objects.get().count == 43


def test_as_much_again_as_was_answered_is_asked_about_anew(house: House) -> None:
    """The first answer stands as it was given; the entries are those that nobody knew of."""
    before = answered(house)
    asking.settle(before, Outcome.EXPLAINED, by=house.administrator.user, at=NOW)
    searches(house, 25)
    assert (look(), Alert.objects.count()) == (0, 1)
    searches(house, 1, at=LATER)
    assert (look(LATER + HOUR), look(LATER + HOUR)) == (1, 0)
    first, anew = Alert.objects.order_by("count")
    assert (first.count, first.answer, first.outcome) == (13, "her_work", "explained")
    assert (anew.count, anew.answer, len(set(anew.entries) - set(first.entries))) == (26, "", 26)
    head, admin = house.supervisor.user, house.administrator.user
    asking.ask(anew, head, by=admin, at=LATER)
    with time_machine.travel(LATER, tick=False):
        for who, path in ((house.supervisor, "alert_answer"), (house.administrator, "alert")):
            page = client_of(who).get(reverse(path, args=[anew.pk])).content.decode()
            assert "13: Yes, it belonged to her work" in page
    asking.answer(Alert.objects.get(answer=""), Answer.NOT_RIGHT, by=head, at=LATER)
    assert list(Alert.objects.order_by("count").values_list("answer", flat=True)) == [
        "her_work",
        "not_right",
    ]


def test_what_was_answered_is_not_shown_again_however_it_grows(house: House) -> None:
    """Asked anew, it grows; answered, it is asked a third time: each shows what is new in it."""
    moments = [NOW + number * HOUR for number in range(6)]
    for times, at, is_answered in zip(
        (13, 13, 5, 31), moments, (True, False, True, False), strict=False
    ):
        searches(house, times, at=at)
        look(at + HOUR / 2)
        if is_answered:
            _answer(house, at + HOUR / 2)
    alerts = Alert.objects.order_by("count")
    assert [(one.count, len(one.entries)) for one in alerts] == [(13, 13), (31, 18), (62, 31)]
    numbers = [number for one in alerts for number in one.entries]
    assert len(set(numbers)) == len(numbers) == 62


def _answer(house: House, at: datetime) -> None:
    head, alert = house.supervisor.user, Alert.objects.get(answer="")
    asking.ask(alert, head, by=house.administrator.user, at=at)
    asking.answer(Alert.objects.get(answer=""), Answer.HER_WORK, by=head, at=at)


def test_more_than_was_marked_is_asked_about_on_the_very_same_day(house: House) -> None:
    """Whoever was marked a hundred times: the hundred and first asks, also of a week or a day that
    was answered.
    """
    admin = house.administrator.user
    asking.expect(answered(house, count=100), Reason.NEW_HERE, NOW + 30 * DAY, by=admin, at=NOW)
    searches(house, 100)
    assert (look(), Alert.objects.count()) == (0, 1)
    searches(house, 1, at=LATER)
    assert look(LATER + HOUR) == 1
    anew = Alert.objects.get(answer="")
    assert (anew.count, anew.expected_id) == (101, None)
    searches(house, 1, at=LATER + HOUR)
    assert (look(LATER + 2 * HOUR), Alert.objects.get(answer="").count) == (0, 102)


def test_after_a_hundred_that_are_expected_the_next_one_asks(house: House) -> None:
    admin = house.administrator.user
    asking.expect(answered(house), Reason.NEW_HERE, NOW + 30 * DAY, by=admin, at=NOW)
    more = {"reason": Reason.NEW_HERE, "until": NOW + 60 * DAY, "set_by": admin, "set_at": NOW}
    Expected.objects.bulk_create(
        Expected(person=house.staff[who].user, rule=rule, up_to=13, **more)
        for who in ("caseworker", "caseworker2", "supervisor")
        for rule in [*Rule] * 4
        if (who, rule) != ("caseworker2", Rule.NO_HITS)
    )
    assert Expected.objects.count() > 100
    days = [NOW + number * DAY for number in (1, 2, 3)]
    searches(house, 13, at=days[0])  # as much as was marked
    assert look(days[0] + HOUR) == 0
    assert Alert.objects.get(period=days[0].date()).expected_id is not None
    assert entries.last("alert.was_expected").reason == "no_hits"
    searches(house, 1, at=days[0] + HOUR)  # more of it, on the very same day
    assert look(days[0] + 2 * HOUR) == 1
    searches(house, 14, at=days[1])
    searches(house, 13, "caseworker2", at=days[2])
    assert look(days[2] + HOUR) == 2
    after = NOW + 61 * DAY
    searches(house, 13, at=after)
    assert look(after + HOUR) == 1


def test_what_is_expected_ends_before_its_time_when_an_administrator_says_so(house: House) -> None:
    admin = house.administrator.user
    asking.expect(answered(house), Reason.TRAVELS, NOW + 30 * DAY, by=admin, at=NOW)
    assert Alert.objects.get().outcome == Outcome.EXPECTED
    asking.end_expected(Expected.objects.get(), by=house.administrator2.user, at=LATER)
    searches(house, 13, at=NOW + DAY)
    assert look(NOW + DAY + HOUR) == 1


@pytest.mark.proves("reports.expected_has_an_end")
@pytest.mark.parametrize("days", [0, -1, 93])
def test_nothing_is_expected_for_ever(house: House, days: int) -> None:
    alert = answered(house)
    with pytest.raises(WrongState, match="within 92 days"):
        asking.expect(alert, Reason.TRAVELS, NOW + days * DAY, by=house.administrator.user, at=NOW)
    assert not Expected.objects.exists()
