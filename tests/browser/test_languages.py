"""On a phone no word is cut off, in any language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from casework.access import people
from casework.reports import quarters
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import scrolls_sideways
from tests.browser.test_axe_pages import NO_PAGE
from tests.security.matrix import cells
from tests.security.routes import Ground, ground

PHONE = 320
# What she sees most: the words of the buttons are longest there.
MOST = ("home", "case", "case_list", "line_case", "referral_new", "account")
ROLES = ("owner", "head", "admin")
# Text that is wider than its own box: shown over something else, or cut off by it.
_CUT = """() => [...document.querySelectorAll('main *, header *, nav *, footer *')].filter(one => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const says = [...one.childNodes].some(part => part.nodeType === 3 && part.data.trim());
  if (!says || !one.checkVisibility() || box.width < 2) return false;
  if (style.display.startsWith('inline')) return false;
  if (one.closest('.away, svg, dialog, select, textarea')) return false;
  for (let up = one; up; up = up.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return false;
    if (getComputedStyle(up).clipPath !== 'none') return false;  // for screen readers alone
  }
  return one.scrollWidth > one.clientWidth + 1 || box.right > innerWidth + 1;
}).map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""

# Whether the first words in it stand on two lines.
_BROKEN = """one => {
  const range = document.createRange();
  range.selectNodeContents(one.firstChild);
  return new Set([...range.getClientRects()].map(box => box.top)).size > 1;
}"""


@pytest.fixture
def there(live_server: Any) -> Ground:
    return ground()


@pytest.fixture
def house(there: Ground) -> make.House:
    return there.house


def _cut(page: Page, address: str) -> list[str]:
    page.goto(address)
    wide = ["the page"] if scrolls_sideways(page) else []
    return [*wide, *page.evaluate(_CUT)]


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("ko", False),
        *(pytest.param(one, True, marks=pytest.mark.soak) for one in ("en", "ko", "zh-hans")),
    ],
)
def test_nothing_is_cut_off(page_of: PageOf, there: Ground, language: str, whole: bool) -> None:
    wrong = {}
    for role in ROLES if whole else ROLES[:1]:
        her = there.staff(role).user
        people.change_settings(her, at=make.NOW, language=language)
        page = page_of(her.username, width=PHONE)
        seen = {cell.route for cell in cells() if cell[1:] == ("GET", role, "200")} - NO_PAGE
        for route in sorted(seen) if whole else MOST:
            if found := _cut(page, there.address(route)):
                wrong[route, role] = found
    assert wrong == {}


def test_a_long_name_in_the_log_is_no_wider_than_a_phone(page_of: PageOf, there: Ground) -> None:
    quarters.sweep(make.NOW)
    page = page_of("administrator", width=PHONE)
    page.goto("/audit/")
    expect(page.get_by_text("quarter-until-")).to_be_visible()
    assert not scrolls_sideways(page)


def test_no_number_and_no_name_in_the_log_is_broken_at_a_desk(
    page_of: PageOf, there: Ground
) -> None:
    """Korean may break anywhere on a phone; a table at a desk has room, even beside the long line
    of a case that was opened.
    """
    page_of("caseworker").goto(there.address("case"))
    people.change_settings(there.house.administrator.user, at=make.NOW, language="ko")
    page = page_of("administrator")
    page.goto("/audit/")
    looked_at = page.locator(".ledger thead th, .ledger tbody th a, .ledger td:nth-child(3) a")
    assert looked_at.count() > 20
    broken = [one.inner_text() for one in looked_at.all() if one.evaluate(_BROKEN)]
    assert broken == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_no_button_of_a_task_and_no_time_is_broken(
    page_of: PageOf, there: Ground, language: str
) -> None:
    her = there.staff("owner").user
    people.change_settings(her, at=make.NOW, language=language)
    with time_machine.travel(make.NOW + timedelta(days=2)):
        page = page_of(her.username)
        for width in (PHONE, 768, 1180):
            page.set_viewport_size({"width": width, "height": 900})
            whole = page.locator(".task .button, main time").all()
            broken = [one.text_content() for one in whole if one.evaluate(_BROKEN)]
            assert (broken, len(whole) > 5) == ([], True)
