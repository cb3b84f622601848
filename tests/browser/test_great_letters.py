"""Words in drawings grow with the text that the reader has set, and none lies over another."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from casework.access import people
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import scrolls_sideways, twice_the_letters

PHONE = 320
# Pages with a drawing of each kind.
PAGES = ("/components/", "/figures/", "/audit/charts/")
LANGUAGES = pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.soak)])
_WORDS = """() => [...document.querySelectorAll('svg.chart text, .lane-word span')]
  .filter(one => one.checkVisibility())
  .map(one => [one.textContent, parseFloat(getComputedStyle(one).fontSize),
               one.getBoundingClientRect().toJSON()])"""


@LANGUAGES
def test_words_of_charts_are_twice_as_great_and_apart(
    page_of: PageOf, house: make.House, language: str
) -> None:
    make.opened(house)
    for who, addresses in (("supervisor", PAGES[:2]), ("administrator", PAGES[2:])):
        people.change_settings(house.staff[who].user, at=make.NOW, language=language)
        page = page_of(who, width=PHONE)
        for address in addresses:
            page.goto(address)
            before = {text: size for text, size, _box in page.evaluate(_WORDS)}
            assert before, address
            assert _over_another(page) == []
            with twice_the_letters(page):
                words = page.evaluate(_WORDS)
                assert [text for text, size, _box in words if size < 2 * before[text]] == []
                assert _over_another(page) == [], address


@LANGUAGES
def test_no_page_of_great_letters_is_wider_than_a_phone(
    page_of: PageOf, house: make.House, language: str
) -> None:
    case, wide = make.opened(house), []
    for who, pages in HOMES.items():
        people.change_settings(house.staff[who].user, at=make.NOW, language=language)
        page = page_of(who, width=PHONE)
        with twice_the_letters(page):
            for address in pages:
                page.goto(address.format(case.code))
                wide += [address] if scrolls_sideways(page) else []
    assert wide == []


# Lists, times and codes that are long, and words of one piece.
HOMES = {
    "caseworker": (
        "/", "/cases/", "/cases/{}/?for=contact", "/cases/{}/situation/", "/cases/{}/consents/",
        "/cases/{}/risk/", "/cases/{}/readers/", "/line/{}/",
    ),
    "supervisor": ("/", "/referrals/"),
    "administrator": ("/", "/people/", "/audit/", "/audit/seal/"),
}  # fmt: skip


def _over_another(page: Page) -> list[str]:
    """Pairs that overlap, and what reaches over the window's edge."""
    words: list[tuple[str, float, dict[str, Any]]] = page.evaluate(_WORDS)
    out = [text for text, _size, box in words if box["left"] < -1 or box["right"] > PHONE + 1]
    pairs = [(one, two) for at, one in enumerate(words) for two in words[at + 1 :]]
    return out + [f"{one[0]} / {two[0]}" for one, two in pairs if _overlap(one[2], two[2])]


def _overlap(one: dict[str, Any], two: dict[str, Any]) -> bool:
    beside = one["left"] < two["right"] - 1 and two["left"] < one["right"] - 1
    return beside and one["top"] < two["bottom"] - 2 and two["top"] < one["bottom"] - 2


def test_the_words_of_each_step_stand_under_its_name(page_of: PageOf, house: make.House) -> None:
    """Where one of them were short enough to stand beside it, the list would be ragged."""
    page = page_of("caseworker")
    page.goto("/first-steps/")
    left = page.locator("ol.steps").evaluate(
        "list => [...list.querySelectorAll('.meta')].map(one => one.getBoundingClientRect().left)"
    )
    assert (len(left) > 4, len(set(left))) == (True, 1)


_WITHOUT_EDGE = """() => [...document.querySelectorAll(
    'button.button:not(.plain), a.button:not(.plain), .badge, .chip, input, select, textarea'
  )].filter(one => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length)
    .filter(one => !['radio', 'checkbox', 'hidden'].includes(one.type))
    .filter(one => parseFloat(getComputedStyle(one).borderTopWidth) === 0)
    .map(one => one.outerHTML.slice(0, 120))"""


def test_in_colours_of_her_own_everything_keeps_its_edge_and_its_focus(
    page_of: PageOf, house: make.House
) -> None:
    """There a background says nothing: what can be pressed, a badge and a choice have a rim."""
    make.opened(house)
    page = page_of("caseworker")
    page.emulate_media(forced_colors="active")
    for address in ("/", "/components/", "/intake/now/"):
        page.goto(address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(_WITHOUT_EDGE) == [], address
        page.keyboard.press("Tab")
        rim = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert rim == "solid", address
