"""Web push in a real browser. Only the maker's own service is not there: what it would hand out or
deliver comes from the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Playwright, Worker, expect

from casework.crypto import vapid
from casework.reminders.models import PushSubscription
from tests import entries, make
from tests.browser.conftest import BOTH, PageOf, chromium, launched

_ADDRESS = "https://fcm.googleapis.com/fcm/send/abc"
# What the maker would answer; the worker, its registration and the page are the product's.
_SUBSCRIBES = (
    "PushManager.prototype.subscribe = async (asked) =>"
    f" (window.asked = asked, {{ endpoint: '{_ADDRESS}' }})"
)
_REFUSES = "PushManager.prototype.subscribe = async () => { throw new Error('no service') }"
# A window opens only for a real click, which nobody can make here.
_NOTES = "() => { self.clients.openWindow = async (address) => { self.opened = address } }"
_REGISTERED = "async () => (await navigator.serviceWorker.getRegistrations()).length"
_SHOWN = "async () => (await registration.getNotifications()).map((one) => [one.title, one.body])"
_CLICKED = """async () => {
  const [notification] = await registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return [self.opened, (await registration.getNotifications()).length];
}"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The whole Chromium, which shows notifications."""
    with launched(playwright, chromium()) as running:
        yield running


@pytest.fixture(autouse=True)
def _offered(settings: Any) -> None:
    settings.VAPID_KEY = vapid.new_key()


def ask(page: Page, answer: str) -> None:
    page.add_init_script(answer)
    page.goto("/account/notices/")
    page.get_by_role("button", name="Tell me in this browser").click()


def test_a_push_shows_one_neutral_sentence_and_leads_home(
    page_of: PageOf, house: make.House
) -> None:
    page = page_of("caseworker")
    page.context.grant_permissions(["notifications"])
    heard = _listen(page)
    ask(page, _SUBSCRIBES)
    expect(page.locator("#messages")).to_contain_text("This browser is told from now on.")
    assert PushSubscription.objects.get().person == house.caseworker.user
    worker = _worker(page)
    worker.evaluate(_NOTES)
    for _time in range(2):
        _deliver(page, heard, "")
    assert _shown(page, worker) == [["1 task due", ""]]
    assert worker.evaluate(_CLICKED) == ["/", 0]
    page.get_by_role("button", name="No more of it").click()
    expect(page.locator("#messages")).to_contain_text("No browser is told any more.")
    assert not PushSubscription.objects.exists()
    assert page.evaluate(_REGISTERED) == 0


def _listen(page: Page) -> dict[str, str]:
    """What the browser says of its workers: the registration that a push is for."""
    heard: dict[str, str] = {}
    session: CDPSession = page.context.new_cdp_session(page)

    def note(told: dict[str, Any]) -> None:
        for one in told["registrations"]:
            heard["id"] = one["registrationId"]

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    session.send("ServiceWorker.enable")
    return heard


def _deliver(page: Page, heard: dict[str, str], text: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    origin = page.evaluate("location.origin")
    told = {"origin": origin, "registrationId": heard["id"], "data": text}
    session.send("ServiceWorker.deliverPushMessage", told)


def _worker(page: Page) -> Worker:
    return page.context.service_workers[0]


def _shown(page: Page, worker: Worker) -> list[list[str]]:
    """Once it is there."""
    for _time in range(50):
        if found := worker.evaluate(_SHOWN):
            return list(found)
        page.wait_for_timeout(100)
    return []


@pytest.mark.parametrize(
    ("permission", "said"),
    [(["notifications"], "maker did not answer"), ([], "lets this desk show nothing")],
)
def test_where_it_cannot_be_the_page_says_why(
    page_of: PageOf, house: make.House, permission: list[str], said: str
) -> None:
    page = page_of("caseworker")
    page.context.grant_permissions(permission)
    before = entries.count()
    ask(page, _REFUSES)
    expect(page.locator("[data-push-said]")).to_contain_text(said)
    assert not PushSubscription.objects.exists()
    assert entries.count() == before


@BOTH
def test_a_browser_that_knows_no_push_is_told_so(
    page_of: PageOf, house: make.House, script: bool
) -> None:
    page = page_of("caseworker", script=script)
    page.add_init_script("delete window.PushManager")
    page.goto("/account/notices/")
    expect(page.locator("[data-push-said]")).to_contain_text("This browser cannot be told")
    expect(page.locator("[data-push-on]")).to_be_hidden()
