"""A case goes elsewhere, on its pages: asked for, decided with everything at hand, and gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.utils.timezone import localdate, now

from casework.cases.actions import changing_desk
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case, Decision
from casework.cases.states import CaseState
from casework.referrals import actions as referrals
from casework.referrals.models import Partner, Referral
from casework.referrals.states import Act
from tests import make
from tests.make import NOW, House
from tests.referrals.conftest import SERVICE, active_partner
from tests.web.signed_in import client_of

pytestmark = pytest.mark.usefixtures("standing_clock")

YES = {"kind": "desk_transfer", "answer": "yes", "words": "Agreed."}


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def _to(house: House, name: str = "") -> str:
    return f"{house.other_desk.pk}:{house.staff[name].user.pk if name else ''}"


def test_another_desk_is_asked_for_and_decided_on_one_page(house: House, case: Case) -> None:
    owner = client_of(house.caseworker)
    assert f"/cases/{case.code}/desk/" in owner.get(f"/cases/{case.code}/").content.decode()
    told = {"to": _to(house, "caseworker3"), "reason": "language", "summary": "Call on Sundays."}
    page = owner.post(f"/cases/{case.code}/desk/", told, follow=True).content.decode()
    assert "A supervisor has been asked to give it to the other desk." in page
    head = client_of(house.supervisor)
    page = head.get(f"/cases/{case.code}/decide/").content.decode()
    for said in ("South desk", "Caseworker3", "speaks her language", "Call on Sundays."):
        assert said in page
    answer = head.post(f"/cases/{case.code}/decide/", YES)
    assert (answer.status_code, answer["Location"]) == (302, "/decisions/")
    for gone in (owner, head):
        assert gone.get(f"/cases/{case.code}/").status_code == 404
    page = client_of(house.caseworker3).get(f"/cases/{case.code}/").content.decode()
    assert "Given to another desk" in page


@pytest.mark.parametrize("to", ["", "x", ":", "\x00", "own"])
def test_a_desk_that_is_not_offered_gets_nothing(to: str, house: House, case: Case) -> None:
    told = {"to": f"{house.desk.pk}:" if to == "own" else to, "reason": "place", "summary": "Kept."}
    page = client_of(house.caseworker).post(f"/cases/{case.code}/desk/", told).content.decode()
    assert "Not saved yet" in page
    assert "Kept." in page
    assert not Decision.objects.waiting().exists()


def test_of_two_who_decide_at_once_one_does(transactional_db: None) -> None:
    house = make.house()
    case, who = make.opened(house), house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": NOW, "keys": make.keys_for(who, case)}
    named = {"desk": house.other_desk, "owner": house.caseworker3.user}
    changing_desk.ask(case, reason="place", summary="Call on Sundays.", **named, **hands)
    clients, start = [client_of(house.supervisor), client_of(house.supervisor2)], Barrier(2)

    def decide(client: Any) -> int:
        try:
            start.wait(timeout=10)
            status: int = client.post(f"/cases/{case.code}/decide/", YES).status_code
        finally:
            connections.close_all()
        return status

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, clients))
    assert set(answers) <= {302, 404}  # she is told, or came when it was gone
    assert Case.objects.get().desk == house.other_desk
    assert Decision.objects.filter(kind="desk_transfer", decided_by__isnull=False).count() == 1


# To another organisation -------------------------------------------------------------------


@pytest.fixture
def partner(house: House) -> Partner:
    return active_partner(house, agreement_until="2099-12-31")


def _send(house: House, name: str, case: Case, act: str, **told: Any) -> str:
    """The page she ends up on."""
    answer = client_of(house.staff[name]).post(f"/cases/{case.code}/{act}/", told, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _page(house: House, name: str, case: Case, act: str = "") -> str:
    return str(client_of(house.staff[name]).get(f"/cases/{case.code}/{act}").content.decode())


def _ask(house: House, case: Case, partner: Partner) -> str:
    who, at = house.caseworker, now()
    hands: dict[str, Any] = {"by": who.user, "at": at, "keys": make.keys_for(who, case)}
    for purpose, to in (("case_services", ""), ("transfer", str(partner.pk))):
        record_consent(case, make.consent(purpose, partner=to, at=at), **hands)
    told = {"receiver": str(partner.pk), "reason": "nearer", "summary": "She needs a doctor."}
    return _send(house, "caseworker", case, "transfer", **told)


def _agree(house: House, case: Case) -> str:
    yes = YES | {"kind": "transfer"}
    return _send(house, "supervisor", case, "decide", **yes)


def test_the_whole_way_to_another_organisation_and_back(
    house: House, case: Case, partner: Partner
) -> None:
    assert "A supervisor has been asked to agree to it." in _ask(house, case, partner)
    page = _page(house, "supervisor", case, "decide/")
    for said in ("Lantern clinic", "they are where she is", "She needs a doctor.", "it holds"):
        assert said in page
    assert "Handing over agreed to" in _agree(house, case)
    assert "A supervisor notes it when they have answered" in _page(house, "caseworker", case)
    assert f"/cases/{case.code}/transfer/taken-over/" in _page(house, "supervisor", case)
    assert "Lantern clinic" in _page(house, "supervisor", case, "transfer/taken-over/")
    day = localdate(timezone=ZoneInfo(house.supervisor.user.time_zone)).isoformat()
    page = _send(house, "supervisor", case, "transfer/taken-over", accepted_on=day, words="Letter.")
    assert "Taken over by another organisation" in page
    assert "Handed over" in page
    page = _send(house, "supervisor", case, "transfer/given-back", reason="no_contact")
    assert "Given back by the other organisation: they have no contact with her" in page
    assert Case.objects.get().state == CaseState.OPEN


def test_without_her_yes_nothing_is_asked(house: House, case: Case, partner: Partner) -> None:
    told = {"receiver": str(partner.pk), "reason": "nearer", "summary": "Kept as typed."}
    page = _send(house, "caseworker", case, "transfer", **told)
    assert "never asked whether she agrees" in page
    assert "Kept as typed." in page
    assert not Decision.objects.waiting().exists()


def test_a_day_that_cannot_be_is_said_and_nothing_passes(
    house: House, case: Case, partner: Partner
) -> None:
    _ask(house, case, partner)
    _agree(house, case)
    for day in ("", "x", "2020-01-01", "2999-01-01"):
        page = _send(house, "supervisor", case, "transfer/taken-over", accepted_on=day)
        assert "Not saved yet" in page
    assert Case.objects.get().state == CaseState.TRANSFER_PENDING


def test_a_referral_that_is_under_way_goes_along_first(
    house: House, case: Case, partner: Partner
) -> None:
    _ask(house, case, partner)
    referral = _sent(house, case, partner)
    _agree(house, case)
    page = _page(house, "supervisor", case)
    assert "A referral is still under way" in page
    assert "transfer/taken-over" not in page
    url = f"referrals/{referral.pk}/do/hand_on"
    assert "Hand it over with the case" in _page(house, "caseworker", case, f"{url}/")
    page = _send(house, "caseworker", case, url, once=str(uuid4()))
    assert "Handed over with the case" in page
    assert "transfer/taken-over" in _page(house, "supervisor", case)


def _sent(house: House, case: Case, partner: Partner) -> Referral:
    who, at = house.caseworker, now()
    hands: dict[str, Any] = {"by": who.user, "at": at, "keys": make.keys_for(who, case)}
    yes = make.consent("share", service=SERVICE, partner=str(partner.pk), at=at)
    record_consent(case, yes, **hands)
    texts = {"need": "A check-up.", "note": "", "contact": "Through her caseworker."}
    written = texts | {"service": SERVICE, "partner": str(partner.pk)}
    referral = make.packed(
        referrals.draft(case, urgency="routine", written=written, **hands), **hands
    )
    referrals.act(referral, Act.ASK_REVIEW, **hands)
    return referral


def test_they_said_no(house: House, case: Case, partner: Partner) -> None:
    _ask(house, case, partner)
    _agree(house, case)
    page = _send(house, "supervisor", case, "transfer/not", reason="declined", words="No place.")
    assert "Not handed over, the work goes on: the other organisation said no" in page
