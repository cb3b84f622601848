"""The appeal that she asked for before she was taken: that one goes out, and nothing else does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.access.errors import WrongState
from casework.cases.actions.consent import record_consent
from casework.cases.actions.if_taken import keep_wishes
from casework.cases.models import Case
from casework.referrals import actions
from casework.referrals.models import Partner, Referral
from casework.referrals.states import Act
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House
from tests.pathways.steps import tell
from tests.referrals.conftest import TOLD, active_partner

APPEAL = "repatriation_prevention"
WISHES = {"state": "answered", "appeal_unhcr": "with_name", "appeal_rok": "without_name",
          "appeal_ohchr": "no"}  # fmt: skip


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house)


def hands(house: House, case: Case, who: str = "caseworker", at: Any = NOW) -> dict[str, Any]:
    staff = house.staff[who]
    return {"by": staff.user, "at": at, "keys": make.keys_for(staff, case)}


def place(house: House, appeal_to: str, alias: str = "willow-3") -> Partner:
    return active_partner(house, alias, services=[APPEAL, "unhcr_rsd"], appeal_to=appeal_to)


def appeal(house: House, case: Case, partner: Partner, **written: str) -> Referral:
    told = {
        "service": APPEAL,
        "partner": str(partner.pk),
        "need": "She was taken at the border and asked for this.",
        "contact": "Through her caseworker only.",
    } | written
    return make.packed(
        actions.draft(case, urgency="urgent", written=told, **hands(house, case)),
        **hands(house, case),
    )


def advance(house: House, case: Case, referral: Referral, *acts: Act) -> None:
    for what in acts:
        who = "supervisor" if what == Act.APPROVE else "caseworker"
        told = TOLD.get(what, {})
        actions.act(referral, what, told=told, **hands(house, case, who))


def refused(house: House, case: Case, referral: Referral, *, at: Any = NOW) -> None:
    before = entries.count(), Referral.objects.get(pk=referral.pk).state
    with pytest.raises(WrongState, match="not on record"):
        actions.act(referral, Act.ASK_REVIEW, **hands(house, case, at=at))
    assert before == (entries.count(), Referral.objects.get(pk=referral.pk).state)


def taken(house: House, case: Case, **wishes: str) -> None:
    keep_wishes(case, WISHES | wishes, **hands(house, case))
    tell(house, case, "FM9", "M06|CU1")


def test_the_appeal_she_asked_for_with_her_name_goes_out(house: House, case: Case) -> None:
    taken(house, case)
    referral = appeal(house, case, place(house, "appeal_unhcr"))
    advance(house, case, referral, Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    assert referral.state == "sent"
    document = hands(house, case)["keys"].open_document(referral)
    assert (document["wish"], bool(document["consent"])) == ("with_name", True)


def test_it_does_not_run_out_while_she_is_held(house: House, case: Case) -> None:
    taken(house, case)
    later = NOW + timedelta(days=300)
    who = hands(house, case, at=later)
    record_consent(case, make.consent(state="cannot_ask", at=later), **who)
    partner = active_partner(
        house, services=[APPEAL], appeal_to="appeal_unhcr", agreement_until="2030-01-01"
    )
    actions.act(appeal(house, case, partner), Act.ASK_REVIEW, **who)


def test_without_her_name_it_goes_out_if_no_name_of_hers_stands_in_it(
    house: House, case: Case
) -> None:
    taken(house, case)
    partner = place(house, "appeal_rok")
    refused(house, case, appeal(house, case, partner, need="They call her little-crane."))
    advance(house, case, appeal(house, case, partner), Act.ASK_REVIEW, Act.APPROVE, Act.SEND)


@pytest.mark.proves("referrals.appeal_is_wished")
@pytest.mark.parametrize("where", ["appeal_ohchr", "appeal_un", ""])
def test_an_appeal_elsewhere_does_not(house: House, case: Case, where: str) -> None:
    """She said no, was not asked, or the partner is none of these places."""
    taken(house, case)
    refused(house, case, appeal(house, case, place(house, where)))


def test_another_service_of_the_same_partner_does_not(house: House, case: Case) -> None:
    taken(house, case)
    partner = place(house, "appeal_unhcr")
    refused(house, case, appeal(house, case, partner, service="unhcr_rsd"))


@pytest.mark.proves("referrals.appeal_is_wished")
def test_before_she_is_taken_and_once_she_is_free_it_does_not(house: House, case: Case) -> None:
    keep_wishes(case, WISHES, **hands(house, case))
    referral = appeal(house, case, place(house, "appeal_unhcr"))
    refused(house, case, referral)
    tell(house, case, "FM9", "M06|CU1", "CU12")
    refused(house, case, referral)


@pytest.mark.proves("referrals.appeal_is_wished")
@pytest.mark.parametrize("state", ["withdrawn", "nothing", "later"])
def test_a_wish_that_does_not_stand_does_not(house: House, case: Case, state: str) -> None:
    taken(house, case)
    referral = appeal(house, case, place(house, "appeal_unhcr"))
    keep_wishes(case, {"state": state}, **hands(house, case))
    refused(house, case, referral)


@pytest.mark.proves("referrals.appeal_is_wished")
@pytest.mark.parametrize("purpose", ["share", "case_services"])
def test_her_no_stands_above_it(house: House, case: Case, purpose: str) -> None:
    taken(house, case)
    partner = place(house, "appeal_unhcr")
    referral = appeal(house, case, partner)
    scope = {"service": APPEAL, "partner": str(partner.pk)} if purpose == "share" else {}
    no = make.consent(purpose, state="refused", **scope)
    record_consent(case, no, **hands(house, case))
    assert Referral.objects.get(pk=referral.pk).state == "consent_withdrawn"
    refused(house, case, appeal(house, case, partner))


def test_a_wish_taken_back_has_the_partner_told(house: House, case: Case) -> None:
    taken(house, case)
    partner = place(house, "appeal_unhcr")
    referral = appeal(house, case, partner)
    advance(house, case, referral, Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    notices = Due.objects.pending().filter(kind="partner_notice", reference=referral.pk)
    keep_wishes(case, WISHES, **hands(house, case))  # asked again, and the same
    assert not notices.exists()
    keep_wishes(case, WISHES | {"appeal_unhcr": "without_name"}, **hands(house, case))
    assert notices.count() == 1
