"""The deputy desk's supervisors decide what the desk has nobody to decide, and see nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casework.access import people
from casework.access.focal_points import name_focal_point
from casework.access.rekey import rekey
from casework.cases.actions.consent import record_consent
from casework.cases.models import Case, ConsentRecord
from casework.cases.states import CaseState, Risk
from casework.referrals import actions as referrals
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.reminders.models import Due
from tests import entries, make
from tests.make import NOW, House
from tests.referrals.conftest import SERVICE, active_partner
from tests.security.tables import written
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def house() -> Iterator[House]:
    """The south desk has one supervisor; the north desk stands by for it."""
    return make.house()


@pytest.fixture
def deputy(house: House) -> Client:
    return client_of(house.supervisor)


def words(page: Any) -> str:
    return unescape(page.content.decode())


def nobody_left(house: House) -> None:
    people.leave(house.supervisor3.user, by=house.supervisor.user, at=NOW)


def of_worker(house: House, case: Case, at: datetime = NOW) -> dict[str, Any]:
    who = house.caseworker3
    return {"by": who.user, "at": at, "keys": make.keys_for(who, case, at)}


def decide(client: Client, case: Case, kind: str = "opening", answer: str = "yes") -> Any:
    told = {"kind": kind, "answer": answer, "words": "Seen."}
    return client.post(reverse("decide", args=[case.code]), told)


def waits_for_review(house: House, case: Case, at: datetime = NOW) -> Referral:
    """Asked at the moment at which the case was opened: her consent and the agreement hold then."""
    until = at.date() + timedelta(days=180)
    partner = active_partner(house, agreement_until=until.isoformat())
    share = make.consent("share", service=SERVICE, partner=str(partner.pk), at=at)
    act = of_worker(house, case, at)
    record_consent(case, share, **act)
    told = {"service": SERVICE, "partner": str(partner.pk), "need": "A check-up.", "contact": "Us."}
    referral = make.packed(referrals.draft(case, urgency="urgent", written=told, **act), **act)
    referrals.act(referral, Act.ASK_REVIEW, **act)
    return referral


def girl(house: House, case: Case) -> ConsentRecord:
    alone = {"child_basis": "assent_and_vital_interests", "in_danger": True}
    return record_consent(case, make.consent("photo_or_voice") | alone, **of_worker(house, case))


# What she sees ------------------------------------------------------------------


def test_while_the_desk_decides_for_itself_nothing_waits_for_her(
    house: House, deputy: Client
) -> None:
    case = make.submitted(house, "caseworker3")
    page = words(deputy.get(reverse("decisions")))
    assert "decides for itself now" in page
    assert case.code not in page
    before = written()
    assert deputy.get(reverse("decide", args=[case.code])).status_code == 404
    assert decide(deputy, case).status_code == 404
    assert written() == before
    assert Case.objects.get().state == CaseState.DRAFT


def test_what_the_desk_cannot_decide_waits_for_her(house: House, deputy: Client) -> None:
    case = make.submitted(house, "caseworker3", label="tin drum")
    nobody_left(house)
    for name in ("decisions", "home"):
        page = words(deputy.get(reverse(name)))
        assert ("You stand by" in page, "South desk" in page) == (True, True)
        assert f"/cases/{case.code}/decide/" in page
        assert "tin drum" not in page
    assert "cases.listed" in {entry.verb for entry in entries.sealed()}


def test_whoever_stands_by_for_nobody_sees_no_such_list(house: House) -> None:
    page = words(client_of(house.supervisor3).get(reverse("decisions")))
    assert "You stand by" not in page


# What she decides ----------------------------------------------------------------


def test_she_opens_a_case_and_the_case_stays_closed_to_her(house: House, deputy: Client) -> None:
    case = make.submitted(house, "caseworker3", label="tin drum")
    nobody_left(house)
    page = words(deputy.get(reverse("decide", args=[case.code])))
    assert ("tin drum" in page, "You stand by for South desk" in page) == (True, True)
    assert f'href="/cases/{case.code}/"' not in page
    assert decide(deputy, case).url == reverse("decisions")
    assert Case.objects.get().state == CaseState.OPEN
    for name in ("case", "consents", "decide", "situation"):
        assert deputy.get(reverse(name, args=[case.code])).status_code == 404
    said = [entry for entry in entries.sealed() if entry.subject_code == case.code]
    hers = {entry.verb for entry in said if entry.by == str(house.supervisor.user.pk)}
    assert {"case.read", "decision.made", "case.opened"} <= hers


def test_her_key_is_the_newest_one(house: House, deputy: Client) -> None:
    case = make.submitted(house, "caseworker3")
    head = house.supervisor3
    rekey(case, by=head.user, at=NOW, keys=make.keys_for(head, case))
    nobody_left(house)
    assert decide(deputy, case).url == reverse("decisions")


def test_what_is_typed_without_an_answer_stays(house: House, deputy: Client) -> None:
    case = make.submitted(house, "caseworker3")
    nobody_left(house)
    told = {"kind": "opening", "answer": "no", "words": ""}
    page = words(deputy.post(reverse("decide", args=[case.code]), told))
    assert "Say why" in page
    assert Case.objects.get().state == CaseState.DRAFT


def test_nobody_else_of_her_desk_is_asked(house: House) -> None:
    case = make.submitted(house, "caseworker3")
    nobody_left(house)
    for who in ("caseworker", "administrator"):
        client = client_of(house.staff[who])
        assert client.get(reverse("decide", args=[case.code])).status_code == 404
        assert decide(client, case).status_code == 404
    assert Case.objects.get().state == CaseState.DRAFT


def test_she_confirms_what_was_done_in_danger(house: House, deputy: Client) -> None:
    case = make.submitted(house, "caseworker3", risk=Risk.CRITICAL)
    nobody_left(house)
    assert decide(deputy, case, "opened").url == reverse("decisions")
    assert Case.objects.get().submitted_at is None


def test_she_reviews_a_referral(house: House, deputy: Client) -> None:
    case = make.opened(house, "caseworker3")
    referral = waits_for_review(house, case)
    review = reverse("referral_review", args=[case.code, referral.pk])
    approve = reverse("referral_act", args=[case.code, referral.pk, Act.APPROVE])
    assert deputy.get(review).status_code == 404
    nobody_left(house)
    assert review in words(deputy.get(reverse("decisions")))
    page = words(deputy.get(review))
    assert "As the partner reads it" in page
    assert f'href="/cases/{case.code}/"' not in page
    form = {"once": str(uuid4()), "comment": ""}
    assert deputy.post(approve, form).url == reverse("decisions")
    assert Referral.objects.get().state == "approved"
    for gone in (review, reverse("referral", args=[case.code, referral.pk])):
        assert deputy.get(gone).status_code == 404
    # Another one of her desk, who had it open too.
    late = client_of(house.supervisor2).post(approve, form | {"once": str(uuid4())}, follow=True)
    assert "somebody has decided" in words(late)
    stranger = client_of(house.caseworker).post(approve, form)
    assert stranger.status_code == 404


def test_she_decides_for_a_girl_as_the_focal_points_deputy(house: House, deputy: Client) -> None:
    """The desk's own supervisor is there, and may decide too."""
    case = make.opened(house, "caseworker3")
    named = house.supervisor3.user, house.supervisor.user
    name_focal_point(house.other_desk, *named, by=house.administrator.user, at=NOW)
    row = girl(house, case)
    asked = Due.objects.pending().filter(kind="child_decision")
    assert {due.owner.username for due in asked} == {"supervisor", "supervisor3"}
    page = reverse("child_decide", args=[case.code, row.pk])
    assert page in words(deputy.get(reverse("decisions")))
    asking = words(deputy.get(page))
    assert ("grey scarf" in asking, "Caseworker3" in asking) == (True, True)
    assert deputy.get(reverse("consents", args=[case.code])).status_code == 404
    form = {"once": str(uuid4()), "decision": "upheld", "words": "She is safe there."}
    assert deputy.post(page, form).url == reverse("decisions")
    assert not asked.all().exists()
    assert deputy.get(page).status_code == 404
    assert client_of(house.supervisor2).get(page).status_code == 404


def test_she_lets_help_go_on(house: House, deputy: Client) -> None:
    case = make.opened(house, "caseworker3")
    nobody_left(house)
    record_consent(case, make.consent(state="cannot_ask"), **of_worker(house, case))
    page = reverse("basis_renew", args=[case.code])
    assert page in words(deputy.get(reverse("decisions")))
    form = {"once": str(uuid4()), "why": "in_custody", "words": "Nobody has seen her."}
    assert deputy.post(page, form).url == reverse("decisions")
    assert ConsentRecord.objects.filter(case=case).count() == 3
