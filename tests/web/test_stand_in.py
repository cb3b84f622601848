"""A supervisor hands her reviews over on a page; it is shown who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.access.models import StandIn
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.web.people.stand_in import StandInForm
from tests import make
from tests.make import House
from tests.web.signed_in import client_of
from tests.web.test_standing_by import waits_for_review, words

pytestmark = pytest.mark.django_db
PAGE = "/reviews/hand-over/"


@pytest.fixture
def house() -> Iterator[House]:
    """The north desk stands by for the south one."""
    return make.house()


def told(house: House, deputy: str, *, first: int = 0, last: int = 6) -> dict[str, str]:
    days = {"first": first, "last": last}
    told = {name: (localdate() + timedelta(days=day)).isoformat() for name, day in days.items()}
    return told | {"deputy": str(house.staff[deputy].user.pk)}


def test_she_names_a_deputy_who_reviews_and_takes_it_back(house: House) -> None:
    at = now()
    case = make.opened(house, "caseworker3", at=at)
    referral = waits_for_review(house, case, at)
    review = reverse("referral_review", args=[case.code, referral.pk])
    head, deputy = client_of(house.supervisor3), client_of(house.supervisor)
    assert deputy.get(review).status_code == 404
    assert head.post(PAGE, told(house, "supervisor")).url == reverse("home")
    for name in ("home", "referral_queue"):
        assert "acts in your place" in words(head.get(reverse(name)))
        seen = words(deputy.get(reverse(name)))
        assert "acts in place of" in seen
        assert "until" in seen
    assert review in words(deputy.get(reverse("decisions")))
    assert "As the partner reads it" in words(deputy.get(review))
    assert client_of(house.supervisor2).get(review).status_code == 404
    head.post(reverse("reviews_take_back", args=[StandIn.objects.get().pk]))
    assert deputy.get(review).status_code == 404
    assert "acts in" not in words(deputy.get(reverse("home")))
    head.post(PAGE, told(house, "supervisor", last=2))
    approve = reverse("referral_act", args=[case.code, referral.pk, Act.APPROVE])
    form = {"once": str(uuid4()), "comment": ""}
    assert deputy.post(approve, form).url == reverse("decisions")
    assert Referral.objects.get().approved_by == house.supervisor.user


def test_who_is_away_now_is_counted_and_who_will_be_is_not(house: House) -> None:
    head, path = client_of(house.supervisor), reverse("person_away", args=["caseworker"])
    for first, number in ((2, None), (0, 1)):
        head.post(path, told(house, "caseworker2", first=first))
        counted = {one.label: one.number for one in head.get(reverse("home")).context["glance"]}
        assert counted.get("Away now") == number
        StandIn.objects.update(ended_at=now())


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(house: House) -> None:
    client = client_of(house.supervisor)
    page = words(client.post(PAGE, told(house, "supervisor2", first=5, last=2)))
    assert "before the first one" in page
    assert (localdate() + timedelta(days=5)).isoformat() in page
    page = words(client.post(PAGE, told(house, "caseworker")))
    assert "error" in page
    assert not StandIn.objects.exists()


def test_days_to_come_are_shown_as_such(house: House) -> None:
    client = client_of(house.supervisor)
    client.post(PAGE, told(house, "supervisor2", first=3))
    seen = words(client_of(house.supervisor2).get(reverse("home")))
    assert ("acts in place of" in seen, "to come" in seen) == (True, True)
    assert "End it" in words(client.get(PAGE))
    assert "acts in place of" not in words(client_of(house.supervisor3).get(reverse("home")))


def test_the_days_are_those_where_she_works_who_is_away(house: House) -> None:
    """Not those of the supervisor, who may sit elsewhere."""
    person = house.caseworker.user
    person.time_zone = "America/Los_Angeles"
    form = StandInForm(told(house, "caseworker2", last=0), person=person, by=house.supervisor.user)
    assert form.is_valid(), form.errors
    since, until = form.period()
    assert {since.utcoffset(), until.utcoffset()} <= {timedelta(hours=-8), timedelta(hours=-7)}
    assert (since.hour, until.date() - since.date()) == (0, timedelta(days=1))


def test_a_supervisor_names_a_deputy_for_somebody_of_her_desk(house: House) -> None:
    head, path = client_of(house.supervisor), reverse("person_away", args=["caseworker"])
    assert path in words(head.get(reverse("person", args=["caseworker"])))
    assert head.post(path, told(house, "caseworker2")).url == reverse("home")
    assert "acts in your place" in words(client_of(house.caseworker).get(reverse("home")))
    assert "acts in place of" in words(client_of(house.caseworker2).get(reverse("home")))
    assert client_of(house.supervisor3).post(path, told(house, "caseworker2")).status_code == 403
