"""Whose turn it is with an alert learns so by mail, once, at an hour of hers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from casework.access import lock_out
from casework.audit.verification import verify
from casework.reminders import ways
from casework.reminders.ways import Summary
from casework.reports import asking, looking, telling
from casework.reports.codes import Answer, Outcome
from tests import entries
from tests.make import NOW, House
from tests.reminders.conftest import give_address
from tests.reports.alerts import DAY, LATER, raised

PEOPLE = ("administrator", "administrator2", "supervisor", "caseworker")


@pytest.fixture
def reached(house: House) -> House:
    for who in PEOPLE:
        give_address(house.staff[who].user, f"{who}@example.org")
    return house


def told() -> list[str]:
    """Who got mails since the last look, and of what kind."""
    found = [(one.to[0].partition("@")[0], one.subject) for one in mail.outbox]
    mail.outbox.clear()
    assert {subject for _who, subject in found} <= {"1 task due"}
    return [who for who, _subject in found]


def test_each_whose_turn_it_is_is_told_once(reached: House) -> None:
    alert, admin, head = raised(reached), reached.administrator.user, reached.supervisor.user
    assert (telling.sweep(NOW), telling.sweep(NOW + DAY), told()) == (1, 0, ["administrator"])
    asking.ask(alert, head, by=admin, at=LATER)
    assert (telling.sweep(LATER), telling.sweep(LATER + DAY), told()) == (1, 0, ["supervisor"])
    looking.pass_on(LATER + 2 * DAY)
    assert (telling.sweep(LATER + 2 * DAY), told()) == (1, ["administrator2"])
    alert.refresh_from_db()
    asking.answer(alert, Answer.HER_WORK, by=head, at=LATER + 2 * DAY)
    assert telling.sweep(LATER + 2 * DAY) == 0  # hers already
    asking.settle(alert, Outcome.EXPLAINED, by=admin, at=LATER + 2 * DAY)
    assert (telling.sweep(LATER + 3 * DAY), told()) == (0, [])


def test_an_answer_is_told_to_her_who_asked(reached: House) -> None:
    alert, head = raised(reached), reached.supervisor.user
    telling.sweep(NOW)
    asking.ask(alert, head, by=reached.administrator.user, at=NOW)
    telling.sweep(NOW)
    alert.refresh_from_db()
    asking.answer(alert, Answer.NOT_KNOWN, by=head, at=LATER)
    telling.sweep(LATER)
    assert told() == ["administrator", "supervisor", "administrator"]


def test_it_waits_for_her_morning_and_for_the_mail_server(
    reached: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = reached.administrator.user
    ways.change(admin, quiet=("", ""), summary=Summary.DAILY, muted=[], at=NOW)
    raised(reached)
    assert telling.sweep(NOW + timedelta(hours=1)) == 0
    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", _down)
        assert telling.sweep(NOW + DAY) == 0
    assert (telling.sweep(NOW + DAY), told()) == (1, ["administrator"])


def test_who_cannot_come_in_is_told_nothing(reached: House) -> None:
    raised(reached)
    lock_out.lock_out(reached.administrator.user, by=reached.administrator2.user, at=NOW)
    assert (telling.sweep(NOW), told()) == (0, [])
    looking.pass_on(NOW + 2 * DAY)
    assert (telling.sweep(NOW + 2 * DAY), told()) == (1, ["administrator2"])


def test_that_she_was_told_is_no_change_of_the_row(reached: House) -> None:
    raised(reached)
    telling.sweep(NOW)
    entries.sealed()
    places = [one.place for one in verify(connection).findings]
    assert [place for place in places if place.startswith("reports_alert")] == []


def _down(_self: EmailBackend, _messages: object) -> int:
    raise OSError
