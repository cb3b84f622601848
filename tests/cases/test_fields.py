"""The table of fields, and what follows from it."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from casework.cases import codes, fields
from casework.cases.answers import (
    counts_as_child,
    is_answered,
    missing_to_open,
    not_asked,
    progress,
    short_fields,
    still_to_ask,
    together,
    visible_fields,
)
from casework.cases.field import Field, Kind, Need, Store
from casework.cases.fields import CONSENT, FIELDS, INCIDENT, SECTIONS, SHORT, field, fields_of

EVERY = (*FIELDS, *CONSENT, *SHORT)


TABLE = Path(__file__).parent / "intake_table.tsv"


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]


def test_sections_stand_in_the_order_of_a_conversation() -> None:
    assert list(SECTIONS) == [
        "gate",
        "consent",
        "safe_contact",
        "identity",
        "dependants",
        "situation",
        "health",
        "needs",
        "onward",
        "care",
        "trafficking",
        "incidents",
        "reference",
        "close",
    ]


def test_the_table_is_that_of_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    """Section, name, kind, list, whether it is required, and how it is stored, row by row."""
    lines = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]
    call_command("intake_table")
    found = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert sorted(line[1:] for line in lines) == sorted(found)
    assert {int(line[0]) for line in lines} == set(range(15)) - {
        10
    }  # her risk has a page of its own


def test_whoever_tells_it_for_her_is_asked_about_her() -> None:
    answers = {"speaking_herself": "no", "may_contact": "no"}
    asked = [row for row in (*FIELDS, *INCIDENT, *SHORT) if row.ask and row.is_shown(answers)]
    assert [row.name for row in asked if not row.about] == []
    hers = re.compile(r"\b(your|yours|yourself)\b", re.IGNORECASE)
    assert [str(row.about) for row in asked if hers.search(str(row.about))] == []


def test_an_informant_is_told_nothing_before_the_end() -> None:
    assert visible_fields("close", {"speaking_herself": "no"}) == []


@pytest.mark.parametrize(
    ("answers", "is_child"),
    [
        ({"under_18": "yes"}, True),
        ({"under_18": "unknown"}, True),
        ({"under_18": "declined"}, True),
        ({"under_18": "no"}, False),
        ({"under_18": "no", "age_band": "9--17"}, True),
        ({}, False),
    ],
)
def test_unsure_counts_as_under_18(answers: dict[str, str], *, is_child: bool) -> None:
    assert counts_as_child(answers) is is_child


def test_a_question_follows_one_of_several_ticks() -> None:
    ticked = {"exploitation": ["forced_marriage", "sexual_exploitation"]}
    assert "sexual_exploitation" in names(visible_fields("trafficking", ticked))
    assert "sexual_exploitation" not in names(visible_fields("trafficking", {"exploitation": []}))


def test_progress_counts_what_makes_sense_and_what_she_raised_herself() -> None:
    assert progress("dependants", {"children": "0"}) == (1, 2)
    assert progress("dependants", {"children": "1", "pregnant": "yes"}) == (2, 5)
    assert progress("identity", {"home_unit": "told"}) == (1, progress("identity", {})[1] + 1)


def test_facts_leave_out_what_was_put_aside_and_what_was_not_asked() -> None:
    document = not_asked("dependants") | {"children": "0", "children_under_18": "2"}
    assert fields.coded("dependants", document, {}) == {"children": "0"}


def test_facts_of_difficulties_are_the_worst_one_alone() -> None:
    facts = fields.coded("identity", {"seeing": "some", "walking": "lot", "hearing": "none"}, {})
    assert facts == {"difficulty": "lot"}


def test_facts_of_needs_say_how_much_and_whether_she_wants_it() -> None:
    rows = [{"sector": "food_nfi", "level": "high", "wanted": "no"}]
    assert fields.coded("needs", {"needs_by_sector": rows}, {}) == {
        "needs_by_sector": ["food_nfi:high:no"]
    }


def test_told_by_another_in_danger_its_reliability_holds_a_case_back() -> None:
    documents = {"gate": {"immediate_danger": "yes", "speaking_herself": "no"}}
    assert ("reference", "reliability") in [row[:2] for row in missing_to_open(documents)]


def test_danger_is_asked_first() -> None:
    assert fields_of("gate")[0].name == "immediate_danger"


def test_names_of_fields_are_unique() -> None:
    assert [name for name, times in Counter(names(FIELDS)).items() if times > 1] == []
    assert [name for name, times in Counter(names(CONSENT)).items() if times > 1] == []


def test_every_row_belongs_to_a_section_that_exists() -> None:
    assert {row.section for row in FIELDS} | {"consent"} == set(SECTIONS)


@pytest.mark.parametrize("row", EVERY, ids=lambda row: f"{row.section}.{row.name}")
def test_every_row_can_be_asked(row: Field) -> None:
    assert str(row.label)
    listed = {Kind.CHOICE, Kind.YES_NO, Kind.MULTIPLE}
    assert (row.choices is not None) is (row.kind in listed and row.name != "partner")
    assert set(row.codes) <= set(row.choices.values if row.choices else ())


@pytest.mark.parametrize(
    "row",
    [row for row in FIELDS if row.choices is not None],
    ids=lambda row: f"{row.section}.{row.name}",
)
def test_not_known_and_chose_not_to_say_are_answers_to_every_question(row: Field) -> None:
    assert row.choices is not None
    assert {"unknown", "declined", "not_asked"} <= set(row.choices.values)


def test_conditions_name_fields_that_exist() -> None:
    known = {*names(FIELDS), "state"}
    used = {condition.name for row in EVERY for condition in (*row.when, *row.needed_when)}
    assert used - known == set()


@pytest.mark.parametrize(
    "never", ["religion", "songbun", "ethnic", "politic", "photo", "fingerprint", "route"]
)
def test_what_must_not_be_collected_has_no_field(never: str) -> None:
    assert [row.name for row in EVERY if never in row.name] == []


def test_nothing_about_her_past_is_required() -> None:
    past = {"birth_date", "names", "home_unit", "sale_count", "crossing_count", "return_count"}
    assert [row.name for row in FIELDS if row.name in past and row.need is Need.REQUIRED] == []


def test_text_is_never_a_coded_value() -> None:
    boxes = {Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.PHONE, Kind.NAMES, Kind.SECRET}
    assert [row.name for row in EVERY if row.kind in boxes and row.store is Store.CODED] == []


def test_words_to_ask_with_hold_nothing_that_hurts() -> None:
    harmful = re.compile(r"prostitut|husband|illegal|victim|fugitive|deport", re.IGNORECASE)
    asked = [str(text) for row in FIELDS for text in (row.label, row.ask)]
    assert [text for text in asked if harmful.search(text)] == []


def test_the_short_form_is_the_twelve_in_their_order() -> None:
    assert names(SHORT) == [
        "immediate_danger",
        "speaking_herself",
        "alone_and_safe_to_talk",
        "under_18",
        "language_need",
        "help_and_keep",
        "may_contact",
        "how_and_when",
        "alias",
        "situation",
        "most_urgent",
        "anything_else",
    ]


def test_short_fields_shrink_while_she_cannot_talk() -> None:
    assert names(short_fields({"alone_and_safe_to_talk": "no"})) == [
        "immediate_danger",
        "speaking_herself",
        "alone_and_safe_to_talk",
        "under_18",
        "help_and_keep",
        "may_contact",
        "come_back_when",
    ]


def test_gate_shrinks_while_she_cannot_talk() -> None:
    assert names(visible_fields("gate", {"alone_and_safe_to_talk": "no"})) == [
        "immediate_danger",
        "speaking_herself",
        "alone_and_safe_to_talk",
        "come_back_when",
        "under_18",
    ]


def test_no_contact_hides_how() -> None:
    shown = names(visible_fields("safe_contact", {"may_contact": "no"}))
    assert shown == ["may_contact", "do_not_contact_until", "do_not_contact_reason"]


@pytest.mark.parametrize("state", ["SX1", "SX4"])
def test_kind_of_place_is_asked_on_its_path_alone(state: str) -> None:
    assert "modality" in names(visible_fields("situation", {"situation": state}))
    assert "modality" not in names(visible_fields("situation", {"situation": "FM2"}))


@pytest.mark.parametrize("state", ["CU4", "NK1", "SF5", "CU9"])
def test_province_in_china_is_not_asked_elsewhere(state: str) -> None:
    assert "province_in_china" not in names(visible_fields("situation", {"situation": state}))
    assert "province_in_china" in names(visible_fields("situation", {"situation": "SF7"}))


def test_fields_of_refuses_an_unknown_section() -> None:
    with pytest.raises(KeyError):
        fields_of("religion")


def test_together_settles_that_nobody_tells_an_informant() -> None:
    documents = {
        "gate": {"speaking_herself": "no"},
        "safe_contact": {"may_contact": "yes", "phone": "+8613800138000"},
        "consent": {"state": "given", "language": "kor"},
    }
    assert together(documents) == {
        "speaking_herself": "no",
        "may_contact": "no",
        "phone": "+8613800138000",
    }


def test_not_asked_marks_every_question_and_keeps_the_safe_defaults() -> None:
    document = not_asked("safe_contact")
    assert document["may_contact"] == "not_asked"
    assert document["phone"] == ""
    assert document["phone_answer"] == "not_asked"
    assert document["may_leave_message"] == "no"
    assert document["windows"] == []
    assert "code_word" not in document


@pytest.mark.parametrize(
    ("name", "answers", "answered"),
    [
        ("under_18", {"under_18": "unknown"}, True),
        ("under_18", {"under_18": "declined"}, True),
        ("under_18", {"under_18": "not_asked"}, False),
        ("under_18", {}, False),
        ("alias", {"alias": ""}, False),
        ("alias", {"alias": "", "alias_answer": "declined"}, True),
        ("alias", {"alias": "", "alias_answer": "not_asked"}, False),
        ("nationality", {"nationality": ["not_asked"]}, False),
        ("nationality", {"nationality": ["unknown"]}, True),
        ("names", {"names": []}, False),
    ],
)
def test_is_answered_takes_not_known_for_an_answer(
    name: str, answers: dict[str, Any], *, answered: bool
) -> None:
    assert is_answered(field(name), answers) is answered


def full() -> dict[str, dict[str, Any]]:
    """A record in which everything required was answered."""
    documents = {key: not_asked(key) for key in SECTIONS if key != "consent"}
    for row in FIELDS:
        if row.need is Need.REQUIRED:
            value: Any = "told"
            if row.kind is Kind.SITUATION:
                value = "SX2"
            elif row.choices is not None:
                picked = codes.pickable(row.choices)[0][0]
                value = [picked] if row.kind is Kind.MULTIPLE else picked
            documents[row.section][row.name] = value
    documents["gate"]["immediate_danger"] = "no"
    documents["consent"] = {"state": "given"}
    return documents


def test_a_full_record_may_open() -> None:
    assert missing_to_open(full()) == []


@pytest.mark.parametrize(
    "row",
    [row for row in FIELDS if row.need is Need.REQUIRED and row.kind is not Kind.SURVIVOR_CODE],
    ids=lambda row: row.name,
)
def test_one_required_answer_missing_is_named_with_its_section(row: Field) -> None:
    documents = full()
    if row.name in {"children_under_18", "modality", "dialect"}:
        documents["dependants"]["children"] = "1"
    if row.name == "needs_by_sector":
        documents["needs"] |= {"most_urgent": ["not_asked"]}
    documents[row.section] |= {
        name: value for name, value in not_asked(row.section).items() if name == row.name
    }
    if row.default:
        assert missing_to_open(documents) == []
        return
    missing = missing_to_open(documents)
    assert (row.section, row.name) in [(section, name) for section, name, _text in missing]
    assert all(str(row.label) in text for _section, name, text in missing if name == row.name)


def test_an_empty_record_asks_for_everything_visible() -> None:
    missing = missing_to_open({})
    assert missing[0][:2] == ("consent", "state")
    assert ("gate", "immediate_danger") in [row[:2] for row in missing]
    assert ("safe_contact", "method") not in [row[:2] for row in missing]


def test_in_danger_only_the_short_form_holds_a_case_back() -> None:
    documents = {key: not_asked(key) for key in SECTIONS if key != "consent"}
    documents["gate"] |= {"immediate_danger": "yes"}
    assert [row[:2] for row in missing_to_open(documents)] == [
        ("consent", "state"),
        ("gate", "speaking_herself"),
        ("gate", "alone_and_safe_to_talk"),
        ("gate", "under_18"),
        ("gate", "language"),
        ("safe_contact", "may_contact"),
        ("situation", "situation"),
        ("needs", "most_urgent"),
    ]
    assert ("reference", "reliability") in [row[:2] for row in still_to_ask(documents)]


@pytest.mark.parametrize(
    ("record", "holds_back"),
    [
        ({}, True),
        ({"state": "deferred"}, True),
        ({"state": "refused"}, True),
        ({"state": "withdrawn"}, True),
        ({"state": "cannot_ask"}, True),
        ({"state": "cannot_ask", "cannot_ask_reason": "not_asked"}, True),
        ({"state": "cannot_ask", "cannot_ask_reason": "in_custody"}, False),
        ({"state": "given"}, False),
    ],
)
def test_consent_or_a_reason_why_not_opens_a_case(
    record: dict[str, str], *, holds_back: bool
) -> None:
    missing = missing_to_open(full() | {"consent": record})
    assert ("consent" in [section for section, _name, _text in missing]) is holds_back


def test_coded_keeps_no_text_of_hers() -> None:
    document = not_asked("situation") | {"situation": "FM2", "exploiter_alias": "the driver"}
    facts = fields.coded("situation", document, {})
    assert facts["situation"] == "FM2"
    assert "the driver" not in str(facts)
    assert "place_detail" not in facts
