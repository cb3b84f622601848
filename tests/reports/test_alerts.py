"""From the log to a question, an answer and an end; and who may do none of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from casework.access.errors import NotAllowed, WrongState
from casework.accounts.rows import Forged
from casework.audit import context
from casework.audit.log import record
from casework.reports import asking, looking, thresholds
from casework.reports.alert_rows import Alert
from casework.reports.codes import Answer, Outcome, Rule
from casework.reports.threshold_rows import Threshold
from tests import entries, make
from tests.make import NOW, House
from tests.reports.alerts import DAY, HOUR, LATER, answered, look, raised, searches
from tests.web.signed_in import client_of

# Looking ---------------------------------------------------------------------


def test_it_is_asked_about_once_for_a_person_rule_and_period(house: House) -> None:
    searches(house, 12)
    assert (look(), Alert.objects.count()) == (0, 0)
    searches(house, 1, at=NOW + 30 * timedelta(minutes=1))
    assert (look(), look()) == (1, 0)
    alert = Alert.objects.get()
    said = entries.last("alert.raised")
    assert (alert.person, alert.rule, alert.count) == (house.caseworker.user, "no_hits", 13)
    assert (said.by, said.reason, said.subject_id) == ("system", "no_hits", str(alert.pk))
    assert len(alert.entries) == 13
    searches(house, 30, at=LATER)
    assert look(LATER + HOUR) == 0
    searches(house, 13, at=NOW + DAY)
    assert look(NOW + DAY + HOUR) == 1


def test_what_she_opened_is_seen_by_whose_it_is_and_where_she_came_from(house: House) -> None:
    """By the log as it is written: a colleague's cases tried, at night, from somewhere new."""
    case, night = make.opened(house), NOW + 10 * HOUR  # four in the morning in Seoul
    her = house.caseworker3.user
    thresholds.change(Rule.NOT_HERS, 1, by=house.administrator.user, at=NOW)
    other = make.opened(house, label="blue kettle")
    context.set_origin("198.51.100.7", "")
    with transaction.atomic():
        record("signin.done", her, by=her, at=NOW - 2 * DAY)
        context.set_origin("203.0.113.7", "")
        for one in (case, other):
            record("case.open", one, by=her, at=night, outcome="refused")
            record("case.read", one, by=her, at=night)
    context.clear_origin()
    look(night + HOUR)
    found = Alert.objects.filter(person=her).values_list("rule", "count")
    assert set(found) == {("not_hers", 2), ("off_hours", 2), ("new_network", 1)}
    assert not Alert.objects.exclude(person=her).exists()


def test_a_worker_that_was_down_misses_no_day(house: House) -> None:
    look(NOW)
    searches(house, 13, at=NOW + DAY)
    assert look(NOW + 4 * DAY) == 1
    assert Alert.objects.get().period == (NOW + DAY).date()


# Asking ----------------------------------------------------------------------


def test_one_asks_another_answers_and_both_are_on_record(house: House) -> None:
    alert = answered(house)
    asking.settle(alert, Outcome.EXPLAINED, by=house.administrator2.user, at=LATER)
    alert.refresh_from_db()
    assert (alert.asked_of, alert.answer) == (house.supervisor.user, "her_work")
    assert (alert.outcome, alert.settled_by) == ("explained", house.administrator2.user)
    told = [(one.verb, one.reason) for one in entries.sealed() if one.subject_type == "alert"]
    assert told == [
        ("alert.raised", "no_hits"),
        ("alert.asked", "no_hits"),
        ("alert.answered", "her_work"),
        ("alert.settled", "explained"),
    ]


def test_a_supervisors_own_goes_to_another_and_one_who_is_alone_to_the_administrators(
    house: House,
) -> None:
    def asked(who: str) -> list[str]:
        return [one.username for one in asking.can_be_asked(house.staff[who].user)]

    assert asked("caseworker2") == ["supervisor", "supervisor2"]
    assert asked("supervisor") == ["supervisor2"]
    assert asked("supervisor3") == ["administrator", "administrator2"]
    assert asked("administrator") == ["administrator2"]
    assert raised(house, "administrator").for_admin == house.administrator2.user


def test_after_48_hours_without_an_answer_it_is_the_second_administrators(house: House) -> None:
    alert = raised(house)
    assert alert.for_admin == house.administrator.user
    asking.ask(alert, house.supervisor.user, by=house.administrator.user, at=LATER)
    assert looking.pass_on(NOW + 2 * DAY) == 0
    assert looking.pass_on(LATER + 2 * DAY) == 1
    assert looking.pass_on(LATER + 9 * DAY) == 0
    alert.refresh_from_db()
    assert (alert.for_admin, alert.answer) == (house.administrator2.user, "")
    assert entries.last("alert.passed_on").by == "system"


@pytest.mark.proves("reports.can_handle_alert")
def test_nobody_handles_what_is_about_herself(house: House) -> None:
    alert = raised(house, "administrator")
    with pytest.raises(NotAllowed):
        asking.ask(alert, house.administrator2.user, by=house.administrator.user, at=NOW)
    alert.refresh_from_db()
    assert alert.asked_at is None


@pytest.mark.proves("reports.can_answer_alert")
def test_who_was_not_asked_does_not_answer(house: House) -> None:
    alert = raised(house)
    asking.ask(alert, house.supervisor.user, by=house.administrator.user, at=NOW)
    for who in ("caseworker", "supervisor2", "administrator"):
        with pytest.raises(NotAllowed):
            asking.answer(Alert.objects.get(), Answer.HER_WORK, by=house.staff[who].user, at=NOW)
    assert not Alert.objects.get().is_answered


@pytest.mark.proves("reports.answerer_is_another")
def test_she_herself_is_not_asked(house: House) -> None:
    alert = raised(house, "supervisor")
    for who in ("supervisor3", "caseworker"):
        with pytest.raises(WrongState, match="cannot be asked"):
            asking.ask(alert, house.staff[who].user, by=house.administrator.user, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.update(asked_of=house.supervisor.user)


@pytest.mark.proves("reports.alert_waits")
def test_an_answer_stands(house: House) -> None:
    alert = answered(house)
    head = house.supervisor.user
    asking.answer(alert, Answer.HER_WORK, by=head, at=LATER)  # a doubled submit is kept once
    with pytest.raises(WrongState, match="answered already"):
        asking.answer(alert, Answer.NOT_RIGHT, by=head, at=LATER)
    assert Alert.objects.get().answer == "her_work"


@pytest.mark.proves("reports.alert_is_answered")
def test_it_does_not_end_before_somebody_answered(house: House) -> None:
    with pytest.raises(WrongState, match="Nobody has answered"):
        asking.settle(raised(house), Outcome.EXPLAINED, by=house.administrator.user, at=NOW)
    assert Alert.objects.get().settled_at is None


# The numbers -----------------------------------------------------------------


@pytest.mark.proves("reports.threshold_in_bounds")
def test_a_number_keeps_within_its_bounds_and_has_its_history(house: House) -> None:
    by = house.administrator.user
    for limit in (2, 101):
        with pytest.raises(WrongState, match="From 3 to 100"):
            thresholds.change(Rule.NO_HITS, limit, by=by, at=NOW)
    for limit in (5, 5):
        thresholds.change(Rule.NO_HITS, limit, by=by, at=NOW)
    thresholds.ask(Rule.NO_HITS, 8, by=by, at=NOW)
    make.agree(house)
    told = Threshold.objects.order_by("number").values_list("before", "limit", "set_by")
    assert list(told) == [(12, 5, by.pk), (5, 8, by.pk)]
    assert thresholds.current()[Rule.NO_HITS] == 8
    searches(house, 9)
    assert look() == 1
    Threshold.objects.update(limit=99)  # by SQL
    with pytest.raises(Forged):
        thresholds.current()


@pytest.mark.proves("reports.looser_rule_takes_two")
@pytest.mark.parametrize("second", [None, "administrator", "supervisor"])
def test_no_administrator_lets_a_rule_ask_about_less_alone(
    house: House, second: str | None
) -> None:
    hers: dict[str, Any] = {"by": house.administrator.user, "at": NOW}
    hers["agreed_by"] = house.staff[second].user if second else None
    with pytest.raises(WrongState, match="another administrator"):
        thresholds.change(Rule.NO_HITS, 13, **hers)
    assert not Threshold.objects.exists()
    assert thresholds.takes_two(Rule.NO_HITS, 13, house.administrator.user)
    assert not thresholds.takes_two(Rule.NO_HITS, 11, house.administrator.user)


@pytest.mark.proves("reports.can_set_thresholds")
def test_nobody_else_sets_them(house: House) -> None:
    with pytest.raises(NotAllowed):
        thresholds.change(Rule.NO_HITS, 5, by=house.supervisor.user, at=NOW)
    assert not Threshold.objects.exists()


# Pages -----------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_the_list_goes_on_as_long_as_there_are_alerts(house: House) -> None:
    """What waits and what ended, each a page after another, none twice."""
    her, admin = house.caseworker.user, client_of(house.administrator)
    fifty_two = [NOW - number * HOUR for number in range(52)]
    for rule, answer in ((Rule.EXPORTS, ""), (Rule.NO_HITS, Answer.HER_WORK)):
        Alert.objects.bulk_create(
            Alert(
                person=her,
                rule=rule,
                period=NOW.date() - number * DAY,
                count=9,
                limit=4,
                entries=[],
                found_at=found_at,
                answer=answer,
                asked_of=house.supervisor.user,
                answered_at=found_at if answer else None,
                settled_at=found_at if answer else None,
                settled_by=house.administrator.user if answer else None,
            )
            for number, found_at in enumerate(fifty_two)
        )
    first = admin.get(reverse("alerts")).context
    for which in ("waiting", "ended"):
        second = admin.get(reverse("alerts") + first[f"{which}_url"]).context
        seen = [one.found_at for one in (*first[which], *second[which])]
        assert (seen, second[f"{which}_url"]) == (fifty_two, "")
    for odd in ("junk", "-.00", "1.x"):
        assert len(admin.get(reverse("alerts"), {"ended": odd}).context["ended"]) == 50


@pytest.mark.proves("reports.can_see_alerts")
@time_machine.travel(NOW, tick=False)
def test_a_supervisor_does_not_see_what_is_unusual(house: House) -> None:
    raised(house)
    assert client_of(house.supervisor).get(reverse("alerts")).status_code == 403


@time_machine.travel(NOW, tick=False)
def test_from_the_administrators_home_to_the_supervisors_answer_and_back(house: House) -> None:
    alert = raised(house)
    admin, head = client_of(house.administrator), client_of(house.supervisor)
    path = reverse("alert", args=[alert.pk])
    assert path in admin.get(reverse("home")).content.decode()
    assert "nobody is asked yet" in admin.get(reverse("alerts")).content.decode()
    assert "Ask about it" in admin.get(path).content.decode()
    admin.post(reverse("alert_ask", args=[alert.pk]), {"of": house.supervisor.user.pk})
    question = reverse("alert_answer", args=[alert.pk])
    assert question in head.get(reverse("home")).content.decode()
    assert "find nothing" in head.get(question).content.decode()
    assert head.post(question, {"answer": "stood_in"}).status_code == 302
    assert question not in head.get(reverse("home")).content.decode()
    late = {"reason": "travels", "until": "2027-06-01"}
    page = admin.post(reverse("alert_expect", args=[alert.pk]), late).content.decode()
    assert ("within 92 days" in page, "2027-06-01" in page) == (True, True)
    admin.post(reverse("alert_end", args=[alert.pk]), {"outcome": "told_her"})
    listed = admin.get(reverse("alerts")).content.decode()
    assert ("she was talked to" in listed, "Nothing unusual waits" in listed) == (True, True)
