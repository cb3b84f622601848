"""What an incident is read as: type by elimination, contexts that follow, and what is counted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from casework.access.errors import NotAllowed, Stale
from casework.cases import incidents
from casework.cases.actions import sheets
from casework.cases.actions.incidents import add_incident, change_incident
from casework.cases.codes_incident import Context, IncidentType
from casework.cases.fields_incident import ELIMINATION
from casework.cases.models import Case, Digest, Sheet
from casework.cases.sheets import SheetKind
from tests import entries, make
from tests.make import NOW, House

QUESTIONS = [question for question, _type in ELIMINATION]
NO = dict.fromkeys(QUESTIONS, "no")


@pytest.mark.parametrize(("question", "kind"), ELIMINATION)
def test_the_first_yes_wins(question: str, kind: IncidentType) -> None:
    later = dict.fromkeys(QUESTIONS[QUESTIONS.index(question) :], "yes")
    assert incidents.suggested_type(NO | later) == kind
    assert str(kind.label) in str(incidents.elimination(NO | later))


def test_six_times_no_is_none_of_the_types() -> None:
    assert incidents.suggested_type(NO) == IncidentType.NOT_GBV


@pytest.mark.parametrize("open_answer", ["unknown", "declined", "not_asked", ""])
def test_an_open_answer_before_a_yes_suggests_nothing(open_answer: str) -> None:
    answers = NO | {"penetration": open_answer, "frightened": "yes"}
    assert incidents.suggested_type(answers) is None
    assert incidents.elimination(answers) == ""


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, []),
        ({"incident_type": "rape", "under_18": "no"}, []),
        ({"incident_type": "rape", "under_18": "yes"}, [Context.CHILD_SEXUAL]),
        ({"incident_type": "rape", "under_18": "unknown"}, []),
        ({"incident_type": "rape", "under_18": "yes", "was_under_18": "no"}, []),
        ({"incident_type": "forced_marriage", "was_under_18": "yes"}, [Context.EARLY_MARRIAGE]),
        ({"incident_type": "sexual_assault", "goods_exchanged": "yes"}, [Context.EXPLOITATION]),
        ({"incident_type": "sexual_assault", "goods_exchanged": "no"}, []),
        ({"incident_type": "rape", "abduction": "trafficked"}, [Context.SLAVERY]),
        ({"incident_type": "rape", "abduction": "none"}, []),
        ({"incident_type": "physical_assault", "abduction": "trafficked"}, []),
        ({"incident_type": "non-gbv", "perpetrator_relation": "intimate_partner_former_partner"},
         []),
        ({"incident_type": "physical_assault",
          "perpetrator_relation": "intimate_partner_former_partner"}, [Context.INTIMATE_PARTNER]),
        ({"harmful_practice": "yes"}, [Context.HARMFUL_PRACTICE]),
        ({"harmful_practice": "no"}, []),
    ],
)  # fmt: skip
def test_contexts_follow_from_what_is_so(told: dict[str, str], expected: list[Context]) -> None:
    assert incidents.contexts(told) == expected


@pytest.mark.parametrize(
    ("happened", "band"),
    [
        ("2026-06-01", "0-3"),
        ("2026-05-29", "0-3"),
        ("2026-05-28", "4-5"),
        ("2026-05-26", "6-14"),
        ("2026-05-18", "6-14"),
        ("2026-05-17", "15-30"),
        ("2026-05-01", "31-90"),
        ("2026-03-02", "91+"),
        ("2026-06-02", ""),
        ("", ""),
    ],
)
def test_delay_is_counted_in_whole_days(happened: str, band: str) -> None:
    assert incidents.delay({"told_on": "2026-06-01", "happened_on": happened}) == band


@pytest.fixture
def house(db: None) -> House:
    return make.house()


@pytest.fixture
def case(house: House) -> Case:
    return make.draft(house)


def _hands(house: House, case: Case, who: str = "caseworker") -> dict[str, Any]:
    staff = house.staff[who]
    return {"by": staff.user, "at": NOW, "keys": make.keys_for(staff, case)}


def _counted(house: House, case: Case) -> dict[str, Any]:
    keys = make.keys_for(house.caseworker, case)
    facts: dict[str, Any] = keys.open_document(Digest.objects.get(case=case))["facts"]
    return facts["incident"]


def test_add_counts_codes_and_no_word_of_hers(house: House, case: Case) -> None:
    told = {
        "incident_type": "rape",
        "consent_reporting": "yes",
        "abduction": "trafficked",
        "told_on": "2026-06-01",
        "happened_on": "2026-05-28",
        "incident_account": "behind the mill",
        "place": "by the mill",
    }
    add_incident(case, told, pk=uuid4(), **_hands(house, case))
    assert _counted(house, case) == {
        "1": {
            "incident_type": "rape",
            "consent_reporting": "yes",
            "contexts": ["possible_sexual_slavery"],
            "delay": "4-5",
        }
    }
    assert entries.last("record.written").subject_code == case.code


def test_add_sent_twice_is_one_incident(house: House, case: Case) -> None:
    pk = uuid4()
    for _twice in range(2):
        add_incident(case, {"incident_type": "rape"}, pk=pk, **_hands(house, case))
    assert Sheet.objects.get().pk == pk


def test_change_counts_anew_and_refuses_what_is_late(house: House, case: Case) -> None:
    pk = uuid4()
    add_incident(case, {"incident_type": "rape"}, pk=pk, **_hands(house, case))
    told = {"incident_type": "physical_assault"}
    change_incident(case, pk, told, revision=1, **_hands(house, case))
    with pytest.raises(Stale):
        change_incident(case, pk, {}, revision=1, **_hands(house, case))
    assert _counted(house, case)["1"]["incident_type"] == "physical_assault"


def test_change_leaves_a_sheet_of_another_kind_alone(house: House, case: Case) -> None:
    hands = _hands(house, case)
    goal = sheets.add_sheet(case, SheetKind.GOAL, {"text": "a house"}, **hands)
    with pytest.raises(Sheet.DoesNotExist):
        change_incident(case, goal.pk, {}, revision=1, **hands)
    [kept] = sheets.sheets_of(case, hands["keys"])
    assert (kept.kind, kept.told) == (SheetKind.GOAL, {"text": "a house"})


def test_add_by_a_reader_writes_nothing(house: House, case: Case) -> None:
    before = entries.count()
    with pytest.raises(NotAllowed):
        add_incident(case, {}, pk=uuid4(), **_hands(house, case, "supervisor"))
    assert not Sheet.objects.exists()
    assert entries.count() == before
