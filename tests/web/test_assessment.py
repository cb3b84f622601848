"""The page of her risk: what is asked, what is kept, and what the level says."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casework.access.errors import WrongState
from casework.cases import risk_aid
from casework.cases.actions import assessment, lowering
from casework.cases.actions.sheets import sheets_of
from casework.cases.models import Case, Decision, Sheet
from casework.cases.scores import Score, scores
from casework.cases.sheets import SheetKind
from casework.cases.states import Risk
from casework.web.assessment.forms import known_from, known_now
from tests import make
from tests.make import House
from tests.pathways.steps import tell
from tests.web.signed_in import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house: House) -> Case:
    return make.opened(house, risk=Risk.LOW)


def address(case: Case) -> str:
    return reverse("risk_assess", args=[case.code])


def form(case: Case, *yes: str, **more: Any) -> dict[str, Any]:
    answers = {f"item_{item.code}": "no" for item in risk_aid.current().items}
    answers |= {f"item_{code}": "yes" for code in yes}
    hidden = {"once": str(uuid4()), "version": risk_aid.CURRENT, "seen": case.risk}
    return answers | hidden | more


def kept(house: House, case: Case) -> list[Score]:
    return scores(sheets_of(case, make.keys_for(house.caseworker, case), SheetKind.RISK))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def owner(house: House) -> Client:
    return client_of(house.caseworker)


def test_a_page_without_a_score_says_so_and_asks_every_item(house: House, case: Case) -> None:
    page = text(owner(house).get(address(case)))
    assert "not validated" in page
    assert page.count('type="radio" name="item_') == 3 * (len(risk_aid.current().items) - 1)
    assert "item_H2p" not in page


def test_a_plan_is_asked_about_where_the_house_has_a_protocol(
    house: House, case: Case, settings: Any
) -> None:
    settings.SUICIDE_PROTOCOL_PAGE = "https://house.example/protocol"
    page = text(owner(house).get(address(case)))
    assert ("item_H2p" in page, "https://house.example/protocol" in page) == (True, True)
    owner(house).post(address(case), form(case, "H2p"))
    assert Case.objects.get(pk=case.pk).risk == Risk.CRITICAL


def test_what_the_intake_knows_is_filled_in(house: House) -> None:
    case = make.opened(house, documents={"dependants": {"pregnant": "yes"}})
    page = text(owner(house).get(address(case)))
    chosen = re.findall(r'name="item_(\w+)" value="(\w+)"[^>]* checked', page)
    assert dict(chosen) == {"C2": "no", "H3": "yes", "V1": "yes"}


@pytest.mark.parametrize(
    ("told", "known"), [("yes", "yes"), ("unknown", "yes"), ("no", "no"), ("not_asked", None)]
)
def test_unsure_of_her_age_counts_as_under_18(told: str, known: str | None) -> None:
    assert known_from({"gate": {"under_18": told}}).get("C2") == known


@pytest.mark.parametrize(("situation", "known"), [("CU1", {"A1"}), ("FM2", {"V1"}), ("HD2", set())])
def test_what_her_path_says_stands_there_already(situation: str, known: set[str]) -> None:
    assert known_now(situation).keys() == known


def test_a_score_raises_the_level_and_says_why(house: House, case: Case) -> None:
    client = owner(house)
    answer = client.post(address(case), form(case, "V3", "A2", her_rating="9", words="He knows."))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(case))
    page = text(client.get(address(case)))
    assert Case.objects.get(pk=case.pk).risk == Risk.CRITICAL
    for said in ("Strangled, a weapon", "3 points together", "He knows.", "Somebody"[:0]):
        assert said in page
    [score] = kept(house, case)
    assert (score.version, score.level, score.computed, score.rating) == (
        risk_aid.CURRENT,
        Risk.CRITICAL,
        Risk.CRITICAL,
        9,
    )


def test_a_score_never_lowers_the_level_by_itself(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    owner(house).post(address(case), form(case))
    assert Case.objects.get(pk=case.pk).risk == Risk.HIGH
    [score] = kept(house, case)
    assert (score.computed, score.level) == (Risk.LOW, Risk.HIGH)
    assert "until a supervisor" in text(owner(house).get(address(case)))


def test_she_may_set_it_higher_than_the_answers(house: House, case: Case) -> None:
    owner(house).post(address(case), form(case, at_least="high"))
    assert Case.objects.get(pk=case.pk).risk == Risk.HIGH


def test_her_own_rating_warns_while_the_level_is_below_high(house: House, case: Case) -> None:
    client = owner(house)
    client.post(address(case), form(case, her_rating="7"))
    assert "She often knows best" not in text(client.get(address(case)))
    client.post(address(case), form(case, her_rating="8"))
    assert "She often knows best" in text(client.get(address(case)))
    client.post(address(case), form(case, her_rating="8", at_least="high"))
    case.refresh_from_db()
    assert "She often knows best" not in text(client.get(address(case)))


def test_an_old_score_is_never_scored_anew(
    house: House, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The aid changes its weights: what was kept keeps its version, its points and its level."""
    client = owner(house)
    client.post(address(case), form(case, "A2", "A3"))
    before = Sheet.objects.values_list("pk", "revision")
    heavier = tuple(
        risk_aid.Item(item.code, item.group, 9, item.label, item.ask)
        for item in risk_aid.current().items
    )
    table = risk_aid.Table(2, heavier, high_from=12, medium_from=6, unknown_from=6)
    monkeypatch.setitem(risk_aid.TABLES, 2, table)
    monkeypatch.setattr(risk_aid, "CURRENT", 2)
    page = text(client.get(address(case)))
    assert "version 1, not validated" in page
    assert "aid, version 1: medium, 6 points" in page
    assert list(Sheet.objects.values_list("pk", "revision")) == list(before)
    case.refresh_from_db()
    assert case.risk == Risk.MEDIUM
    client.post(address(case), form(case, "A2", "A3"))
    assert [(score.version, score.told["points"]) for score in kept(house, case)] == [
        (1, 6),
        (2, 18),
    ]


@pytest.mark.proves("cases.aid_is_current")
def test_a_page_older_than_the_questions_scores_nothing(house: House, case: Case) -> None:
    answer = owner(house).post(address(case), form(case, "V3", version=0))
    assert "The questions have changed meanwhile" in text(answer)
    assert (kept(house, case), Case.objects.get(pk=case.pk).risk) == ([], Risk.LOW)


def test_a_form_sent_twice_is_kept_once(house: House, case: Case) -> None:
    client, sent = owner(house), form(case, "V3")
    answers = [client.post(address(case), sent).status_code for _time in range(2)]
    assert (answers, len(kept(house, case))) == ([302, 302], 1)


def test_a_level_set_meanwhile_is_shown_and_nothing_typed_is_lost(house: House, case: Case) -> None:
    sent = form(case, "A2", words="She heard it yesterday.")
    by = house.supervisor.user
    assessment.set_risk(case, Risk.HIGH, by=by, at=make.NOW)
    client = owner(house)
    page = text(client.post(address(case), sent))
    assert ("Somebody else saved first" in page, "She heard it yesterday." in page) == (True, True)
    assert kept(house, case) == []
    assert client.post(address(case), sent | {"seen": "high"}).status_code == 302
    assert [score.level for score in kept(house, case)] == [Risk.HIGH]


def test_her_course_shows_that_an_arrest_raised_it(house: House, case: Case) -> None:
    assert "set by the move into custody" not in text(owner(house).get(address(case)))
    tell(house, case, "FM9", "M06|CU1")
    page = text(owner(house).get(address(case)))
    assert "set by the move into custody" in page
    assert [score.level for score in kept(house, case)] == [Risk.CRITICAL]


def test_a_supervisor_sees_it_and_sets_the_level_but_does_not_assess(
    house: House, case: Case
) -> None:
    owner(house).post(address(case), form(case, "A2", "A3"))
    client = client_of(house.supervisor)
    page = text(client.get(address(case)))
    assert (reverse("risk_set", args=[case.code]) in page, "item_A1" in page) == (True, False)
    assert client.post(address(case), form(case)).status_code == 403
    lower = {"risk": "low", "reason": "danger_passed", "seen": "medium"}
    assert client.post(reverse("risk_set", args=[case.code]), lower).status_code == 302
    assert Case.objects.get(pk=case.pk).risk == Risk.LOW
    assert [(score.version, score.level) for score in kept(house, case)] == [
        (1, Risk.MEDIUM),
        (0, Risk.LOW),
    ]
    assert "what was feared has passed" in text(client.get(address(case)))


def test_the_chart_and_the_table_say_the_same(house: House, case: Case) -> None:
    client = owner(house)
    for more in ({"her_rating": "3"}, {"at_least": "high", "her_rating": "8"}, {}):
        case.refresh_from_db()
        client.post(address(case), form(case, **more))
    page = text(client.get(address(case)))
    assert (page.count('class="now"'), page.count('class="stop-dot"')) == (3, 2)
    assert page.count('role="rowheader"') == 3


def test_the_page_asks_as_much_for_one_score_as_for_three(
    house: House, case: Case, django_assert_max_num_queries: Any
) -> None:
    client = owner(house)
    for _number in range(2):
        with django_assert_max_num_queries(17):
            client.get(address(case))
        for _score in range(2):
            client.post(address(case), form(case))


# A lower level -----------------------------------------------------------------------------------


def ask(house: House, case: Case, **more: str) -> Any:
    told = {"risk": "low", "reason": "left_danger", "words": "She moved in with a friend."}
    address = reverse("risk_set", args=[case.code])
    return owner(house).post(address, told | {"seen": case.risk} | more)


def answer(house: House, case: Case, who: str = "supervisor", **told: str) -> Any:
    address = reverse("risk_answer", args=[case.code])
    return client_of(house.staff[who]).post(address, told)


def level(case: Case) -> str:
    return Case.objects.get(pk=case.pk).risk


def test_a_lower_level_waits_until_a_second_person_agrees(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    assert ask(house, case).status_code == 302
    assert level(case) == Risk.HIGH
    page = text(client_of(house.supervisor).get(address(case)))
    for said in ("waits for a second person", "She moved in with a friend.", "Lower it as asked"):
        assert said in page
    assert "Lower it as asked" not in text(owner(house).get(address(case)))
    assert answer(house, case, "caseworker", answer="yes").status_code == 403
    assert (answer(house, case, answer="yes").status_code, level(case)) == (302, Risk.LOW)
    assert "waits for a second person" not in text(owner(house).get(address(case)))
    answer(house, case, answer="yes")  # sent twice: nothing waits any more
    assert [score.level for score in kept(house, case)] == [Risk.LOW]


def test_a_second_person_keeps_the_level_and_says_why(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    ask(house, case)
    answer(house, case, answer="no")
    assert "waits for a second person" in text(owner(house).get(address(case)))
    answer(house, case, answer="no", words="He knows the friend.")
    page = text(owner(house).get(reverse("case", args=[case.code])))
    assert ("He knows the friend." in page, level(case)) == (True, Risk.HIGH)
    assert "waits for a second person" not in text(owner(house).get(address(case)))


def test_a_raised_level_ends_the_asking(house: House) -> None:
    case = make.opened(house, risk=Risk.HIGH)
    ask(house, case)
    owner(house).post(address(case), form(case, "V3"))
    assert level(case) == Risk.CRITICAL
    assert [row.kind for row in Decision.objects.waiting().filter(case=case)] == ["risk_raised"]


@pytest.mark.proves("cases.request_is_for_less")
def test_asking_for_a_level_that_is_not_lower_is_refused(house: House, case: Case) -> None:
    who = house.caseworker
    act = {"by": who.user, "at": make.NOW, "keys": make.keys_for(who, case)}
    with pytest.raises(WrongState, match="Pick a level that is lower"):
        lowering.ask(case, Risk.HIGH, reason="left_danger", **act)
    assert Case.objects.get(pk=case.pk).submitted_at is None
