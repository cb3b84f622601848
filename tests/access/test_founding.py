from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings
from django.utils.timezone import now

from casework.access import admission, checks, founding, invitations
from casework.access.errors import WrongState
from casework.access.founding import Newcomer
from casework.accounts.models import User
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.crypto import wraps
from casework.vault import recovery_sheet
from casework.vault.models import Principal
from tests import make

AT = make.NOW


def _found(purpose: founding.Purpose = "real") -> founding.Founded:
    return founding.found(
        desk="north",
        desk_name="North desk",
        administrator=Newcomer("administrator", "Administrator"),
        supervisor=Newcomer("supervisor", "Supervisor"),
        purpose=purpose,
        at=AT,
    )


@pytest.mark.django_db(transaction=True)
def test_its_mark_is_the_first_entry(transactional_db: Any) -> None:
    _found("demo")
    first = AuditEntry.objects.get(number=1)
    assert (first.verb, first.reason, first.by) == ("organisation.founded", "demo", "system")
    assert founding.is_demo()
    assert list(verify(connections["default"]).findings) == []


@pytest.mark.django_db(transaction=True)
def test_production_refuses_a_demo(transactional_db: Any) -> None:
    _found("demo")
    with override_settings(DEMO=False), pytest.raises(ImproperlyConfigured):
        checks.require_fit()
    checks.require_fit()


@pytest.mark.django_db(transaction=True)
def test_a_real_house_is_no_demo(transactional_db: Any) -> None:
    _found()
    assert (founding.is_founded(), founding.is_demo()) == (True, False)
    with override_settings(DEMO=False):
        checks.require_fit()


def test_it_is_founded_once(db: None) -> None:
    _found()
    with pytest.raises(WrongState):
        _found()


def test_the_recovery_key_is_not_kept(db: None) -> None:
    founded = _found()
    seed = recovery_sheet.parse(founded.recovery_words)
    sheet = Principal.objects.get(kind=Principal.Kind.RECOVERY)
    assert bytes(sheet.public_key) == wraps.public_key(seed)
    assert founded.recovery_words not in repr(founded)


def test_the_first_supervisor_is_admitted_by_the_sheet_alone(db: None) -> None:
    founded = _found("demo")
    head = invitations.accept(founded.supervisor_token, passphrase=make.PASSPHRASE, at=AT)
    other = wraps.new_seed()
    with pytest.raises(WrongState):
        admission.admit_by_sheet(head.person, sheet=other, at=AT)
    sheet = recovery_sheet.parse(founded.recovery_words)
    admission.admit_by_sheet(head.person, sheet=sheet, at=AT)
    assert User.objects.get(pk=head.person.pk).is_supervisor_on(founded.desk)


def test_the_sheet_is_no_way_in_once_there_is_a_supervisor(db: None) -> None:
    house = make.house()
    house_words = wraps.new_seed()
    her = house.caseworker.user
    token = invitations.invite_again(her, by=house.administrator.user, at=AT)
    accepted = invitations.accept(token, passphrase=make.PASSPHRASE, at=AT)
    with pytest.raises(WrongState):
        admission.admit_by_sheet(accepted.person, sheet=house_words, at=AT)
    assert not User.objects.get(pk=her.pk).is_admitted


def test_the_administrator_alone_admits_nobody(db: None) -> None:
    founded = _found("demo")
    administrator = invitations.accept(
        founded.administrator_token, passphrase=make.PASSPHRASE, at=AT
    )
    sheet = recovery_sheet.parse(founded.recovery_words)
    with pytest.raises(WrongState):
        admission.admit_by_sheet(administrator.person, sheet=sheet, at=AT)
    assert not User.objects.admitted().exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_the_key_and_two_links_once(transactional_db: Any) -> None:
    said = StringIO()
    told = {
        "desk": "north",
        "name": "North desk",
        "administrator": "ada",
        "supervisor": "sue",
        "origin": "https://desk.example.org/",
    }
    call_command("found", stdout=said, **told)
    text = said.getvalue()
    links = re.findall(r"(\w+)  https://desk\.example\.org/invitation/([\w-]{43})/", text)
    assert [name for name, _token in links] == ["ada", "sue"]
    lines = [line for line in text.splitlines() if re.fullmatch(r" {4}(?:[a-z]+ ?){6}", line)]
    assert recovery_sheet.parse(" ".join(lines))
    assert invitations.accept(links[1][1], passphrase=make.PASSPHRASE, at=now())
    with pytest.raises(CommandError):
        call_command("found", stdout=said, **told)
