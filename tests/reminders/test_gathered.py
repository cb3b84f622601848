"""One mail for all that waited for the same hour: once, whoever sends it and however often."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings

from casework.cases.states import Risk
from casework.reminders import actions, delivery, gathered, ways
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Delivery, Due
from casework.reminders.post import Post
from casework.reminders.ways import Summary
from tests import make
from tests.make import House
from tests.reminders.conftest import give_address
from tests.together import together

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DUE = make.NOW + 24 * HOUR  # 18:00 in Seoul
MORNING = DUE + 14 * HOUR
NEXT_TRY = MORNING + delivery.LEASE + delivery.BY_CHANCE


@pytest.fixture
def waiting(house: House) -> House:
    """Two tasks of one person that wait for eight in the morning."""
    person = house.caseworker.user
    give_address(person, "worker@example.org")
    ways.change(person, quiet=("", ""), summary=Summary.DAILY, muted=[], at=make.NOW)
    for label in ("blue kettle", "old lantern"):
        make.opened(house, label=label, risk=Risk.HIGH)
    assert delivery.sweep(DUE) == 0
    return house


class Meeting(EmailBackend):
    """Takes a mail, and waits a moment whether another worker brings one as well."""

    both = Barrier(2)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        with suppress(BrokenBarrierError):
            Meeting.both.wait(2)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backends are named by path, and these tests are imported without one."""
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])


def deliver(due: Due) -> None:
    with Post() as post:
        delivery.deliver(due, MORNING, post)


def names() -> list[str]:
    """Message-IDs of what was sent."""
    return [one.extra_headers["Message-ID"] for one in mail.outbox]


def told() -> set[str]:
    rows = Due.objects.filter(kind__in=FOLLOW_UPS)
    return set(rows.values_list("delivery", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_workers_in_the_same_instant_send_one_mail(waiting: House) -> None:
    (one,), (other,) = delivery.claim(MORNING, most=1), delivery.claim(MORNING, most=1)
    assert one.owner == other.owner == waiting.caseworker.user
    with override_settings(EMAIL_BACKEND=f"{__name__}.Meeting"):
        assert together(lambda: deliver(one), lambda: deliver(other)) == [None, None]
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["worker@example.org"], "Tasks due")
    ]
    delivery.sweep(NEXT_TRY)
    assert (len(mail.outbox), told()) == (1, {Delivery.DELIVERED})


def test_one_cut_before_its_mark_goes_again_under_the_same_name(
    waiting: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever task leads it then: the one that did is done meanwhile."""
    (led,) = delivery.claim(MORNING, most=1)
    with monkeypatch.context() as dies, Post() as post:
        dies.setattr(gathered, "sent", lambda *_told: None)
        assert delivery._mail(led, MORNING, post) is not None
    actions.done(Due.objects.get(pk=led.pk), by=waiting.caseworker.user, at=MORNING)
    assert (delivery.sweep(MORNING + MINUTE), len(names())) == (0, 1)
    delivery.sweep(NEXT_TRY + MINUTE)
    assert (len(names()), len(set(names()))) == (2, 1)
    delivery.sweep(NEXT_TRY + HOUR)
    assert len(names()) == 2


def test_the_next_morning_has_a_mail_of_its_own(waiting: House) -> None:
    delivery.sweep(MORNING)
    make.opened(waiting, label="tin boat", risk=Risk.HIGH)
    delivery.sweep(MORNING + HOUR)
    assert len(names()) == 1
    delivery.sweep(MORNING + 24 * HOUR)
    assert len(set(names())) == len(names()) == 2


def test_one_that_failed_is_tried_once_for_all(waiting: House) -> None:
    with override_settings(EMAIL_BACKEND="tests.reminders.test_delivery.Refusing"):
        assert delivery.sweep(MORNING) == 0
    assert delivery.sweep(MORNING + MINUTE) == 0
    assert names() == []
    assert delivery.sweep(NEXT_TRY) == 2
    assert (len(names()), told()) == (1, {Delivery.DELIVERED})
