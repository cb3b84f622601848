"""Every page of the resolver before axe, in light and dark, with its mistakes shown, and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import make
from tests.browser.conftest import PageOf
from tests.browser.judging import scrolls_sideways, violations
from tests.security.matrix import cells
from tests.security.routes import FORMS, SENDERS, Ground, ground

# Each route is judged as one of these sees it; home looks different to each.
ROLES = ("owner", "head", "admin", "nobody")
BY_EACH = {"home"}
# What answers with no page, or with one that says nothing of itself.
NO_PAGE = {"health"}
_COLOURS = {"runOnly": ["color-contrast"]}
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


@pytest.fixture
def there(live_server: Any) -> Ground:
    return ground()


@pytest.fixture
def house(there: Ground) -> make.House:
    return there.house


def _judge(page: Page, what: str) -> list[str]:
    """All rules in light, the contrasts again in dark, and no wider than a small phone."""
    wrong = [f"{what}: {one}" for one in violations(page)]
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options=_COLOURS).response["violations"]
    wrong += [f"{what}, dark: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    if scrolls_sideways(page):
        wrong.append(f"{what} is wider than 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


def _routes(role: str) -> list[str]:
    """Pages that this role sees, and no role before her."""
    seen = [
        {cell.route for cell in cells() if cell[1:] == ("GET", one, "200")}
        for one in ROLES[: ROLES.index(role) + 1]
    ]
    earlier = set().union(*seen[:-1]) - BY_EACH
    return sorted(seen[-1] - earlier - NO_PAGE)


def _page(page_of: PageOf, there: Ground, role: str) -> Page:
    return page_of() if role == "nobody" else page_of(there.staff(role).user.username)


@pytest.mark.parametrize("role", ROLES)
def test_every_page(page_of: PageOf, there: Ground, role: str) -> None:
    page, wrong = _page(page_of, there, role), []
    for route in _routes(role):
        answer = page.goto(there.address(route))
        assert answer is not None
        assert answer.status == 200, route
        wrong += _judge(page, f"{route} by {role}")
    for address, status in (("/nothing/", 404), (there.address("desk_new"), 403)):
        answer = page.goto(address)
        if answer is not None and answer.status == status:
            wrong += _judge(page, f"{status} by {role}")
    assert wrong == []


@pytest.mark.parametrize("role", ["owner", "head", "admin"])
def test_every_form_with_its_mistakes(page_of: PageOf, there: Ground, role: str) -> None:
    """Sent empty: the page that comes back says what is missing, and stands the same."""
    page, wrong, judged = _page(page_of, there, role), [], 0
    pages = {cell.route for cell in cells() if cell[1:] == ("GET", role, "200")}
    for route in FORMS:
        if SENDERS.get(route) != role or route not in pages:
            continue
        address = there.address(route)
        page.goto(address)
        form = page.locator(f'main form[method=post][action="{address}"]')
        if form.count():
            with page.expect_navigation():
                form.first.evaluate(_EMPTY)
            if page.locator("[aria-invalid=true]").count():
                judged += 1
                wrong += _judge(page, f"{route} with mistakes")
    assert wrong == []
    assert judged > 0
