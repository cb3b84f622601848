"""The one mail of a reminder: one size, one sentence, and a name of its own for each notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from casework.accounts.models import User
from casework.cases.states import Risk
from casework.reminders import delivery, mails
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from tests import make
from tests.reminders.conftest import give_address

HOUR = timedelta(hours=1)
DUE = make.NOW + 24 * HOUR
ADDRESS = "worker@example.org"


def wire(address: str, language: str, **more: Any) -> bytes:
    written: bytes = notice(address, language, **more).message().as_bytes(linesep="\r\n")
    return written


def notice(
    address: str = ADDRESS, language: str = "en", about: Due | None = None, **more: Any
) -> EmailMessage:
    to = User(username="somebody", language=language)
    due = about or Due(due_at=DUE)
    told = (due.pk, due.falls_due.isoformat())
    return mails.task_due(address, to=to, about=told, at=DUE, **more)


@pytest.mark.parametrize("language", ["en", "ko", "zh-hans"])
@pytest.mark.parametrize(
    "address", ["a@b.kr", "somebody.with.a.long.name@organisation.example.org"]
)
def test_every_mail_has_one_size(language: str, address: str) -> None:
    for is_one in (True, False):
        written = wire(address, language, is_one=is_one)
        assert (len(written), written.count(b"\r\n")) == (mails.SIZE, mails.LINES)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "1 task due"), ("ko", "할 일 1건"), ("zh-hans", "1 项待办到期")],
)
def test_a_mail_is_in_its_readers_language(language: str, subject: str) -> None:
    assert notice(language=language).subject == subject


def test_mail_says_that_a_task_is_due_and_nothing_else(house: make.House) -> None:
    give_address(house.caseworker.user, ADDRESS)
    case = make.opened(house, risk=Risk.HIGH)
    due = Due.objects.get(case=case, kind__in=FOLLOW_UPS)
    delivery.sweep(DUE)
    message = mail.outbox[0]
    assert message.subject == "1 task due"
    assert message.body.strip() == "1 task is due. Please sign in to see it."
    assert message.from_email == "desk@localhost"
    written = str(message.message())
    for told in (case.code, "grey scarf", "follow", str(case.pk), str(due.pk), "casework"):
        assert told not in written


def test_message_id_is_of_the_row_and_its_time() -> None:
    one, other = Due(due_at=DUE), Due(due_at=DUE)
    later = Due(pk=one.pk, due_at=DUE, snoozed_until=DUE + HOUR)
    ids = [notice(about=row).extra_headers["Message-ID"] for row in (one, one, other, later)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
