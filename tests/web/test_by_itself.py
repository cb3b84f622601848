"""What ended without anybody writing it down is told on the case's page and on home."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from casework.cases import lapses, transfer_ends
from casework.cases.actions import deciding, reopening, transferring
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case
from tests import entries, make
from tests.make import NOW, House
from tests.pathways.steps import tell
from tests.referrals.conftest import active_partner
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db
SILENT = NOW + timedelta(days=14)
LAPSED = NOW + timedelta(hours=48)


def _of(house: House, who: str, case: Case) -> dict[str, Any]:
    staff = house.staff[who]
    return {"by": staff.user, "at": NOW, "keys": make.keys_for(staff, case)}


@pytest.fixture
def pending(house: House) -> Case:
    """Agreed to; the other organisation is asked."""
    case, partner = make.opened(house), str(active_partner(house).pk)
    owner = _of(house, "caseworker", case)
    record_consent(case, make.consent("transfer", partner=partner), **owner)
    told = {"receiver": partner, "reason": "nearer", "summary": "She needs a doctor."}
    transferring.ask(case, **told, **owner)
    deciding.say_yes(case, deciding.deeds_of("transfer"), **_of(house, "supervisor", case))
    return case


@pytest.fixture
def lapsed(house: House) -> Case:
    case = make.opened(house)
    make.close(house, case)
    reopening.reopen(case, reason="returned", **_of(house, "caseworker", case))
    assert lapses.sweep(LAPSED) == 1
    return case


def _page(house: House, who: str, path: str, at: datetime) -> str:
    entries.sealed()  # as at a COMMIT
    with time_machine.travel(at, tick=False):
        return str(client_of(house.staff[who]).get(path).content.decode())


@pytest.mark.parametrize("who", ["caseworker", "supervisor"])
def test_that_nobody_answered_is_told(house: House, pending: Case, who: str) -> None:
    assert transfer_ends.sweep(SILENT) == 1
    page = _page(house, who, f"/cases/{pending.code}/", SILENT)
    assert "The other organisation did not answer within 14 days." in page
    assert ("handing over ended" in _page(house, who, "/", SILENT)) == (who == "caseworker")


def test_that_it_was_stopped_is_told_apart(house: House, pending: Case) -> None:
    tell(house, pending, "FM9", "M06|CU1")
    page = _page(house, "caseworker", f"/cases/{pending.code}/", NOW)
    assert "She was taken, or took her yes back." in page
    assert "did not answer" not in page


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "supervisor2"])
def test_that_a_reopening_lapsed_is_told(house: House, lapsed: Case, who: str) -> None:
    page = _page(house, who, f"/cases/{lapsed.code}/", LAPSED)
    assert "no supervisor confirmed it within 48 hours" in page
    home = _page(house, who, "/", LAPSED)
    assert lapsed.code in home
    assert "nobody confirmed it, closed again" in home


def test_it_is_told_to_nobody_else(house: House, lapsed: Case) -> None:
    for who in ("caseworker2", "caseworker3", "supervisor3"):
        assert lapsed.code not in _page(house, who, "/", LAPSED)
