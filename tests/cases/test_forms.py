"""The intake's forms: whatever was told is kept, and bad input gets a sentence."""

import json
import unicodedata
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from casework.cases import entries
from casework.cases.answers import missing_to_open, not_asked
from casework.cases.consents import allows_services, covers
from casework.cases.dates import six_months_after
from casework.cases.fields import FIELDS, SECTIONS, SHORT, fields_of
from casework.cases.forms import SectionForm, section_form
from casework.cases.forms_consent import ConsentForm
from casework.cases.forms_short import ShortIntakeForm
from casework.pathways.states import opening_choices

TODAY = date(2025, 8, 31)
ASKED = [key for key in SECTIONS if key != "consent"]
DECIDED = {"determined_by", "determined_on"}
NFD_NAME = unicodedata.normalize("NFD", "김은설")


def posted(**values: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def section(key: str, data: QueryDict | None = None, **answers: Any) -> SectionForm:
    return section_form(key)(data, answers=answers, situations=opening_choices(), today=TODAY)


def short(data: QueryDict | None = None, **options: Any) -> ShortIntakeForm:
    return ShortIntakeForm(data, situations=opening_choices(), **options)


class TabStops(HTMLParser):
    """The places where the Tab key stops; the radios of one name are one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stops: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        takes_focus = tag in {"select", "textarea", "button", "summary", "a"} or (
            tag == "input" and of.get("type") != "hidden"
        )
        if not takes_focus or "disabled" in of or of.get("tabindex") == "-1":
            return
        name = of.get("name") or tag
        if of.get("type") != "radio" or name not in self.stops:
            self.stops.append(name)


def drawn(form: SectionForm | ShortIntakeForm) -> str:
    return "".join(f"{bound}{beside or ''}" for bound, beside in form.rows())


# Sections -------------------------------------------------------------------


@pytest.mark.parametrize("key", ASKED)
def test_an_empty_section_can_be_saved_and_says_that_nothing_was_asked(key: str) -> None:
    form = section(key, posted(nothing="1"))
    assert form.is_valid(), form.errors
    assert form.document() == not_asked(key)


@pytest.mark.parametrize("key", ASKED)
def test_a_document_survives_json_and_fills_its_form_again(key: str) -> None:
    first = section(key, posted(nothing="1"))
    assert first.is_valid()
    again = section(key, None, **json.loads(json.dumps(first.document())))
    assert drawn(again)


@pytest.mark.parametrize("key", ["consent", "religion", ""])
def test_section_form_refuses_what_is_no_section(key: str) -> None:
    with pytest.raises(KeyError):
        section_form(key)


@pytest.mark.parametrize("row", [row for row in FIELDS if row.choices], ids=lambda row: row.name)
def test_not_asked_cannot_be_picked(row: Any) -> None:
    form = section(row.section, posted(**{row.name: "not_asked"}))
    assert list(form.errors) == [row.name]


@pytest.mark.parametrize("answer", ["yes", "no", "unknown", "declined"])
def test_a_pick_is_kept(answer: str) -> None:
    form = section("gate", posted(immediate_danger=answer))
    assert form.is_valid()
    assert form.document()["immediate_danger"] == answer


def test_a_question_shown_and_left_is_not_asked_again() -> None:
    form = section("gate", posted(immediate_danger="yes"), under_18="no")
    assert form.is_valid()
    assert form.document()["under_18"] == "not_asked"


def test_what_the_page_did_not_show_stays_as_it_was() -> None:
    form = section(
        "safe_contact", posted(may_contact="no"), may_contact="no", phone="+8613800138000"
    )
    assert form.is_valid()
    assert form.document()["phone"] == "+8613800138000"


def test_what_came_though_it_would_be_hidden_is_kept() -> None:
    form = section(
        "safe_contact", posted(may_contact="yes", how_and_when="Sundays"), may_contact="no"
    )
    assert form.is_valid()
    assert form.document()["how_and_when"] == "Sundays"


def test_a_case_that_has_moved_keeps_its_situation_when_the_field_is_taken_out() -> None:
    form = section("situation", posted(sale_count="1"), situation="FM2")
    form.fields.pop("situation")
    assert form.is_valid()
    assert form.document()["situation"] == "FM2"


def test_a_situation_outside_the_list_is_refused() -> None:
    form = section("situation", posted(situation="FM7"))
    assert form.errors == {"situation": ["Pick one of the answers in the list."]}


def test_told_by_someone_else_leaves_no_way_to_allow_contact() -> None:
    form = section("safe_contact", posted(may_contact="yes"), speaking_herself="no")
    assert form.is_valid()
    assert form.document()["may_contact"] == "no"
    assert form.is_away("method")


def test_told_by_someone_else_shows_contact_as_settled() -> None:
    form = section("safe_contact", None, speaking_herself="no")
    assert form.fields["may_contact"].disabled
    assert form["may_contact"].value() == "no"


def test_today_stands_where_a_day_is_not_told() -> None:
    assert section("reference")["intake_date"].value() == "2025-08-31"
    assert (
        section("reference", None, intake_date="2025-08-01")["intake_date"].value() == "2025-08-01"
    )


def test_not_known_and_nothing_else_stand_apart_in_a_list_of_several() -> None:
    form = section("identity", posted(nationality=["PRK", "unknown"]))
    assert list(form.errors) == ["nationality"]
    form = section("identity", posted(nationality=["PRK", "CHN", "PRK"]))
    assert form.is_valid()
    assert form.document()["nationality"] == ["PRK", "CHN"]


def test_a_box_may_be_declined() -> None:
    form = section("identity", posted(alias="", alias_answer="declined"))
    assert form.is_valid()
    assert form.document()["alias_answer"] == "declined"


def test_what_was_typed_counts_more_than_not_known_beside_it() -> None:
    form = section("identity", posted(alias="Sol", alias_answer="unknown"))
    assert form.is_valid()
    assert (form.document()["alias"], form.document()["alias_answer"]) == ("Sol", "not_asked")


def test_code_words_never_reach_the_document() -> None:
    form = section("safe_contact", posted(code_word="persimmon", duress_word=""))
    assert form.is_valid()
    assert form.secrets() == {"code_word": "persimmon", "duress_word": ""}
    assert "persimmon" not in json.dumps(form.document())


def test_the_hash_of_a_code_word_outlives_the_next_save_and_is_never_shown() -> None:
    form = section("safe_contact", posted(may_contact="yes"), code_word_hash="ab12")
    assert form.is_valid()
    assert form.document()["code_word_hash"] == "ab12"
    assert "ab12" not in drawn(section("safe_contact", None, code_word_hash="ab12"))


@pytest.mark.parametrize("key", ASKED)
def test_nothing_of_hers_goes_to_the_browsers_memory(key: str) -> None:
    html = drawn(section(key))
    boxes = html.count('type="text"') + html.count('type="time"') + html.count("<textarea")
    assert html.count('autocomplete="off"') >= boxes + html.count("<select")


# Rows -----------------------------------------------------------------------


def test_names_are_kept_side_by_side_in_their_scripts() -> None:
    row = {
        "names-0-kind": "birth",
        "names-0-hangul": NFD_NAME,
        "names-0-hanzi": "金恩雪",
        "names-0-roman": "Ｋｉｍ　Eun-seol",
    }
    form = section("identity", posted(**row))
    assert form.is_valid(), form.errors
    assert form.document()["names"] == [
        {"kind": "birth", "hangul": "김은설", "hanzi": "金恩雪", "roman": "Kim Eun-seol"}
    ]


def test_a_row_of_nothing_but_a_pick_is_dropped() -> None:
    form = section("identity", posted(**{"names-0-kind": "birth", "names-3-hangul": "은설"}))
    assert form.is_valid()
    assert [row["hangul"] for row in form.document()["names"]] == ["은설"]


@pytest.mark.parametrize(
    ("script", "typed", "sentence"),
    [
        ("hangul", "Kim", "This box takes hangul only."),
        ("hangul", "金恩雪", "This box takes hangul only."),
        ("hangul", "김恩雪", "Two scripts are mixed in one box."),
        ("hanzi", "김은설", "This box takes hanzi only."),
        ("roman", "김", "This box takes roman letters only."),
        ("roman", "Кim", "This box takes roman letters only."),
        ("hangul", "은설😀", "This box takes hangul only."),
        ("hangul", "은\0설", "A hidden control character"),
        ("hangul", "은" * 201, "This is too long"),
    ],
)
def test_a_name_in_the_wrong_box_is_told_where_to_go(
    script: str, typed: str, sentence: str
) -> None:
    form = section("identity", posted(**{f"names-0-{script}": typed}))
    (error,) = form.errors["names"]
    assert sentence in error
    assert typed not in error
    assert form["names"].value()[0][script] == typed


def test_rows_beyond_the_most_are_refused() -> None:
    rows = {f"names-{number}-hangul": "은설" for number in range(21)}
    assert "At most 20 rows" in section("identity", posted(**rows)).errors["names"][0]


def test_a_row_pick_outside_its_list_is_refused() -> None:
    form = section("identity", posted(**{"names-0-kind": "husband", "names-0-hangul": "은설"}))
    assert "names" in form.errors


def test_rows_say_their_names_to_a_screen_reader() -> None:
    html = drawn(section("identity"))
    assert '<label for="id_names-0-hangul">hangul</label>' in html


def test_safe_times_are_kept_in_her_zone() -> None:
    row = {"windows-0-day": "", "windows-0-from": "21:30", "windows-0-to": "06:00"}
    form = section("safe_contact", posted(**row))
    assert form.is_valid(), form.errors
    assert form.document()["windows"] == [{"day": "daily", "from": "21:30", "to": "06:00"}]


@pytest.mark.parametrize(
    "row",
    [
        {"windows-0-from": "21:30"},
        {"windows-0-from": "21:30", "windows-0-to": "21:30"},
        {"windows-0-from": "25:00", "windows-0-to": "26:00"},
    ],
)
def test_a_safe_time_without_its_two_ends_is_refused(row: dict[str, str]) -> None:
    assert "windows" in section("safe_contact", posted(**row)).errors


# What was typed -------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (entries.read_line, f"  {NFD_NAME}\t ok ", "김은설 ok"),
        (entries.read_line, "姐姐😀", "姐姐😀"),
        (entries.read_line, unicodedata.normalize("NFD", "각" * 200), "각" * 200),
        (entries.read_narrative, "one\r\ntwo\rthree，好", "one\ntwo\nthree，好"),
        (entries.read_phone, "138 0013 8000", "+8613800138000"),
        (entries.read_phone, "１３８００１３８０００", "+8613800138000"),
        (entries.read_phone, "+82 10-1234-5678", "+821012345678"),
        (entries.read_phone, "02-312-3456", "+8223123456"),
        (entries.read_phone, "\u200b+8613800138000\u202c", "+8613800138000"),
        (entries.read_phone, "+856 20 5512 3456", "+8562055123456"),
        (entries.read_month, "2019-03", "2019-03"),
        (entries.read_month, "2019년 3월", "2019-03"),
        (entries.read_month, "2019年3月", "2019-03"),
        (entries.read_month, "2019", "2019"),
        (entries.read_year, "１９９４", "1994"),
        (entries.read_date, "2019.3.27", "2019-03-27"),
        (entries.read_date, unicodedata.normalize("NFD", "2019년 3월 27일"), "2019-03-27"),
        (entries.read_time, "9:05", "09:05"),
        (entries.read_time, "21：30:00", "21:30"),
    ],
)
def test_what_was_typed_becomes_one_form(read: Callable[[str], str], typed: str, kept: str) -> None:
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "typed", "sentence"),
    [
        (entries.read_line, "a\0b", "hidden control character"),
        (entries.read_line, "a\x1b[31m", "hidden control character"),
        (entries.read_line, "\ud800", "hidden control character"),
        (entries.read_line, "x" * 201, "201 characters, and 200 are kept"),
        (entries.read_narrative, "x" * 20_001, "20001 characters, and 20000 are kept"),
        (entries.read_phone, "010-1234-5678", "Begin it with +86 or with +82"),
        (entries.read_phone, "12", "not a complete phone number"),
        (entries.read_phone, "call me", "not a complete phone number"),
        (entries.read_phone, "13800138000 ext 5", "not a complete phone number"),
        (entries.read_month, "2019-13", "from 1 to 12"),
        (entries.read_month, "2019-03-01", "or only the year"),
        (entries.read_month, "last spring", "like 2019-03"),
        (entries.read_year, "94", "four digits"),
        (entries.read_date, "2019-02-30", "like 2019-03-27"),
        (entries.read_date, "2019", "like 2019-03-27"),
        (entries.read_time, "24:00", "like 21:30"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(
    read: Callable[[str], str], typed: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        read(typed)
    (told,) = refused.value.messages
    assert sentence in told
    assert len(typed) < 5 or typed not in told


READERS: list[Callable[[str], str]] = [
    entries.read_line,
    entries.read_narrative,
    entries.read_phone,
    entries.read_month,
    entries.read_year,
    entries.read_date,
    entries.read_time,
    lambda text: entries.read_name(text, "hangul"),
    lambda text: entries.read_name(text, "hanzi"),
    lambda text: entries.read_name(text, "roman"),
    lambda text: entries.read_number(text, 1, 45),
]


@pytest.mark.parametrize("read", READERS)
@given(typed=st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_kept_or_refused_and_kept_text_stays_the_same(
    read: Callable[[str], str], typed: str
) -> None:
    try:
        kept = read(typed)
    except ValidationError:
        return
    assert read(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)


def test_a_number_of_weeks_stays_in_bounds() -> None:
    form = section("dependants", posted(pregnant="yes", weeks_pregnant="46"), pregnant="yes")
    assert form.errors == {"weeks_pregnant": ["Write a number from 1 to 45."]}


# The short form -------------------------------------------------------------


def test_twelve_stops_come_before_save() -> None:
    assert TabStops(drawn(short())).stops == [row.name for row in SHORT]
    assert len(SHORT) == 12


def test_an_empty_short_form_can_be_saved() -> None:
    form = short(posted(nothing="1"))
    assert form.is_valid(), form.errors
    told = form.intake(today=TODAY)
    assert told.consents == []
    assert told.note == ""
    expected = {key: not_asked(key) for key in ASKED}
    expected["reference"]["intake_date"] = "2025-08-31"
    assert told.documents == expected


def twelve(**changed: Any) -> QueryDict:
    told: dict[str, Any] = {
        "immediate_danger": "yes",
        "speaking_herself": "yes",
        "alone_and_safe_to_talk": "yes",
        "under_18": "unknown",
        "language_need": "kor_interpreter",
        "help_and_keep": "given",
        "may_contact": "only_if_she_calls",
        "how_and_when": "Sundays, from the kitchen",
        "alias": NFD_NAME,
        "situation": "FM2",
        "most_urgent": ["shelter_emergency", "food_nfi"],
        "anything_else": "He comes back at six.\nThe door is locked.",
    }
    return posted(**(told | changed))


def test_the_twelve_find_their_sections() -> None:
    form = short(twelve())
    assert form.is_valid(), form.errors
    told = form.intake(today=TODAY)
    assert told.documents["gate"] == not_asked("gate") | {
        "immediate_danger": "yes",
        "speaking_herself": "yes",
        "alone_and_safe_to_talk": "yes",
        "under_18": "unknown",
        "language": "kor",
        "interpreter_needed": "yes",
    }
    assert told.documents["safe_contact"]["may_contact"] == "only_if_she_calls"
    assert told.documents["safe_contact"]["how_and_when"] == "Sundays, from the kitchen"
    assert told.documents["identity"]["alias"] == "김은설"
    assert told.documents["situation"]["situation"] == "FM2"
    assert told.documents["needs"]["most_urgent"] == ["shelter_emergency", "food_nfi"]
    assert told.note == "He comes back at six.\nThe door is locked."


def test_a_yes_is_two_records_for_six_months() -> None:
    form = short(twelve())
    assert form.is_valid()
    consents = form.intake(today=TODAY).consents
    assert [record["purpose"] for record in consents] == ["case_services", "store_identifying_data"]
    assert allows_services(consents, date(2026, 2, 28))
    assert not allows_services(consents, date(2026, 3, 1))


def test_the_twelve_are_enough_to_open_in_danger() -> None:
    form = short(twelve())
    assert form.is_valid()
    told = form.intake(today=TODAY)
    assert missing_to_open({**told.documents, "consent": told.consents[0]}) == []


def test_told_by_someone_else_rests_on_vital_interests_and_allows_no_contact() -> None:
    form = short(twelve(speaking_herself="no", may_contact="yes", help_and_keep="given"))
    assert form.is_valid()
    told = form.intake(today=TODAY)
    assert told.documents["safe_contact"]["may_contact"] == "no"
    (record,) = told.consents
    assert (record["state"], record["basis"], record["cannot_ask_reason"]) == (
        "cannot_ask",
        "vital_interests",
        "told_by_someone_else",
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"alone_and_safe_to_talk": "no"}, "cannot_talk"),
        ({"situation": "CU1"}, "in_custody"),
        ({}, "immediate_danger"),
    ],
)
def test_why_she_cannot_be_asked_follows_from_the_answers(
    changed: dict[str, str], reason: str
) -> None:
    form = short(twelve(help_and_keep="cannot_ask", **changed))
    assert form.is_valid()
    (record,) = form.intake(today=TODAY).consents
    assert record["cannot_ask_reason"] == reason


def test_a_no_is_kept_as_a_no() -> None:
    form = short(twelve(help_and_keep="refused"))
    assert form.is_valid()
    assert {record["state"] for record in form.intake(today=TODAY).consents} == {"refused"}


def test_the_form_shrinks_when_she_cannot_talk_and_loses_nothing() -> None:
    form = short(twelve(alone_and_safe_to_talk="no"))
    assert form.is_shrunk
    assert TabStops(drawn(form)).stops == [
        "immediate_danger",
        "speaking_herself",
        "alone_and_safe_to_talk",
        "under_18",
        "help_and_keep",
        "may_contact",
        "come_back_when",
    ]
    assert form.is_valid(), form.errors
    told = form.intake(today=TODAY)
    assert told.documents["identity"]["alias"] == "김은설"
    assert told.documents["needs"]["most_urgent"] == ["shelter_emergency", "food_nfi"]


def test_when_to_come_back_is_kept() -> None:
    form = short(posted(alone_and_safe_to_talk="no", come_back_when="after ten"))
    assert form.is_valid()
    assert form.intake(today=TODAY).documents["gate"]["come_back_when"] == "after ten"


def test_the_short_form_keeps_what_was_typed_beside_its_sentence() -> None:
    form = short(twelve(how_and_when="x" * 201, anything_else="a\0b"))
    assert set(form.errors) == {"how_and_when", "anything_else"}
    assert "x" * 201 in drawn(form)


def test_short_answers_fill_the_form_again() -> None:
    form = short(twelve())
    assert form.is_valid()
    again = short(answers=form.answers())
    assert again["situation"].value() == "FM2"
    assert again["most_urgent"].value() == ["shelter_emergency", "food_nfi"]


# Consent --------------------------------------------------------------------


def consent(data: QueryDict | None = None, **options: Any) -> ConsentForm:
    return ConsentForm(data, today=TODAY, **options)


def answer(**changed: Any) -> QueryDict:
    told = {
        "state": "given",
        "form": "verbal",
        "language": "kor",
        "given_by": "self",
        "explained": ["purpose", "withdrawal"],
        "given_on": "2025-08-31",
        "expires_on": "2026-02-28",
    }
    return posted(**(told | changed))


def test_consent_proposes_spoken_by_herself_for_six_months() -> None:
    form = consent(answers={"language": "zho"})
    proposed = {name: form[name].value() for name in ("form", "given_by", "language", "expires_on")}
    assert proposed == {
        "form": "verbal",
        "given_by": "self",
        "language": "zho",
        "expires_on": "2026-02-28",
    }


def test_a_yes_allows_services_until_it_expires() -> None:
    form = consent(answer())
    assert form.is_valid(), form.errors
    document = json.loads(json.dumps(form.document()))
    assert (document["purpose"], document["basis"]) == ("case_services", "explicit_consent")
    assert document["explained"] == ["purpose", "withdrawal"]
    assert allows_services([document], TODAY)
    assert not allows_services([document], date(2026, 3, 1))


def test_taking_back_is_a_form_of_its_own() -> None:
    assert list(consent(answer(state="withdrawn")).errors) == ["state"]


def test_consent_without_an_answer_is_refused() -> None:
    assert list(consent(answer(state="")).errors) == ["state"]


def test_cannot_be_asked_needs_a_reason() -> None:
    assert list(consent(answer(state="cannot_ask")).errors) == ["cannot_ask_reason"]
    form = consent(answer(state="cannot_ask", cannot_ask_reason="in_custody"))
    assert form.is_valid()
    assert form.document()["basis"] == "vital_interests"


def test_told_by_someone_else_offers_no_yes() -> None:
    form = consent(
        answer(state="given", cannot_ask_reason="told_by_someone_else"),
        answers={"speaking_herself": "no"},
    )
    assert form.is_valid(), form.errors
    assert form.document()["state"] == "cannot_ask"


@pytest.mark.parametrize("under_18", ["yes", "unknown", "declined", "no"])
def test_a_girls_yes_needs_something_beside_it(under_18: str) -> None:
    form = consent(answer(), answers={"under_18": under_18})
    assert ("child_basis" in form.errors) is (under_18 != "no")
    form = consent(answer(child_basis="best_interests_decision"), answers={"under_18": under_18})
    assert form.is_valid()


def test_her_age_band_alone_asks_for_it() -> None:
    assert "child_basis" in consent(answer(), answers={"age_band": "9--17"}).errors


def test_sharing_names_a_service_and_a_partner() -> None:
    partners = [("5f1c", "Lantern")]
    empty = consent(answer(), purpose="share", partners=partners)
    assert set(empty.errors) == {"service", "partner"}
    anyone = consent(answer(service="other", partner="any"), purpose="share", partners=partners)
    assert set(anyone.errors) == {"service", "partner"}
    form = consent(
        answer(service="shelter_emergency", partner="5f1c"), purpose="share", partners=partners
    )
    assert form.is_valid(), form.errors
    document = form.document()
    assert document["shared_as"] == "share_shelter"
    assert covers([document], service="shelter_emergency", partner="5f1c", on=TODAY)
    assert not covers([document], service="legal_advice", partner="5f1c", on=TODAY)
    assert not covers([document], service="shelter_emergency", partner="other", on=TODAY)


def test_sharing_waits_until_she_can_be_asked() -> None:
    form = consent(
        answer(
            state="cannot_ask",
            cannot_ask_reason="in_custody",
            service="legal_advice",
            partner="5f1c",
        ),
        purpose="share",
        partners=[("5f1c", "Lantern")],
    )
    assert list(form.errors) == ["state"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given_on": "2025-09-01"}, "given_on"),
        ({"given_on": ""}, "given_on"),
        ({"given_on": "yesterday"}, "given_on"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "2025-08-31"}, "expires_on"),
        ({"expires_on": "2027-01-01"}, "expires_on"),
    ],
)
def test_days_that_cannot_be_are_refused(changed: dict[str, str], field: str) -> None:
    assert list(consent(answer(**changed)).errors) == [field]


def test_limits_are_kept_in_her_words() -> None:
    form = consent(answer(limits="Not my sister.\nNot the church."))
    assert form.is_valid()
    assert form.document()["limits"] == "Not my sister.\nNot the church."


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2025, 6, 30), date(2025, 12, 30)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2025, 12, 1), date(2026, 6, 1)),
    ],
)
def test_six_months_end_on_a_day_that_exists(day: date, later: date) -> None:
    assert six_months_after(day) == later


def test_every_field_of_a_section_is_in_its_form_when_it_is_shown() -> None:
    for key in ASKED:
        form = section(key, None, children="1", pregnant="yes", situation="SX2", may_contact="yes")
        shown = {bound.name for bound, _beside in form.rows()}
        never = {"come_back_when", "survivor_code", "sexual_exploitation", *DECIDED}
        assert {row.name for row in fields_of(key)} - shown <= never
