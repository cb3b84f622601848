"""Two people look at a partner before it is trusted, and before it is reached somewhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casework.access.errors import NotAllowed, WrongState
from casework.access.people import leave
from casework.referrals import directory, partners, vetting
from casework.referrals.details import Details
from casework.referrals.models import Partner, PartnerDecision
from casework.referrals.partner_rows import Answer, Asked
from tests import entries
from tests.make import NOW, House
from tests.referrals.conftest import DETAILS, active_partner, vet


@pytest.fixture
def partner(house: House) -> Partner:
    by = house.supervisor.user
    return directory.propose("willow-3", name="Lantern", details=DETAILS, by=by, at=NOW)


def ask(house: House, partner: Partner, kind: Asked = Asked.VET) -> PartnerDecision:
    return vetting.ask(partner, kind, words="We met.", by=house.supervisor.user, at=NOW)


def written() -> tuple[Any, ...]:
    rows = PartnerDecision.objects.order_by("pk").values_list("pk", "answer", "revision")
    return [*rows], [*Partner.objects.values_list("state", "revision")], entries.count()


def describe(house: House, partner: Partner, **changes: Any) -> PartnerDecision | None:
    details = Details(**(vars(DETAILS) | changes))
    told: dict[str, Any] = {"details": details, "revision": partner.revision}
    return directory.describe(partner, name="Lantern", by=house.supervisor.user, at=NOW, **told)


def test_one_asks_and_another_says_yes(house: House, partner: Partner) -> None:
    asked = ask(house, partner)
    assert PartnerDecision.objects.to_decide(house.supervisor2.user).get() == asked
    assert not PartnerDecision.objects.to_decide(house.supervisor.user)
    vetting.say_yes(asked, words="I went there.", by=house.supervisor3.user, at=NOW)
    assert Partner.objects.get().state == "vetted"
    assert [one.verb for one in entries.sealed()[-2:]] == ["partner.asked", "partner.vetted"]
    assert not PartnerDecision.objects.waiting()


def test_a_no_leaves_all_as_it_was_and_it_may_be_asked_again(
    house: House, partner: Partner
) -> None:
    vetting.say_no(
        ask(house, partner), words="Nobody knows them.", by=house.supervisor2.user, at=NOW
    )
    assert Partner.objects.get().state == "proposed"
    assert entries.sealed()[-1].verb == "partner.declined"
    ask(house, partner)


@pytest.mark.proves("referrals.can_decide_partner")
@pytest.mark.parametrize("who", ["supervisor", "caseworker", "administrator"])
def test_never_whoever_asked_and_only_a_supervisor(
    house: House, partner: Partner, who: str
) -> None:
    asked = ask(house, partner)
    before = written()
    for say in (vetting.say_yes, vetting.say_no):
        with pytest.raises(NotAllowed):
            say(asked, by=house.staff[who].user, at=NOW)
    assert written() == before


def test_the_database_holds_it_too(house: House, partner: Partner) -> None:
    asked = ask(house, partner)
    twice = {"decided_by": house.supervisor.user, "decided_at": NOW, "answer": Answer.YES}
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerDecision.objects.filter(pk=asked.pk).update(**twice)


@pytest.mark.proves("referrals.partner_by_two")
@pytest.mark.parametrize(("before", "after"), [("proposed", "vetted"), ("suspended", "active")])
def test_nobody_does_it_alone(house: House, partner: Partner, before: str, after: str) -> None:
    Partner.objects.update(state=before)
    was = written()
    with pytest.raises(WrongState, match="Two people look at a partner"):
        directory.set_state(partner, after, by=house.supervisor.user, at=NOW)
    assert written() == was


@pytest.mark.proves("referrals.partner_asked_once")
def test_one_thing_at_a_time_is_asked(house: House, partner: Partner) -> None:
    ask(house, partner)
    before = written()
    with pytest.raises(WrongState, match="asked about this partner already"):
        ask(house, partner)
    assert written() == before


@pytest.mark.proves("referrals.partner_is_waited_for")
def test_it_is_answered_once(house: House, partner: Partner) -> None:
    asked = ask(house, partner)
    vetting.say_yes(asked, by=house.supervisor2.user, at=NOW)
    before = written()
    with pytest.raises(WrongState, match="decided already"):
        vetting.say_no(asked, by=house.supervisor2.user, at=NOW)
    assert written() == before


@pytest.mark.proves("referrals.another_supervisor")
def test_nothing_is_asked_where_nobody_could_answer(house: House, partner: Partner) -> None:
    for name in ("supervisor2", "supervisor3"):
        leave(house.staff[name].user, by=house.supervisor.user, at=NOW)
    before = written()
    with pytest.raises(WrongState, match="No other supervisor is in post"):
        ask(house, partner)
    assert written() == before


@pytest.mark.proves("referrals.ready_to_vet")
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"services": []}, "what it offers"),
        ({"country": ""}, "its country"),
        ({"contact": ""}, "how we reach it"),
        ({"agreement": "none"}, "an agreement in force"),
        ({"agreed": ""}, "an agreement in force"),
        ({"agreement": "signed"}, "an agreement in force"),
        ({"agreement_until": "2026-05-31"}, "an agreement in force"),
    ],
)
def test_what_is_not_known_is_not_vetted(
    house: House, partner: Partner, changes: dict[str, Any], missing: str
) -> None:
    describe(house, partner, **changes)
    before = written()
    with pytest.raises(WrongState, match=missing):
        ask(house, partner)
    assert written() == before


def test_what_runs_out_meanwhile_is_not_vetted(house: House, partner: Partner) -> None:
    asked = ask(house, partner)
    with pytest.raises(WrongState, match="an agreement in force"):
        vetting.say_yes(asked, by=house.supervisor2.user, at=NOW + timedelta(days=300))
    assert Partner.objects.get().state == "proposed"


def test_a_partner_described_anew_is_asked_about_again(house: House, partner: Partner) -> None:
    asked = ask(house, partner)
    describe(house, partner, hours="evenings")
    assert PartnerDecision.objects.get().answer == Answer.DROPPED
    with pytest.raises(WrongState, match="has changed since"):
        vetting.say_yes(asked, by=house.supervisor2.user, at=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"contact": "another number"},
        {"key_fingerprint": "A" * 40},
        {"country": "KOR"},
        {"services": ["medical_general", "psychosocial", "legal_advice"]},
        {"groups": ["name", "health", "path"]},
        {"trust": "full"},
    ],
)
def test_where_a_vetted_one_is_reached_changes_by_two(
    house: House, changes: dict[str, Any]
) -> None:
    partner = active_partner(house, **({"trust": "provisional"} if "trust" in changes else {}))
    before = partners.opened(partner).details
    asked = describe(house, partner, **changes)
    assert asked is not None
    assert partners.opened(Partner.objects.get()).details == before
    vetting.say_yes(asked, by=house.supervisor2.user, at=NOW)
    opened = partners.opened(Partner.objects.get())
    assert (opened.state, opened.details) == ("active", Details(**(vars(DETAILS) | changes)))
    assert entries.sealed()[-1].verb == "partner.described"


def test_what_gives_it_less_changes_at_once(house: House) -> None:
    partner = active_partner(house)
    less = {"services": ["psychosocial"], "groups": [], "capacity": "closed", "hours": "mornings"}
    assert describe(house, partner, **less) is None
    assert partners.opened(Partner.objects.get()).details.groups == []


@pytest.mark.proves("referrals.says_why")
def test_whoever_suspends_says_why(house: House) -> None:
    partner = active_partner(house)
    before = written()
    common: dict[str, Any] = {"by": house.supervisor.user, "at": NOW}
    with pytest.raises(WrongState, match="Say in a few words why"):
        directory.set_state(partner, "suspended", **common)
    assert written() == before
    directory.set_state(partner, "suspended", words="A list was lost.", **common)
    noted = partners.opened(Partner.objects.get()).details.incidents
    assert noted == "2026-06-01 supervisor (suspended): A list was lost."
    # Sealed anew it is saved whole, or the log would not know it any more.
    assert (Partner.objects.get().name, Partner.objects.get().details) == (
        partner.name,
        partner.details,
    )


def test_a_suspended_one_goes_on_by_two(house: House) -> None:
    partner = active_partner(house)
    by = house.supervisor2.user
    directory.set_state(partner, "suspended", words="A list was lost.", by=by, at=NOW)
    vet(house, partner)
    assert Partner.objects.get().state == "active"
    assert entries.sealed()[-1].verb == "partner.active"
