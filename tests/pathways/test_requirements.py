"""What each event asks for, against the column "guard / must record" of the reference (3.2)."""

from __future__ import annotations

from casework.pathways import facts
from casework.pathways.facts import FACTS, Shape
from casework.pathways.requirements import REQUIREMENTS, needs
from casework.pathways.situations import Event
from casework.pathways.states import edges

# Row by row as the reference says it; what it calls optional stands after the bar.
REFERENCE = """
M01   acts means seller_role | price
M02   seller_role distance |
M03   means |
M04   children_then |
M05   real_alternative |
M06   province authority company |
M07   custody_place |
M08   corridor |
M09   freed_by |
M13   country |
M14   country |
M15   protector |
M16   country |
M17   missed_windows |
M18   identity coercion |
M19   | cause second_source
M20   permit_kind |
M21   | reasons
M24   province authority company |
M25   province authority company |
"""
# Of these it asks for nothing beyond what every event is asked for.
NOTHING = {"inside", "M10", "M11", "M12", "M20b", "M22", "M23", "M26", "M27"}


def test_every_event_has_its_row() -> None:
    assert set(REQUIREMENTS) == set(Event)


def test_what_must_be_told_is_what_the_reference_says() -> None:
    told = {}
    for line in REFERENCE.strip().splitlines():
        event, _space, asked = line.partition(" ")
        must, _bar, may = asked.partition("|")
        told[event] = set(must.split())
        assert set(may.split()) <= set(REQUIREMENTS[Event(event)].may)
    ours = {str(event): set(row.must) for event, row in REQUIREMENTS.items()}
    assert ours == told | {event: set() for event in NOTHING}


def test_the_sale_itself_asks_for_the_same_where_the_broker_sells() -> None:
    for before, after in (("FM1", "FM2"), ("SX1", "SX2")):
        assert needs("inside", before, after).must == REQUIREMENTS[Event.M01].must


def test_a_lost_permit_into_custody_is_an_arrest() -> None:
    assert needs("M20b", "SF7", "CU1").must == REQUIREMENTS[Event.M06].must
    assert needs("M20b", "SF7", "HD3").must == ()


def test_no_news_at_all_asks_for_attempts() -> None:
    assert needs("M17", "UN1", "UN2").must == ("attempts", "attempts_since")


def test_contact_again_asks_for_what_happened_meanwhile_too() -> None:
    assert needs("M18", "UN1", "FM2", "M02").must == (
        "identity", "coercion", "seller_role", "distance"
    )  # fmt: skip
    assert "corridor" in needs("M18", "UN2", "CU3", "unknown").must


def test_every_way_into_cu3_asks_for_the_corridor() -> None:
    into = [(before, event) for before, after, by in edges() if after == "CU3" for event in by]
    assert all("corridor" in needs(event, before, "CU3").must for before, event in into)


def test_going_back_is_asked_for_reasons_and_never_judged() -> None:
    asked = needs("M21", "FM7", "FM4")
    assert asked.must == ()
    assert "reasons" in asked.may


def test_each_fact_is_asked_for_somewhere_and_each_name_is_known() -> None:
    asked = {name for row in REQUIREMENTS.values() for name in (*row.must, *row.may)}
    asked |= {*needs("M17", "UN1", "UN2").must, *facts.OF_THE_EPISODE}
    assert asked == set(FACTS)


def test_an_answer_that_is_none_is_refused() -> None:
    for wrong in (
        {"corridor": "by the mill"},
        {"means": "deception"},
        {"means": ["deception", "magic"]},
        {"attempts": "many"},
        {"attempts_since": "2026-02-30"},
        {"route": "over the hill"},
        {"custody_place": 7},
    ):
        assert facts.refusal(wrong) == "Pick what was told of the move from the lists."
    assert facts.refusal({"corridor": "", "means": ["deception"], "attempts": "3"}) == ""


def test_every_list_can_say_not_known() -> None:
    lists = [row for row in FACTS.values() if row.choices and row.name not in _CHECKS]
    assert [row.name for row in lists if "unknown" not in row.choices.values] == []
    assert all(row.choices for row in FACTS.values() if row.shape is Shape.SEVERAL)


# Whether it is she, and whether she speaks freely, is shown or it is not.
_CHECKS = {"identity", "coercion"}
