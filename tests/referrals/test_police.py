"""The police are asked nowhere until a supervisor says where, and in China never by accident."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from casework.access.errors import NotAllowed, WrongState
from casework.referrals import police
from casework.referrals.models import Partner, PoliceCountry
from casework.referrals.partners import opened
from casework.referrals.partners import services as offered
from casework.referrals.states import Act
from tests import entries, make
from tests.make import NOW, House
from tests.referrals.conftest import Scene, active_partner
from tests.web.signed_in import client_of

POLICE = "police_security"


def switch_on(house: House, country: str = "KOR", who: str = "supervisor", **told: str) -> None:
    words: dict[str, Any] = {"words": "The women's desk there is known to us."} | told
    police.switch_on(country, by=house.staff[who].user, at=NOW, **words)


def written() -> tuple[Any, ...]:
    return [*PoliceCountry.objects.values_list("country", "is_on", "revision")], entries.count()


@pytest.fixture
def partner(house: House) -> Partner:
    return active_partner(house, country="KOR", services=[POLICE, "legal_advice"])


def test_off_everywhere_at_first(house: House, partner: Partner) -> None:
    assert POLICE not in offered()
    assert "not switched on" in opened(partner).refusal(POLICE, NOW.date())
    assert opened(partner).refusal("legal_advice", NOW.date()) == ""


def test_on_in_one_country_and_off_again(house: House, partner: Partner) -> None:
    switch_on(house)
    switch_on(house)
    assert POLICE in offered()
    assert opened(partner).refusal(POLICE, NOW.date()) == ""
    other = active_partner(house, "alder-1", country="JPN", services=[POLICE])
    assert "not switched on" in opened(other).refusal(POLICE, NOW.date())
    for _twice in range(2):
        police.switch_off("KOR", by=house.supervisor3.user, at=NOW)
    assert "not switched on" in opened(partner).refusal(POLICE, NOW.date())
    verbs = [one.verb for one in entries.sealed() if one.verb.startswith("police.")]
    assert verbs == ["police.switched_on", "police.switched_off"]
    assert entries.last("police.switched_on").reason == "KOR"


def test_what_was_written_while_it_was_on_goes_nowhere_once_it_is_off(house: House) -> None:
    switch_on(house)
    there = active_partner(house, country="KOR", services=[POLICE])
    scene = Scene(house, there, make.opened(house))
    scene.answer("given", service=POLICE)
    referral = scene.draft(written=scene.written(service=POLICE))
    police.switch_off("KOR", by=house.supervisor.user, at=NOW)
    before = entries.count()
    with pytest.raises(WrongState, match="not switched on"):
        scene.act(referral, Act.ASK_REVIEW)
    assert (referral.state, entries.count()) == ("draft", before)


@pytest.mark.proves("referrals.can_switch_police")
@pytest.mark.parametrize("who", ["caseworker", "administrator"])
def test_only_a_supervisor_switches_it(house: House, who: str) -> None:
    switch_on(house, "JPN")
    before = written()
    with pytest.raises(NotAllowed):
        switch_on(house, who=who)
    with pytest.raises(NotAllowed):
        police.switch_off("JPN", by=house.staff[who].user, at=NOW)
    assert written() == before


@pytest.mark.proves("referrals.police_country")
@pytest.mark.parametrize("country", ["PRK", "other", "unknown", "", "XXX"])
def test_never_in_north_korea_nor_in_no_country(house: House, country: str) -> None:
    before = written()
    with pytest.raises(WrongState, match="Choose a country"):
        switch_on(house, country)
    assert written() == before


@pytest.mark.proves("referrals.police_says_why")
def test_not_without_a_reason(house: House) -> None:
    before = written()
    with pytest.raises(WrongState, match="Say why"):
        switch_on(house, words="")
    assert written() == before


@pytest.mark.proves("referrals.police_in_china")
@pytest.mark.parametrize("typed", ["", "yes", "KOR"])
def test_china_is_not_chosen_by_accident(house: House, typed: str) -> None:
    before = written()
    with pytest.raises(WrongState, match="hand them over"):
        switch_on(house, "CHN", confirmed=typed)
    assert written() == before
    switch_on(house, "CHN", confirmed=" chn ")
    assert police.countries_on() == {"CHN"}


def test_the_page_says_why_china_asks_for_more(house: House) -> None:
    client = client_of(house.supervisor)
    page, form = reverse("police_countries"), {"country": "CHN", "words": "A known station."}
    assert POLICE not in client.get(reverse("partner_new")).content.decode()
    said = client.post(page, form).content.decode()
    assert "hand them over to be punished" in said
    assert "A known station." in said
    assert not PoliceCountry.objects.exists()
    assert client.post(page, form | {"confirmed": "CHN"}).status_code == 302
    assert "A known station." in client.get(page).content.decode()
    assert POLICE in client.get(reverse("partner_new")).content.decode()
    client.post(reverse("police_off"), {"country": "CHN"})
    assert police.countries_on() == frozenset()
