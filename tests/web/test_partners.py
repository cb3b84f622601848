"""The pages of the directory: what is kept of a partner, and what is said of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.referrals import directory, partners
from casework.referrals.details import Details
from casework.referrals.models import Partner, PartnerDecision, PartnerReview, Referral
from casework.referrals.states import Act
from tests import entries, make
from tests.make import House
from tests.referrals.conftest import Scene, active_partner, vet
from tests.web.signed_in import client_of

pytestmark = pytest.mark.usefixtures("standing_clock")
FORM: dict[str, Any] = {
    "alias": "Alder-1",
    "name": "등불 쉼터",
    "kind": "church_group",
    "services": ["psychosocial", "shelter_emergency"],
    "country": "CHN",
    "province": "CN-JL",
    "languages": ["kor"],
    "hours": "evenings",
    "women_only": "on",
    "takes_children": "on",
    "child_from": "3",
    "child_to": "12",
    "accessible": "no",
    "intake_rules": "No telephone with a card in it.",
    "cost": "nothing",
    "capacity": "few",
    "places": "6",
    "places_free": "2",
    "focal_point": "the house mother",
    "contact": "by word of mouth",
    "deputy": "her sister",
    "urgent_line": "the bell at the back",
    "channel": "in_person",
    "key_fingerprint": "9f86 d081 884c 7d65 9a2f eaa0 c55a d015 a3bf 4f1b",
    "agreement": "spoken",
    "agreed_with": "the house mother",
    "agreed_on": "2026-05-02",
    "agreed": "Women alone, or with children.",
    "agreement_until": "2026-12-31",
    "code_of_conduct": "spoken",
    "data_annex": "spoken",
    "groups": ["name", "children"],
    "trust": "provisional",
    "conflicts": "A cousin with the police.",
    "incidents": "2026-05-09: nobody opened.",
}


@pytest.fixture
def keeper(house: House) -> Client:
    return client_of(house.supervisor)


def opened(alias: str = "alder-1") -> Details:
    return partners.opened(Partner.objects.get(alias=alias)).details


def propose(keeper: Client, **changes: Any) -> Any:
    return keeper.post(reverse("partner_new"), FORM | {"once": uuid4()} | changes)


def test_all_that_is_told_is_kept_and_shown_again(keeper: Client) -> None:
    assert propose(keeper).status_code == 302
    kept = opened()
    told = {name: value for name, value in FORM.items() if isinstance(value, str)}
    for name in ("kind", "hours", "cost", "deputy", "urgent_line", "conflicts", "incidents"):
        assert getattr(kept, name) == told[name]
    assert (kept.women_only, kept.child_from, kept.child_to) == (True, 3, 12)
    assert (kept.places, kept.places_free, kept.capacity_on) == (6, 2, "2026-06-01")
    assert kept.key_fingerprint == "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B"
    page = keeper.get(reverse("partner", args=[Partner.objects.get().pk])).content.decode()
    for words in ("등불 쉼터", "A cousin with the police.", "the bell at the back"):
        assert words in page


def test_a_partner_that_was_kept_before_opens_with_what_it_has(house: House) -> None:
    from casework.accounts.sealed import seal_for_house

    partner = active_partner(house)
    seal_for_house(partner, "details", '{"services": ["legal_advice"], "gone": 1}')
    partner.save(update_fields=["details"])
    assert opened("willow-3") == Details(services=["legal_advice"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agreement_until": ""}, "Say until when the agreement is in force."),
        ({"agreed_with": ""}, "Say who agreed"),
        ({"agreed_on": ""}, "Say on which day."),
        ({"agreed": ""}, "Say what was agreed."),
        ({"agreement": "signed"}, "Write the number that stands on the paper."),
        ({"child_from": "13"}, "This is younger than the age they begin at."),
        ({"places_free": "7"}, "More are free than there are."),
        ({"places": "many"}, "Write a number, or leave it empty."),
        ({"capacity_on": "2026-06-02"}, "This day is still to come."),
        ({"key_fingerprint": "9f86 d081"}, "This is not a whole fingerprint."),
        ({"country": "KOR"}, "The list holds provinces of China only."),
        ({"alias": "a b"}, "Use letters, digits and dashes only."),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(
    keeper: Client, changes: dict[str, str], sentence: str
) -> None:
    before = entries.count()
    page = propose(keeper, **changes).content.decode()
    assert sentence in page
    assert "A cousin with the police." in page
    assert (Partner.objects.count(), entries.count()) == (0, before)


def test_places_are_of_today_once_they_change(keeper: Client) -> None:
    propose(keeper, capacity_on="2026-05-10")
    page = reverse("partner", args=[Partner.objects.get().pk])
    sent = {name: value for name, value in FORM.items() if name != "alias"}
    keeper.post(page, sent | {"revision": 1, "capacity_on": "2026-05-10", "hours": "mornings"})
    assert opened().capacity_on == "2026-05-10"
    keeper.post(page, sent | {"revision": 2, "capacity_on": "2026-05-10", "places_free": "1"})
    assert (opened().places_free, opened().capacity_on) == (1, "2026-06-01")


def test_the_list_says_what_is_out_of_date_and_what_ends(house: House, keeper: Client) -> None:
    active_partner(house, agreement_until="2026-06-20", capacity_on="2026-05-17")
    page = keeper.get(reverse("partner_list")).content.decode()
    assert "as of 17 May 2026, out of date" in page
    assert ("20 June 2026" in page, "ends soon" in page) == (True, True)


def test_a_code_is_given_once_and_a_stale_form_overwrites_nothing(keeper: Client) -> None:
    propose(keeper)
    assert "Another partner has this code" in propose(keeper).content.decode()
    page = reverse("partner", args=[Partner.objects.get().pk])
    changed = FORM | {"name": "Lantern", "revision": "1"}
    assert keeper.post(page, changed).status_code == 302
    assert "Somebody else saved first" in keeper.post(page, changed).content.decode()


def test_two_supervisors_let_it_take_referrals(house: House, keeper: Client) -> None:
    propose(keeper)
    made = Partner.objects.get()
    page, home = reverse("partner", args=[made.pk]), reverse("home")
    keeper.post(reverse("partner_ask", args=[made.pk]), {"words": "We met."})
    assert "somebody else decides" in keeper.get(page).content.decode()
    assert "alder-1" not in keeper.get(home).content.decode()
    other = client_of(house.supervisor3)
    for where in (home, reverse("decisions")):
        assert page in other.get(where).content.decode()
    assert "We met." in other.get(page).content.decode()
    told = {"about": PartnerDecision.objects.get().pk, "answer": "yes", "words": "I went there."}
    other.post(reverse("partner_answer", args=[made.pk]), told)
    keeper.post(reverse("partner_state", args=[made.pk]), {"state": "active"})
    assert Partner.objects.get().state == "active"
    assert "I went there." in keeper.get(page).content.decode()


def test_a_change_that_waits_shows_what_would_be_other(house: House, keeper: Client) -> None:
    propose(keeper)
    made = Partner.objects.get()
    vet(house, made)
    sent = {name: value for name, value in FORM.items() if name != "alias"}
    page = reverse("partner", args=[made.pk])
    changed = sent | {"revision": 2, "contact": "a new number", "accessible": "yes"}
    answer = keeper.post(page, changed, follow=True).content.decode()
    assert "until then the partner is as it was" in answer
    assert opened().contact == "by word of mouth"
    shown = client_of(house.supervisor2).get(page).content.decode()
    assert "by word of mouth → a new number" in shown
    assert "no → yes" in shown


def test_what_cannot_be_done_says_why(keeper: Client) -> None:
    propose(keeper, agreement="none")
    made = Partner.objects.get()
    before = entries.count()
    for route, told, sentence in (
        ("partner_ask", {}, "an agreement in force"),
        ("partner_state", {"state": "active"}, "from here it can become"),
        ("partner_answer", {"about": uuid4(), "answer": "yes"}, "decided already"),
        ("partner_answer", {"answer": "perhaps"}, "Select a valid choice"),
    ):
        url = reverse(route, args=[made.pk])
        assert sentence in keeper.post(url, told, follow=True).content.decode(), route
    assert (Partner.objects.get().state, entries.count()) == ("proposed", before)


@pytest.fixture
def under_way(house: House) -> Scene:
    """A referral to a partner that is suspended after it was sent, and one to another partner."""
    scene = Scene(house, active_partner(house), make.opened(house))
    scene.answer("given")
    scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    other = Scene(house, active_partner(house, "alder-1"), make.opened(house, label="blue kettle"))
    other.answer("given")
    other.advance(Act.ASK_REVIEW)
    by = house.supervisor3.user
    directory.set_state(scene.partner, "suspended", words="A list was lost.", by=by, at=make.NOW)
    return scene


def test_a_supervisor_finds_what_is_under_way_with_it(under_way: Scene, keeper: Client) -> None:
    page = reverse("partner_review", args=[PartnerReview.objects.get().pk])
    for where in ("home", "referral_queue", "partner_list"):
        assert page in keeper.get(reverse(where)).content.decode(), where
    others = client_of(under_way.house.supervisor3)
    assert "partner at rest" not in others.get(reverse("home")).content.decode()
    with time_machine.travel(make.NOW + timedelta(hours=25), tick=False):
        late = client_of(under_way.house.supervisor).get(reverse("home")).content.decode()
        assert late.index(page) < late.index("Referrals to review")
        others = client_of(under_way.house.supervisor3)
        elsewhere = others.get(reverse("home")).content.decode()
    assert ("ask the other desk" in elsewhere, page in elsewhere) == (True, False)
    shown = keeper.get(page).content.decode()
    assert under_way.case.code in shown
    assert "blue kettle" not in shown
    assert (entries.last("cases.listed").count, entries.last("cases.listed").subject_id) == (
        2,
        "partner",
    )
    assert "Say why they may go on" in keeper.post(page, {"words": ""}).content.decode()
    assert keeper.post(page, {"words": "Not her list."}).status_code == 302
    assert page not in keeper.get(reverse("home")).content.decode()


def test_her_caseworker_reads_that_it_is_at_rest(under_way: Scene) -> None:
    referral = Referral.objects.get(case=under_way.case)
    page = client_of(under_way.house.caseworker).get(
        reverse("referral", args=[under_way.case.code, referral.pk])
    )
    assert "This partner is not active. Ask a supervisor" in page.content.decode()


def test_home_names_whom_to_ask_again(house: House, keeper: Client) -> None:
    active_partner(house, agreement_until="2026-06-20", capacity_on="2026-05-17")
    active_partner(house, "alder-1")
    page = keeper.get(reverse("home")).content.decode()
    assert "its agreement ends on 20 June 2026; its places are not known any more" in page
    assert "alder-1" not in page
    assert "Partners to ask again" not in client_of(house.caseworker).get("/").content.decode()
