"""What these apps write agrees with the log, to the row: a whole way, delivered and done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from casework.audit.verification import verify
from casework.cases.states import Risk
from casework.pathways import actions as pathways
from casework.referrals.states import Act
from casework.reminders import actions, delivery
from casework.reminders.kinds import FOLLOW_UPS
from casework.reminders.models import Due
from tests import make
from tests.referrals.conftest import Scene, active_partner
from tests.reminders.conftest import give_address

DUE = make.NOW + timedelta(hours=24)


@pytest.mark.django_db(transaction=True)
def test_every_row_is_the_newest_that_the_log_knows(house: make.House) -> None:
    give_address(house.caseworker.user, "worker@example.org")
    case = make.opened(house, risk=Risk.HIGH)
    scene = Scene(house, active_partner(house), case)
    scene.answer("given")
    scene.advance(Act.ASK_REVIEW, Act.RETURN, Act.TAKE_UP, Act.ASK_REVIEW)
    who = house.caseworker
    keys = make.keys_for(who, case)
    pathways.move(case, "FM3", event="inside", by=who.user, at=make.NOW, keys=keys)
    assert delivery.sweep(DUE) > 0
    due = Due.objects.pending().get(case=case, kind__in=FOLLOW_UPS)
    actions.snooze(due, by=who.user, at=DUE, until=DUE + timedelta(hours=2), reason="in_hand")
    actions.done(due, by=who.user, at=DUE)
    report = verify(connection)
    assert (report.ok, report.findings) == (True, [])
