"""The page of a decision: everything that is needed stands on it, and the answer is given there."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.http import HttpResponse
from django.urls import reverse

from casework.cases.actions import assessment, closing, lowering
from casework.cases.actions.assessment import Assessed
from casework.cases.models import Case, Decision
from casework.cases.states import Risk
from tests import make
from tests.make import House
from tests.pathways.steps import hands, tell
from tests.web.signed_in import client_of


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, risk=Risk.MEDIUM)


def _page(house: House, case: Case) -> str:
    answer = client_of(house.supervisor).get(reverse("decide", args=[case.code]))
    return answer.content.decode()


def _say(house: House, case: Case, **told: str) -> HttpResponse:
    client = client_of(house.supervisor)
    return client.post(reverse("decide", args=[case.code]), told, follow=True)


def _text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_lower_level_is_decided_where_it_is_explained(house: House, case: Case) -> None:
    act = hands(house, case)
    told = {"reason": "left_danger", "words": "She moved in with a friend."}
    lowering.ask(case, Risk.LOW, **told, **act)
    page = _page(house, case)
    for said in ("She moved in with a friend.", "she is away from the danger", "Asked for", "low"):
        assert said in page
    _say(house, case, kind="lower_risk", answer="yes")
    assert Case.objects.get().risk == Risk.LOW
    assert not Decision.objects.waiting().exists()


def test_a_raised_level_stands_there_with_what_the_aid_found(house: House, case: Case) -> None:
    assessment.assess(case, Assessed(1, {"V3": "yes"}), **hands(house, case))
    page = _page(house, case)
    for said in ("Risk level raised", "Before", "medium", "Immediate danger alone"):
        assert said in page
    told = {"kind": "risk_raised", "about": str(Decision.objects.waiting().get().about)}
    assert "Say why" in _text(_say(house, case, answer="no", **told))
    done = _text(_say(house, case, answer="no", words="It was the wrong file.", **told))
    assert "Risk set back to “medium”" in done
    assert "It was the wrong file." in done
    assert Case.objects.get().risk == Risk.MEDIUM


@pytest.mark.parametrize(("answer", "situation"), [("yes", "CU1"), ("no", "FM9")])
def test_an_arrest_is_confirmed_or_reversed_there(
    answer: str, situation: str, house: House, case: Case
) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1", confirmed=False)
    page = _page(house, case)
    words = ("arrested → ", "Province", "Arrest, return or death noted")
    for said in (*words, "Risk level", "medium → immediate danger"):
        assert said in page
    told = {"kind": "taken", "about": str(arrest.pk), "words": "Two sources."}
    _say(house, case, answer=answer, **told)
    now = Case.objects.get()
    assert (now.situation, now.risk == Risk.MEDIUM) == (situation, answer == "no")
    assert not Decision.objects.waiting().exists()
    assert "decided already" in _text(_say(house, case, answer=answer, **told))


def test_two_that_wait_are_two_forms_and_words_stay_with_theirs(house: House, case: Case) -> None:
    arrest = tell(house, case, "FM9", "M06|CU1")
    tell(house, case, "M08|CU3", facts={"corridor": "other"})
    ids = Counter(re.findall(r'\bid="([^"]+)"', _page(house, case)))
    assert [name for name, count in ids.items() if count > 1] == []
    told = {"kind": "taken", "about": str(arrest.pk), "words": "Keep this."}
    assert _text(_say(house, case, answer="maybe", **told)).count("Keep this.") == 1


def test_what_was_decided_by_a_note_is_named_though_it_has_no_words(
    house: House, case: Case
) -> None:
    make.ask_closing(house, case)
    assert "Closing asked for" in _page(house, case)


def test_an_opening_stands_there_with_what_it_hangs_on(house: House) -> None:
    case = make.submitted(house)
    page = _page(house, case)
    for said in ("She is speaking herself", "Under 18", "May we contact her", "Most urgent needs"):
        assert said in page


def test_what_still_stands_in_the_way_of_a_closing_is_read_before_it_is_answered(
    house: House, case: Case
) -> None:
    told = make.checklist(may_return="no")
    why = {"may_return": "She was not alone."}
    closing.ask(case, reason="goals_met", checklist=told, why=why, **hands(house, case))
    page = _page(house, case)
    assert "Tell her first that she may come back" in page
    assert "no · She was not alone." in page
