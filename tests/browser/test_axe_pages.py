"""Every page of the resolver before axe, in light and dark, with its mistakes shown, and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from casework.access import people
from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import (
    contrasts,
    scrolls_sideways,
    small_targets,
    twice_the_letters,
    violations,
)
from tests.security.matrix import cells
from tests.security.routes import FORMS, SENDERS, Ground, ground

# Each route is judged as one of these sees it; home looks different to each.
ROLES = ("owner", "head", "admin", "nobody")
BY_EACH = {"home"}
# What answers with no page, or with one that says nothing of itself.
NO_PAGE = {"health", "audit_export"}
_EMPTY = """form => {
  for (const one of form.elements) {
    if (one.type === 'hidden' || one.tagName === 'BUTTON') continue;
    if (one.type === 'radio' || one.type === 'checkbox') one.checked = false;
    else if (one.tagName === 'SELECT') one.selectedIndex = -1;
    else one.value = '';
  }
  form.noValidate = true;
  HTMLFormElement.prototype.submit.call(form);
}"""


WHOLE = pytest.mark.parametrize(
    ("whole", "language"),
    [
        (False, "en"),
        *(pytest.param(True, one, marks=pytest.mark.soak) for one in ("en", "ko", "zh-hans")),
    ],
    ids=["a twelfth", "whole", "whole-korean", "whole-chinese"],
)


@pytest.fixture
def there(live_server: Any) -> Ground:
    return ground()


@pytest.fixture
def house(there: Ground) -> make.House:
    return there.house


def _judge(page: Page, what: str, *, dark: bool = True, whole: bool = False) -> list[str]:
    """All rules in light, the contrasts again in dark, no wider than a phone or a tablet; in the
    long run also with letters of twice the size, and at half the width, which is a zoom of 200 %
    (320 px is one of 400 %).
    """
    wrong = [f"{what}: {one}" for one in violations(page)]
    if dark:
        page.emulate_media(color_scheme="dark")
        wrong += [f"{what}, dark: {one}" for one in contrasts(page)]
        page.emulate_media(color_scheme="light")
    for width in (320, 640, 768) if whole else (320, 768):
        page.set_viewport_size({"width": width, "height": 640})
        if scrolls_sideways(page):
            wrong.append(f"{what} is wider than {width} px")
    page.set_viewport_size({"width": 1280, "height": 900})
    if whole:
        wrong += [f"{what}: {one}" for one in small_targets(page)]
        with twice_the_letters(page):
            if scrolls_sideways(page):
                wrong.append(f"{what} is wider than its window with letters of twice the size")
    return wrong


def _routes(role: str) -> list[str]:
    """Pages that this role sees, and no role before her."""
    seen = [
        {cell.route for cell in cells() if cell[1:] == ("GET", one, "200")}
        for one in ROLES[: ROLES.index(role) + 1]
    ]
    earlier = set().union(*seen[:-1]) - BY_EACH
    return sorted(seen[-1] - earlier - NO_PAGE)


def _page(page_of: PageOf, there: Ground, role: str, language: str) -> Page:
    if role == "nobody":
        page = page_of()
        page.set_extra_http_headers({"Accept-Language": language})
        return page
    her = there.staff(role).user
    people.change_settings(her, at=make.NOW, language=language)
    return page_of(her.username)


@WHOLE
@pytest.mark.parametrize("role", ROLES)
def test_every_page(page_of: PageOf, there: Ground, role: str, whole: bool, language: str) -> None:
    """In every run each twelfth page, and every other one of these in the dark too; in the long one
    all of them, in each language, and what is refused or not there as each of them sees it.
    """
    page, wrong = _page(page_of, there, role, language), []
    for number, route in enumerate(_routes(role)[:: 1 if whole else 12]):
        answer = page.goto(there.address(route))
        assert answer is not None
        assert answer.status == 200, route
        dark = whole or number % 2 == 0
        wrong += _judge(page, f"{route} by {role}", dark=dark, whole=whole)
    refusals = (("/nothing/", 404), (there.address("desk_new"), 403))
    for address, status in refusals if whole or role in {"owner", "nobody"} else ():
        answer = page.goto(address)
        if answer is not None and answer.status == status:
            wrong += _judge(page, f"{status} by {role}")
    assert wrong == []


@WHOLE
@pytest.mark.parametrize("role", ["owner", "head", "admin"])
def test_every_form_with_its_mistakes(
    page_of: PageOf, there: Ground, role: str, whole: bool, language: str
) -> None:
    """Sent empty: the page that comes back says what is missing, and stands the same. In every run
    each twelfth form in light, in the long one all of them in both.
    """
    page, wrong, judged = _page(page_of, there, role, language), [], 0
    pages = {cell.route for cell in cells() if cell[1:] == ("GET", role, "200")}
    hers = [route for route in FORMS if SENDERS.get(route) == role and route in pages]
    for route in hers[:: 1 if whole else 12]:
        address = there.address(route)
        page.goto(address)
        form = page.locator(f'main form[method=post][action="{address}"]')
        if form.count():
            with page.expect_navigation():
                form.first.evaluate(_EMPTY)
            if page.locator("[aria-invalid=true]").count():
                judged += 1
                wrong += _judge(page, f"{route} with mistakes", dark=whole, whole=whole)
    assert wrong == []
    assert judged > 0


def test_what_is_shown_once_fits_a_small_phone(page_of: PageOf, there: Ground) -> None:
    page = page_of(there.staff("admin").user.username, width=320)
    page.goto("/people/new/")
    page.locator("#id_username").fill("new-here")
    page.locator("#id_name").fill("Somebody new")
    page.get_by_text("administrator", exact=True).check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("/invitation/")).to_be_visible()
    assert not scrolls_sideways(page)
    page.goto("/account/recovery-code/")
    page.locator("main input[type=password]").fill(make.PASSPHRASE)
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", name="Your recovery code")).to_be_visible()
    assert not scrolls_sideways(page)
