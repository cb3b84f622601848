"""Who may not: each rule keeps out somebody who sees the case and holds its key.

`make prove` takes the rules out one by one, and each of these tests has to turn red.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from casework.access import desks, people, rekey
from casework.access.errors import NotAllowed
from casework.audit.models import AuditEntry
from casework.cases.actions import (
    assessment,
    closing,
    contact,
    files,
    holding,
    opening,
    reading,
    record,
    reopening,
    sharing,
)
from casework.cases.closing import ClosingReason
from casework.cases.models import Case
from casework.cases.reasons import LookingReason, ReopeningReason, RiskReason
from casework.cases.states import Risk
from casework.pathways import actions as pathways
from casework.referrals import actions as referrals
from casework.referrals import directory
from casework.referrals.details import Details
from tests import make
from tests.make import NOW, House, Staff
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    """Open, and shared with `caseworker2`, who may read it and nothing else."""
    made = make.opened(house)
    owner = house.caseworker
    keys = make.keys_for(owner, made)
    sharing.share(made, to=house.caseworker2.user, by=owner.user, at=NOW, keys=keys)
    return made


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return AuditEntry.objects.count()


@contextmanager
def _refused() -> Iterator[None]:
    before = _written()
    with pytest.raises(NotAllowed):
        yield
    assert _written() == before


def _of(who: Staff, case: Case) -> dict[str, Any]:
    return {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}


# The record ----------------------------------------------------------------------


@pytest.mark.proves("cases.can_list")
def test_an_administrator_lists_no_cases(house: House) -> None:
    answer = client_of(house.administrator).get(reverse("find"))
    assert answer.status_code == 403


@pytest.mark.proves("cases.can_start")
def test_a_supervisor_starts_no_case(house: House) -> None:
    who = house.supervisor
    with _refused():
        files.start(house.desk, by=who.user, at=NOW, keys=who.keys, label="tin drum")


@pytest.mark.proves("cases.can_edit")
def test_a_reader_writes_no_section(house: House, case: Case) -> None:
    with _refused():
        record.save_section(
            case, "needs", make.complete("needs"), revision=1, **_of(house.caseworker2, case)
        )


@pytest.mark.proves("cases.can_add_note")
def test_a_reader_adds_no_note(house: House, case: Case) -> None:
    with _refused():
        record.add_note(case, "the bus is late", **_of(house.caseworker2, case))


@pytest.mark.proves("cases.can_reveal")
def test_a_reader_uncovers_no_name(house: House, case: Case) -> None:
    with _refused():
        reading.revealed(case, LookingReason.CONTACT, by=house.caseworker2.user, at=NOW)


@pytest.mark.proves("cases.can_see_readers")
def test_a_reader_does_not_see_who_else_read(house: House, case: Case) -> None:
    with _refused():
        reading.readers_listed(case, by=house.caseworker2.user, at=NOW, count=1)


@pytest.mark.proves("cases.can_share")
def test_a_reader_shares_with_nobody(house: House, case: Case) -> None:
    with _refused():
        sharing.share(case, to=house.caseworker3.user, **_of(house.caseworker2, case))


@pytest.mark.proves("cases.can_raise_risk")
def test_a_reader_raises_no_risk(house: House, case: Case) -> None:
    with _refused():
        assessment.set_risk(case, Risk.CRITICAL, by=house.caseworker2.user, at=NOW)


@pytest.mark.proves("cases.can_lower_risk")
def test_the_owner_lowers_no_risk(house: House, case: Case) -> None:
    with _refused():
        assessment.set_risk(
            case, Risk.LOW, reason=RiskReason.values[0], **_of(house.caseworker, case)
        )


# Its life ------------------------------------------------------------------------


@pytest.mark.proves("cases.can_submit")
def test_a_supervisor_asks_no_opening_in_the_owners_place(house: House) -> None:
    draft = make.draft(house)
    assessment.set_risk(draft, Risk.CRITICAL, by=house.caseworker.user, at=NOW)
    with _refused():
        opening.submit(draft, **_of(house.supervisor, draft))


@pytest.mark.proves("cases.can_decide")
def test_the_owner_opens_no_case_of_her_own(house: House) -> None:
    draft = make.submitted(house)
    with _refused():
        opening.accept(draft, **_of(house.caseworker, draft))


@pytest.mark.proves("cases.can_ask_closing")
def test_a_reader_asks_for_no_closing(house: House, case: Case) -> None:
    told: dict[str, Any] = {"reason": ClosingReason.GOALS_MET, "checklist": make.checklist()}
    with _refused():
        closing.ask(case, **told, **_of(house.caseworker2, case))


def test_the_owner_closes_no_case_of_her_own(house: House, case: Case) -> None:
    make.ask_closing(house, case)
    with _refused():
        closing.close(case, **_of(house.caseworker, case))


@pytest.mark.proves("cases.can_hold")
def test_a_reader_holds_nothing(house: House, case: Case) -> None:
    told: dict[str, Any] = {"reason": "no_contact", "review_on": NOW.date() + timedelta(days=9)}
    with _refused():
        holding.hold(case, **told, **_of(house.caseworker2, case))


@pytest.mark.proves("cases.can_stop_contact")
def test_a_reader_stops_no_contact(house: House, case: Case) -> None:
    with _refused():
        contact.stop(case, reason="overheard", **_of(house.caseworker2, case))


@pytest.mark.proves("cases.can_void")
def test_a_stranger_ends_no_draft(house: House) -> None:
    draft = make.draft(house)
    with _refused():
        holding.void(
            draft, reason="mistake", by=house.caseworker2.user, at=NOW, keys=house.caseworker2.keys
        )


@pytest.mark.proves("cases.can_reopen")
def test_a_reader_reopens_nothing(house: House, case: Case) -> None:
    make.close(house, case)
    with _refused():
        reopening.reopen(case, reason=ReopeningReason.values[0], **_of(house.caseworker2, case))


@pytest.mark.proves("pathways.can_move")
def test_a_reader_tells_no_move(house: House, case: Case) -> None:
    with _refused():
        pathways.move(case, "FM3", event="inside", **_of(house.caseworker2, case))


# Referrals -----------------------------------------------------------------------


@pytest.mark.proves("referrals.can_keep_partners")
def test_a_caseworker_proposes_no_partner(house: House) -> None:
    with _refused():
        directory.propose(
            "lantern", name="Lantern", details=Details(), by=house.caseworker.user, at=NOW
        )


@pytest.mark.proves("referrals.can_write")
def test_a_reader_drafts_no_referral(house: House, case: Case) -> None:
    partner = directory.propose(
        "lantern", name="Lantern", details=Details(), by=house.supervisor.user, at=NOW
    )
    written = {"service": "psychosocial", "partner": str(partner.pk)}
    with _refused():
        referrals.draft(case, urgency="high", written=written, **_of(house.caseworker2, case))


# People and keys -----------------------------------------------------------------


@pytest.mark.proves("access.can_manage_people")
def test_a_supervisor_makes_no_desk(house: House) -> None:
    who = house.supervisor.user
    with _refused():
        desks.make_desk("west", name="West", deputy=house.desk, supervisor=who, by=who, at=NOW)


@pytest.mark.proves("access.can_let_leave")
def test_a_caseworker_lets_nobody_leave(house: House) -> None:
    with _refused():
        people.leave(house.caseworker2.user, by=house.caseworker.user, at=NOW)


@pytest.mark.proves("access.can_rekey")
def test_a_reader_makes_no_new_key(house: House, case: Case) -> None:
    with _refused():
        rekey.rekey(case, **_of(house.caseworker2, case))
