"""The whole log recomputed once a day, with its result kept and told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from casework.audit import nightly
from casework.audit.models import AuditAlarm, AuditEntry
from casework.audit.nightly import day_begins, verify_due
from casework.reminders import seal_alarms
from tests import make
from tests.audit.acts import say
from tests.reminders.conftest import give_address

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)


def at(hours: float) -> Any:
    return lambda: NIGHT + timedelta(hours=hours)


def test_it_is_due_once_from_its_hour_on(marked: Path) -> None:
    assert verify_due(at(0)) is None  # nothing is recorded yet
    say()
    assert verify_due(at(0.2)) is not None
    assert verify_due(at(0.3)) is None
    assert verify_due(at(23.9)) is None
    assert verify_due(at(30)) is not None  # whatever kept it from its hour
    assert day_begins(NIGHT - timedelta(microseconds=1)) == NIGHT - timedelta(days=1)


def test_who_finds_another_at_it_leaves_it(marked: Path, owner_cursor: Any) -> None:
    say()
    owner_cursor.execute("SELECT pg_advisory_lock(%s)", [nightly._LOCK])
    assert verify_due(at(0)) is None
    owner_cursor.execute("SELECT pg_advisory_unlock(%s)", [nightly._LOCK])
    assert verify_due(at(0)) is not None


def test_what_is_found_is_kept_on_record_and_told_once(marked: Path, owner_cursor: Any) -> None:
    house = make.house()
    give_address(house.administrator.user, "mina@example.org")
    made = verify_due(at(0))
    assert made
    assert (made.broken, made.first_broken, made.findings) == (0, None, "")
    assert made.entries > 3
    assert seal_alarms.sweep(NIGHT) == 0
    owner_cursor.execute("UPDATE audit_entry SET reason = 'x' WHERE number = 2")
    broken = verify_due(at(24))
    assert broken
    assert (broken.first_broken, broken.findings.split("\n")[0]) == (2, "entry 2: its mac is wrong")
    assert AuditAlarm.objects.get().number == 2
    last = AuditEntry.objects.newest_first()[0]
    assert (last.verb, last.outcome) == ("log.verified", "failed")
    assert seal_alarms.sweep(NIGHT) == 1
    assert seal_alarms.sweep(NIGHT) == 0
    assert [(one.to, one.subject) for one in mail.outbox] == [(["mina@example.org"], "1 task due")]
