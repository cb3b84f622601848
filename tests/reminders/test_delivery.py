"""Notices: found, claimed, given once, and never a word about her."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import override_settings

from casework.access.errors import NotAllowed
from casework.access.models import UserGrant
from casework.accounts.models import User
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.reminders import actions, delivery
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Delivery, Due
from casework.reminders.post import Post
from tests import entries, make
from tests.reminders.conftest import give_address

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
DUE = make.NOW + 24 * HOUR
ADDRESS = "worker@example.org"


@pytest.fixture
def case(house: make.House) -> Case:
    give_address(house.caseworker.user, ADDRESS)
    return make.opened(house, risk=Risk.HIGH)


def due_of(case: Case) -> Due:
    return Due.objects.get(case=case, kind__in=FOLLOW_UPS)


def test_sweep_finds_nothing_before_it_is_due(case: Case) -> None:
    assert delivery.sweep(DUE - timedelta(seconds=1)) == 0
    assert mail.outbox == []


def test_sweep_delivers_once(case: Case) -> None:
    assert delivery.sweep(DUE) == 1
    assert delivery.sweep(DUE) == 0
    assert delivery.sweep(DUE + HOUR) == 0
    due = due_of(case)
    assert (due.delivery, due.delivered_at, due.tries) == (Delivery.DELIVERED, DUE, 1)
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    entry = entries.last("reminder.delivered")
    assert (entry.by, entry.subject_code) == ("system", case.code)


def test_sweep_leaves_the_hashed_row_alone(case: Case) -> None:
    before = due_of(case)
    delivery.sweep(DUE)
    assert due_of(case).revision == before.revision


def test_snoozed_row_is_told_again_then(house: make.House, case: Case) -> None:
    delivery.sweep(DUE)
    later = DUE + 5 * HOUR
    actions.snooze(
        due_of(case), by=house.caseworker.user, at=DUE, until=later, reason="waits_for_window"
    )
    assert delivery.sweep(DUE + HOUR) == 0
    assert delivery.sweep(later) == 1
    assert len(set(names())) == 2  # another notice, which no mailbox may take for a double


def test_done_row_is_not_told(house: make.House, case: Case) -> None:
    actions.done(due_of(case), by=house.caseworker.user, at=make.NOW)
    assert delivery.sweep(DUE) == 0


def test_no_address_is_a_notice_in_the_app_alone(house: make.House, case: Case) -> None:
    give_address(house.caseworker.user, "")
    assert delivery.sweep(DUE) == 1
    assert mail.outbox == []


def test_nobody_who_left_gets_mail(house: make.House, case: Case) -> None:
    User.objects.filter(pk=house.caseworker.user.pk).update(is_active=False, status="left")
    delivery.sweep(DUE)
    assert mail.outbox == []


def test_nobody_whose_case_went_to_another_desk_gets_mail(house: make.House, case: Case) -> None:
    Case.objects.update(desk=house.other_desk)  # where nobody owns it yet
    UserGrant.objects.all().delete()
    assert delivery.sweep(DUE) == 1
    assert mail.outbox == []


def test_claim_is_a_lease(case: Case) -> None:
    """A worker that died after its claim: nobody else takes it for five minutes, then one does."""
    assert delivery.claim(DUE)
    assert delivery.sweep(DUE + timedelta(minutes=4)) == 0
    assert delivery.sweep(DUE + delivery.LEASE + delivery.BY_CHANCE) == 1
    assert len(mail.outbox) == 1


def test_a_mail_that_was_cut_before_its_mark_goes_again_under_the_same_name(
    house: make.House, case: Case
) -> None:
    """A worker that died after it handed the mail over: whoever gets it drops the second."""
    (due,) = delivery.claim(DUE)
    with Post() as post:
        assert delivery._mail(due, DUE, post) == delivery.Told(house.caseworker.user)
    assert delivery.sweep(DUE + delivery.LEASE - SECOND) == 0
    assert delivery.sweep(DUE + delivery.LEASE + delivery.BY_CHANCE) == 1
    assert len(names()) == 2
    assert len(set(names())) == 1
    assert due_of(case).delivery == Delivery.DELIVERED


def test_lost_claim_sends_nothing(house: make.House, case: Case) -> None:
    """The task was done while a worker had it claimed: no mail, and no mark."""
    (due,) = delivery.claim(DUE)
    actions.done(due_of(case), by=house.caseworker.user, at=DUE)
    with Post() as post:
        assert delivery.deliver(due, DUE, post) is False
    assert mail.outbox == []


def test_a_batch_has_one_connection(house: make.House, case: Case) -> None:
    make.opened(house, risk=Risk.HIGH, label="blue kettle")
    Counting.opened = 0
    with backend("Counting"):
        assert delivery.sweep(DUE) == 2
    assert (Counting.opened, len(mail.outbox)) == (1, 2)


def test_what_there_was_no_time_for_waits_and_no_try_is_counted(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SECONDS", -1.0)
    assert delivery.sweep(DUE) == 0
    due = due_of(case)
    assert (due.delivery, due.claimed_at, due.tries) == (Delivery.WAITING, None, 0)
    assert mail.outbox == []


def names() -> list[str]:
    """Message-IDs of what was sent."""
    return [one.extra_headers["Message-ID"] for one in mail.outbox]


class Refusing(EmailBackend):
    """Says no to every mail."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise SMTPRecipientsRefused({ADDRESS: (550, b"no such user")})


class Silent(EmailBackend):
    """Takes the mail and never answers."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise SMTPServerDisconnected("gone")


class Unreachable(EmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError


class Counting(EmailBackend):
    opened = 0

    def open(self) -> bool:
        Counting.opened += 1
        return True


def backend(name: str) -> Any:
    return override_settings(EMAIL_BACKEND=f"{__name__}.{name}")


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backends are named by path, and these tests are imported without one."""
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])


@pytest.mark.parametrize("name", ["Refusing", "Unreachable"])
def test_refused_mail_is_tried_again_and_set_aside_after_five(case: Case, name: str) -> None:
    at = DUE
    with backend(name):
        for tries in range(1, 6):
            assert delivery.sweep(at) == 0
            assert (due_of(case).tries, due_of(case).delivery) == (tries, Delivery.CLAIMED)
            lease = delivery.LEASE * 2 ** (tries - 1)
            assert delivery.sweep(at + lease - SECOND) == 0
            assert due_of(case).tries == tries  # not before its time, which doubles
            at += lease + delivery.BY_CHANCE
        assert delivery.sweep(at) == 0
    assert due_of(case).delivery == Delivery.SET_ASIDE
    entry = entries.last("reminder.set_aside")
    assert (entry.by, entry.outcome) == ("system", "failed")
    assert delivery.sweep(at + HOUR) == 0
    assert mail.outbox == []


@pytest.mark.proves("reminders.can_try_mails_again")
def test_an_administrator_has_mails_tried_again_that_were_set_aside(
    house: make.House, case: Case
) -> None:
    Due.objects.update(delivery=Delivery.SET_ASIDE, tries=delivery.TRIES)
    with pytest.raises(NotAllowed):
        delivery.try_again(by=house.supervisor.user, at=DUE)
    assert due_of(case).delivery == Delivery.SET_ASIDE
    waiting = delivery.try_again(by=house.administrator.user, at=DUE)
    assert waiting == Due.objects.pending().count()
    assert entries.last("reminder.tried_again").reason == str(waiting)
    assert delivery.sweep(DUE) == 1
    assert due_of(case).delivery == Delivery.DELIVERED


def test_mail_without_an_answer_goes_again_under_the_same_name(case: Case) -> None:
    with backend("Silent"):
        assert delivery.sweep(DUE) == 0
    assert delivery.sweep(DUE + HOUR) == 1
    assert len(names()) == 2
    assert len(set(names())) == 1


def test_poison_sets_only_itself_aside(
    house: make.House, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that fails in a way nobody foresaw: the others of its batch have their turn."""
    other, reader_of = make.opened(house, risk=Risk.HIGH, label="blue kettle"), delivery.reader_of

    def poisoned(due: Due, at: datetime) -> User | None:
        if due.case_id == case.pk:
            raise KeyError("poison")
        return reader_of(due, at)

    monkeypatch.setattr(delivery, "reader_of", poisoned)
    at = DUE
    for tries in range(1, delivery.TRIES + 1):
        with pytest.raises(ExceptionGroup):
            delivery.sweep(at)
        assert due_of(case).tries == tries
        at += delivery.LEASE * 2 ** (tries - 1) + delivery.BY_CHANCE
    assert due_of(other).delivered_at == DUE
    delivery.sweep(at)
    assert due_of(case).delivery == Delivery.SET_ASIDE


# The worker.


def test_schedule_names_the_sweep() -> None:
    from casework.reminders.tasks import sweep

    assert sweep.name in [row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()]


def test_worker_reaches_no_keyring() -> None:
    """Where importing the keyring raises, as in a worker, the task is imported all the same."""
    code = (
        "import django; django.setup(); import sys; from casework.reminders import tasks;"
        "assert 'casework.vault.keyring' not in sys.modules"
    )
    environment = {"CASEWORK_PROCESS": "worker", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_two_workers_never_claim_the_same_row(case: Case) -> None:
    with transaction.atomic():
        assert [due.case for due in delivery.claim(DUE)] == [case]
        assert delivery.claim(DUE) == []


def test_lateness_of_the_clock_is_harmless(case: Case) -> None:
    """A clock that jumps back finds nothing due; one that jumps ahead delivers once."""
    assert delivery.sweep(DUE - 1000 * HOUR) == 0
    assert delivery.sweep(DUE + 100_000 * HOUR) == 7  # what her case has due
    assert delivery.sweep(datetime.now(DUE.tzinfo)) == 0
