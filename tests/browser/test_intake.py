"""The intake before a real browser: by keyboard alone, without script, narrow, dark, and late."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.cases.fields import SECTIONS
from casework.cases.models import Case, ConsentRecord, Section
from casework.vault.models import Letter
from tests import make
from tests.browser.conftest import BOTH, MORE, PageOf
from tests.browser.hand import Hand
from tests.browser.judging import scrolls_sideways, violations
from tests.browser.questions import (
    explains,
    tells_from_place_to_health,
    tells_from_trafficking_to_the_end,
)
from tests.make import House

DRAFT_MS = 5_000  # how long the page waits before it keeps what was typed
TWELVE = [
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


def stored(house: House, case: Case, section: str) -> dict[str, Any]:
    keys = make.keys_for(house.caseworker, case)
    return keys.open_document(Section.objects.get(case=case, kind=section))


# The short form -------------------------------------------------------------


def stops_before_save(hand: Hand) -> list[str]:
    """The names of what the Tab key stops at, from the first question to Save."""
    hand.tab_to("immediate_danger")
    stops = []
    while (at := hand.focused())[4] != "Save":
        stops.append(at[0])
        hand.press("Tab")
    return stops


@BOTH
def test_the_short_form_has_twelve_stops_before_save(page_of: PageOf, script: bool) -> None:
    page = page_of("caseworker", script=script)
    page.goto("/intake/now/")
    assert stops_before_save(Hand(page)) == TWELVE


@MORE
def test_danger_is_a_case_in_twelve_answers(page_of: PageOf, house: House, script: bool) -> None:
    page = page_of("caseworker", script=script)
    hand = Hand(page)
    hand.go("She is in danger now")
    before = hand.beyond_text
    hand.pick("immediate_danger", "yes")
    hand.pick("speaking_herself", "yes")
    hand.pick("alone_and_safe_to_talk", "unknown")
    hand.pick("under_18", "no")
    hand.pick("language_need", "kor")
    hand.pick("help_and_keep", "given")
    hand.pick("may_contact", "only_if_she_calls")
    hand.fill("how_and_when", "저녁 아홉 시 이후")
    hand.fill("alias", "은하")
    hand.pick("situation", "FM2")
    hand.pick("most_urgent", "repatriation_prevention")
    hand.fill("anything_else", "He comes back at six.")
    hand.go("Save")
    case = Case.objects.get()
    assert page.url.endswith(f"/cases/{case.code}/")
    assert (case.state, case.risk, case.situation) == ("open", "critical", "FM2")
    assert stored(house, case, "needs")["most_urgent"] == ["repatriation_prevention"]
    assert hand.seconds < 180, hand.seconds
    assert script is False or hand.beyond_text - before <= 60, hand.beyond_text - before


def test_the_page_shrinks_as_soon_as_she_cannot_talk(page_of: PageOf, house: House) -> None:
    page = page_of("caseworker")
    page.goto("/intake/now/")
    page.locator("#id_alias").fill("은하")
    hand = Hand(page)
    page.locator("body").focus()
    hand.pick("alone_and_safe_to_talk", "no")
    expect(page.get_by_text("only what a yes or a no answers is left")).to_be_visible()
    assert hand.focused()[:3] == ("alone_and_safe_to_talk", "radio", "no")  # where she was
    expect(page.locator("#id_alias")).to_be_hidden()
    page.get_by_label("When to try again").fill("at dawn")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/cases/CW-*/")
    case = Case.objects.get()
    assert stored(house, case, "identity")["alias"] == "은하"
    assert stored(house, case, "gate")["come_back_when"] == "at dawn"


def test_the_page_grows_again_with_what_was_typed(page_of: PageOf) -> None:
    page = page_of("caseworker")
    page.goto("/intake/now/")
    page.locator("#id_alias").fill("은하")
    page.get_by_role("group", name="Alone and safe").get_by_text("no", exact=True).click()
    expect(page.locator("#id_alias")).to_be_hidden()
    page.get_by_role("group", name="Alone and safe").get_by_text("yes", exact=True).click()
    expect(page.locator("#id_alias")).to_have_value("은하")


def test_without_script_the_second_button_shrinks_the_page(page_of: PageOf) -> None:
    page = page_of("caseworker", script=False)
    page.goto("/intake/now/")
    page.locator("#id_alias").fill("은하")
    page.get_by_role("button", name="She cannot talk").click()
    expect(page.get_by_label("When to try again")).to_be_visible()
    page.get_by_role("button", name="She can talk again").click()
    expect(page.locator("#id_alias")).to_have_value("은하")


def test_a_plain_click_adds_an_answer_and_takes_it_away(page_of: PageOf) -> None:
    page = page_of("caseworker")
    page.goto("/intake/now/")
    needs = page.locator("#id_most_urgent")
    for answer in ("shelter_emergency", "medical_urgent", "medical_urgent", "food_nfi"):
        needs.locator(f"option[value={answer}]").click()
    picked = needs.evaluate("list => [...list.selectedOptions].map(one => one.value)")
    assert picked == ["shelter_emergency", "food_nfi"]


def test_a_double_click_begins_one_case(page_of: PageOf) -> None:
    page = page_of("caseworker")
    page.goto("/intake/now/")
    page.get_by_role("button", name="Save").dblclick()
    page.wait_for_url("**/cases/CW-*/")
    assert Case.objects.count() == 1


# The whole intake -----------------------------------------------------------


@MORE
def test_a_first_call_is_logged_in_three_minutes(
    page_of: PageOf, house: House, script: bool
) -> None:
    """From home: is it safe, may we keep it, may we call, what to call her, and what she said."""
    page = page_of("caseworker", script=script)
    hand = Hand(page)
    hand.go("Log a call")
    hand.pick("immediate_danger", "no")
    hand.pick("speaking_herself", "yes")
    hand.pick("alone_and_safe_to_talk", "yes")
    hand.pick("under_18", "no")
    hand.pick("language", "kor")
    hand.fill("sheet", "Two years with him, wants to learn where her son is.")
    hand.go("Save and go on")
    hand.pick("state", "given")
    explains(hand)
    hand.go("Keep her answer")
    hand.pick("may_contact", "only_if_she_calls")
    hand.fill("how_and_when", "Sunday mornings")
    hand.go("Save and go on")
    hand.fill("alias", "은하")
    hand.go("Save and stay")
    case = Case.objects.get()
    assert case.consent == "given"
    assert stored(house, case, "identity")["alias"] == "은하"
    assert stored(house, case, "sheet")["text"].startswith("Two years")
    assert hand.seconds < 180, hand.seconds


@pytest.mark.soak  # a first call is logged by keys in every run, above
@MORE
def test_the_whole_intake_by_keyboard_alone(page_of: PageOf, house: House, script: bool) -> None:
    page = page_of("caseworker", script=script)
    hand = Hand(page)
    hand.go("Log a call")
    hand.pick("immediate_danger", "no")
    hand.pick("speaking_herself", "yes")
    hand.pick("alone_and_safe_to_talk", "yes")
    hand.pick("under_18", "no")
    hand.pick("language", "kor")
    hand.pick("dialect", "hamgyong")
    hand.pick("interpreter_needed", "no")
    hand.go("Save and go on")
    hand.pick("state", "given")
    explains(hand)
    hand.go("Keep her answer")
    hand.pick("may_contact", "only_if_she_calls")
    hand.go("Save and go on")
    hand.fill("alias", "은하")
    hand.fill("names-0-hangul", "김은하")
    hand.fill("names-0-hanzi", "金銀河")
    hand.fill("names-0-roman", "Kim Un-ha")
    hand.pick("gender", "feminine")
    hand.pick("age_band", "27--29")
    hand.tick("nationality", "PRK")
    hand.pick("stateless", "unknown")
    hand.go("Save and go on")
    hand.pick("children", "0")
    hand.go("Save and go on")
    hand.pick("situation", "FM2")
    if not script:
        hand.go("Show the questions that fit these answers")
    tells_from_place_to_health(hand)
    hand.go("Keep the assessment")  # her risk has its place here
    hand.go("Go on with the intake")
    hand.tick("most_urgent", "psychosocial")
    hand.go("Save and go on")
    hand.go("Next section")  # where she would like to be: left open
    hand.go("Next section")  # what helps her to talk
    tells_from_trafficking_to_the_end(hand)
    case = Case.objects.get()
    assert page.url.endswith(f"/cases/{case.code}/")
    assert (case.consent, case.situation, case.risk) == ("given", "FM2", "medium")
    assert stored(house, case, "identity")["names"][0]["hanzi"] == "金銀河"
    page.goto(f"/cases/{case.code}/intake/reference/")
    expect(page.get_by_text("Every needed question has its answer.")).to_be_visible()


def test_a_line_of_the_sheet_goes_to_the_field_used_last(page_of: PageOf, house: House) -> None:
    page = page_of("caseworker")
    case = make.opened(house)
    page.goto(f"/cases/{case.code}/intake/identity/")
    page.locator("#id_alias").fill("")
    page.locator("#id_alias").focus()
    page.locator("#id_sheet").fill("은하\nthe rest")
    page.locator("#id_sheet").evaluate("sheet => sheet.setSelectionRange(0, 0)")
    page.locator("#id_sheet").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_alias")).to_have_value("은하")
    expect(page.locator("#id_sheet")).to_have_value("the rest")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert stored(house, case, "identity")["alias"] == "은하"
    assert stored(house, case, "sheet")["text"] == "the rest"


def test_an_answer_brings_its_questions_and_takes_nothing_from_under_her_hands(
    page_of: PageOf, house: House
) -> None:
    page = page_of("caseworker")
    case = make.opened(house)
    page.goto(f"/cases/{case.code}/intake/dependants/")
    children = page.get_by_role("group", name="Children", exact=True)
    expect(page.locator("#ask-children_under_18")).to_be_hidden()
    children.get_by_text("two", exact=True).click()
    under_18 = page.get_by_role("group", name="Children under 18")
    under_18.get_by_text("one", exact=True).click()
    children.get_by_text("none", exact=True).click()
    expect(under_18).to_be_hidden()
    children.get_by_text("one", exact=True).click()
    expect(under_18.locator("input:checked")).to_have_value("1")
    assert violations(page) == []


@MORE
def test_of_her_answer_what_makes_no_sense_is_out_of_sight(
    page_of: PageOf, house: House, script: bool
) -> None:
    page = page_of("caseworker", script=script)
    page.goto(f"/cases/{make.draft(house).code}/consent/")
    why, steps = (page.locator(f"#ask-{name}") for name in ("cannot_ask_reason", "capacity_steps"))
    expect(why).to_be_visible()
    page.locator('[name="state"][value="given"]').check()
    expect(why).to_be_hidden()
    page.locator('[name="state"][value="cannot_ask"]').check()
    expect(why).to_be_visible()
    page.get_by_text("How it was asked", exact=True).click()
    expect(steps).to_be_visible()
    page.locator('[name="capacity_doubt"][value="no"]').check()
    expect(steps).to_be_hidden()


def test_two_windows_show_both_drafts_and_the_choice(page_of: PageOf, house: House) -> None:
    first = page_of("caseworker")
    case = make.opened(house)
    second = first.context.new_page()
    first.clock.install()
    for page in (first, second):
        page.goto(f"/cases/{case.code}/intake/identity/")
    for page, alias, told in (
        (first, "첫째", "Draft kept at"),
        (second, "둘째", "open this page again to see both"),
    ):
        page.locator("#id_alias").fill(alias)
        page.clock.fast_forward(DRAFT_MS)
        expect(page.get_by_text(told)).to_be_visible()
    second.reload()
    expect(second.get_by_role("heading", name="another window too")).to_be_visible()
    assert violations(second) == []
    second.get_by_role("link", name="Go on with that text").click()
    expect(second.locator("#id_alias")).to_have_value("첫째")


# Nothing typed is lost ------------------------------------------------------


def test_what_is_typed_is_kept_by_itself_and_comes_back(page_of: PageOf, house: House) -> None:
    page = page_of("caseworker")
    page.clock.install()
    page.goto("/intake/")
    page.locator("#id_sheet").fill("half a sentence, 반쯤")
    page.clock.fast_forward(DRAFT_MS)
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    page.goto("/")
    page.goto("/intake/")
    expect(page.locator("#id_sheet")).to_have_value("half a sentence, 반쯤")
    page.get_by_role("link", name="Throw it away").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#id_sheet")).to_have_value("")
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("button", "then"), [("Lock now", "[name=passphrase]"), ("Leave now", "table caption")]
)
def test_locking_and_leaving_keep_what_is_typed(page_of: PageOf, button: str, then: str) -> None:
    page = page_of("caseworker")
    page.goto("/intake/now/")
    page.locator("#id_anything_else").fill("somebody is at the door")
    page.get_by_role("button", name=button).last.click()
    expect(page.locator(then)).to_be_visible()
    page.goto("/intake/now/")
    page.locator("[name=passphrase]").fill(make.PASSPHRASE)
    page.locator("[name=passphrase]").press("Enter")
    expect(page.locator("#id_anything_else")).to_have_value("somebody is at the door")


@BOTH
def test_a_form_sent_after_the_lock_is_saved_after_unlocking(
    page_of: PageOf, house: House, script: bool
) -> None:
    page = page_of("caseworker", script=script)
    case = make.opened(house)
    page.goto(f"/cases/{case.code}/intake/identity/")
    page.locator("#id_alias").fill("은하")
    page.context.clear_cookies(name="unlock")
    page.get_by_role("button", name="Save and stay").click()
    page.locator("[name=passphrase]").fill(make.PASSPHRASE)
    page.locator("[name=passphrase]").press("Enter")
    page.get_by_role("button", name="Save it now").click()
    expect(page.locator("#id_alias")).to_have_value("은하")
    assert stored(house, case, "identity")["alias"] == "은하"


@MORE
def test_two_tabs_show_both_texts(page_of: PageOf, house: House, script: bool) -> None:
    first = page_of("caseworker", script=script)
    case = make.opened(house)
    second = first.context.new_page()
    for page, alias in ((first, "첫째"), (second, "둘째")):
        page.goto(f"/cases/{case.code}/intake/identity/")
        page.locator("#id_alias").fill(alias)
    first.get_by_role("button", name="Save and stay").click()
    expect(first.get_by_text("Saved.", exact=True)).to_be_visible()  # not told in the other tab
    second.get_by_role("button", name="Save and stay").click()
    expect(second.get_by_role("heading", name="Somebody saved this section")).to_be_visible()
    expect(second.locator("dl.facts").first).to_contain_text("첫째")
    expect(second.locator("#id_alias")).to_have_value("둘째")
    if script:
        assert violations(second) == []
    second.get_by_role("button", name="Save and stay").click()
    expect(second.get_by_text("Saved.", exact=True)).to_be_visible()
    assert stored(house, case, "identity")["alias"] == "둘째"


# Consent --------------------------------------------------------------------


@MORE
def test_she_takes_her_yes_back(page_of: PageOf, house: House, script: bool) -> None:
    page = page_of("caseworker", script=script)
    case = make.opened(house)
    page.goto(f"/cases/{case.code}/consents/")
    page.get_by_role("link", name="She takes it back").first.click()
    page.locator("[name=how]").first.check(force=True)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/cases/{case.code}/consents/")
    case.refresh_from_db()
    assert case.consent == "withdrawn"
    assert ConsentRecord.objects.count() == 2


# How it looks to everybody --------------------------------------------------


@pytest.mark.parametrize(
    ("width", "dark", "every"),
    [
        (320, False, 3),
        *(
            pytest.param(width, dark, 1, marks=pytest.mark.soak)
            for width, dark in ((320, False), (768, True), (1280, False))
        ),
    ],
)
def test_every_page_of_the_intake_stands_axe_and_a_narrow_screen(
    page_of: PageOf, house: House, width: int, dark: bool, every: int
) -> None:
    case = make.opened(
        house,
        label="회색 목도리",
        documents={
            "identity": {
                "alias": "은하",
                "names": [
                    {"kind": "alias", "hangul": "김은하", "hanzi": "金銀河", "roman": "Kim Un-ha"}
                ],
            }
        },
    )
    page = page_of("caseworker", width=width, dark=dark)
    there = f"/cases/{case.code}"
    sections = [section for section in SECTIONS if section != "consent"]
    urls = ["/intake/", "/intake/now/", f"{there}/consent/", f"{there}/consent/?purpose=share"]
    urls += [f"{there}/incidents/new/"]
    for url in [*urls, *(f"{there}/intake/{section}/" for section in sections)][::every]:
        page.goto(url)
        _stands(page)


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.soak)])
def test_mistakes_stand_axe_and_a_narrow_screen(page_of: PageOf, house: House, width: int) -> None:
    case = make.opened(house)
    page = page_of("caseworker", width=width)
    page.goto(f"/cases/{case.code}/intake/identity/")
    page.locator("#id_birth_year").fill("19x")
    page.locator("#id_names-0-hangul").fill("金")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    _stands(page)
    page.goto(f"/cases/{case.code}/intake/identity/")  # the draft, with its notice
    expect(page.get_by_text("This is what you typed before")).to_be_visible()
    _stands(page)
    page.goto(f"/cases/{case.code}/consent/?purpose=share")
    page.get_by_role("button", name="Keep her answer").click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    _stands(page)
    page.goto("/intake/now/")
    page.get_by_role("group", name="Alone and safe").get_by_text("no", exact=True).click()
    expect(page.get_by_text("only what a yes or a no answers is left")).to_be_visible()
    _stands(page)
    page.goto("/drafts/intake/discard/?next=/intake/")
    _stands(page)


def _stands(page: Page) -> None:
    assert violations(page) == [], page.url
    assert not scrolls_sideways(page), page.url
