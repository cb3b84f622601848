"""Coded lists: three answers that are no failures, and none of them typed by hand."""

import inspect

import pytest
from django.db.models import TextChoices

from casework.cases import codes, codes_contact, codes_person, places, purposes

LISTS = [
    found
    for module in (codes, codes_contact, codes_person, places, purposes)
    for _name, found in inspect.getmembers(module, inspect.isclass)
    if issubclass(found, TextChoices)
    and found.choices  # no base
    and found.__module__ == module.__name__
]
# Answers about a consent, or rows that only exist when told: not questions put to her.
WITHOUT_UNKNOWN = {
    codes_contact.Weekday,
    purposes.Purpose,
    purposes.SharePurpose,
    purposes.ConsentAnswer,
    purposes.HelpAndKeep,
    purposes.CannotAskReason,
    purposes.ConsentManner,
    purposes.GivenBy,
    purposes.Explained,
    purposes.Basis,
    purposes.ChildBasis,
    purposes.WithdrawnHow,
}


@pytest.mark.parametrize("choices", [c for c in LISTS if c not in WITHOUT_UNKNOWN])
def test_every_list_about_her_has_the_three_answers(choices: type[TextChoices]) -> None:
    assert {"unknown", "declined", "not_asked"} <= set(choices.values)


@pytest.mark.parametrize("choices", LISTS)
def test_not_asked_is_never_offered(choices: type[TextChoices]) -> None:
    assert "not_asked" not in dict(codes.pickable(choices))


@pytest.mark.parametrize("choices", LISTS)
def test_labels_of_a_list_differ(choices: type[TextChoices]) -> None:
    labels = [str(label) for label in choices.labels]
    assert len(set(labels)) == len(labels)


def test_provinces_of_china_are_the_thirty_four_of_the_standard() -> None:
    assert len([code for code in places.ProvinceInChina.values if code.startswith("CN-")]) == 34


def test_provinces_of_north_korea_are_thirteen() -> None:
    assert len(codes.pickable(places.ProvinceInKorea)) == 13 + len(("unknown", "declined"))


def test_explained_are_the_seven_ticks() -> None:
    assert len(codes.pickable(purposes.Explained)) == 7


def test_every_service_but_two_is_shared_under_a_purpose_of_its_own() -> None:
    answers = {"unknown", "declined", "not_asked"}
    without = set(purposes.Service.values) - answers - {s.value for s in purposes.SHARED_AS}
    assert without == {"other", "interpretation"}


def test_some_gives_the_codes_in_the_order_asked_for() -> None:
    assert [code for code, _label in codes.some(codes.YesNo, ("declined", "yes"))] == [
        "declined",
        "yes",
    ]
