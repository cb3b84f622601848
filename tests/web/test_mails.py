"""Fewer mails by the link in a mail; and the folder of mails that the demonstration shows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from casework.access.errors import NotAllowed, require
from casework.cases.states import Risk
from casework.reminders import delivery, policies, unsubscribing
from casework.reminders.models import Due, Ways
from casework.reminders.ways import MAY_BE_MUTED
from tests import entries, make
from tests.make import House
from tests.reminders.conftest import give_address
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
DUE = make.NOW + timedelta(hours=24)
ADDRESS = "worker@example.org"


@pytest.fixture
def house() -> House:
    made = make.house()
    give_address(made.caseworker.user, ADDRESS)
    return made


def link_in_a_mail(house: House) -> str:
    """As it stands in the header, without the host."""
    make.opened(house, risk=Risk.HIGH)
    delivery.sweep(DUE)
    header = mail.outbox[0].extra_headers["List-Unsubscribe"]
    path: str = header.strip("<>").partition("/m/")[2]
    return f"/m/{path}"


def test_a_mail_program_unsubscribes_with_one_click_and_what_is_urgent_stays(house: House) -> None:
    """RFC 8058: a POST by a program that has no cookie and has seen no page of ours."""
    link, client = link_in_a_mail(house), Client(enforce_csrf_checks=True)
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = client.get(link).content.decode()
    assert "cannot be switched off" in page
    assert not Ways.objects.exists()
    for _time in range(2):
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(Ways.objects.get(person=house.caseworker.user).muted) == set(MAY_BE_MUTED)
    entry = entries.last("notices.changed")
    assert (entry.by, entry.reason) == ("system", "link")
    make.opened(house, risk=Risk.HIGH, label="blue kettle")
    urgent = Due.objects.create(
        case=make.opened(house, label="old lantern"),
        kind="if_taken",
        owner=house.caseworker.user,
        due_at=DUE,
    )
    mail.outbox.clear()
    delivery.sweep(DUE)
    assert [one.to for one in mail.outbox] == [[ADDRESS]]
    urgent.refresh_from_db()
    assert urgent.delivered_at == DUE


def test_a_link_that_is_old_or_not_ours_is_none(house: House) -> None:
    her, today = house.caseworker.user, make.NOW.date()
    token = unsubscribing.link_for(her, today - unsubscribing.LASTS - timedelta(days=2))
    other = unsubscribing.link_for(her, today)
    for path in (token, other[:-9] + "AAAAAAAA/"):
        answer = Client().post(f"/m/{path.partition('/m/')[2]}")
        assert answer.status_code == 404
    assert not Ways.objects.exists()
    assert str(her.pk) not in other
    assert other != unsubscribing.link_for(her, today)


@pytest.mark.proves("reminders.can_read_demo_mails")
def test_the_demonstrations_administrator_reads_its_mails(
    house: House, tmp_path: Path, settings: Any
) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for label in ("grey scarf", "blue kettle"):
        make.opened(house, risk=Risk.HIGH, label=label)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend"):
        delivery.sweep(DUE)
    client = client_of(house.administrator)
    assert reverse("mail_folder") in client.get(reverse("home")).content.decode()
    page = client.get(reverse("mail_folder")).content.decode()
    assert page.count(ADDRESS) == 2
    assert "1 task is due. Please sign in to see it." in page
    assert page.count("2048") == 2
    with pytest.raises(NotAllowed):
        require(policies.can_read_demo_mails(house.supervisor.user), "can_read_demo_mails")
    settings.DEMO = False
    assert client.get(reverse("mail_folder")).status_code == 404
    assert not policies.can_read_demo_mails(house.administrator.user)
