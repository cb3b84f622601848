"""The pages of sign-in, people and keys in a real browser: axe, a narrow screen, a passkey."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from casework.access import factors, invitations, people
from casework.accounts.models import Role, User
from tests import make
from tests.browser.conftest import BOTH, MORE, PageOf
from tests.browser.judging import scrolls_sideways, violations

NEW = "seven lanterns over a quiet river"


def _judge(page: Page, url: str) -> None:
    page.goto(url)
    assert violations(page) == [], url
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page), url
    page.set_viewport_size({"width": 1280, "height": 900})


def _invite(house: make.House) -> tuple[User, str]:
    return invitations.invite(
        "newcomer",
        name="Newcomer",
        places=[(Role.CASEWORKER, house.desk)],
        by=house.administrator.user,
        at=now(),
    )


@BOTH
def test_a_sign_in_unlocks_and_leads_to_her_first_page(page_of: PageOf, script: bool) -> None:
    page = page_of(script=script)
    page.goto("/")
    page.wait_for_url(f"**{reverse('account_login')}**")
    page.locator("[name=login]").fill("caseworker")
    page.locator("[name=password]").fill("not her words at all")
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("[name=password]").fill(make.PASSPHRASE)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("/")
    expect(page.locator("h1")).to_contain_text("Today")


@pytest.mark.parametrize(
    ("language", "every"),
    [
        pytest.param("ko", 6, id="ko, a sixth"),
        *(pytest.param(one, 1, marks=pytest.mark.soak, id=one) for one in ("ko", "en", "zh-hans")),
    ],
)
def test_pages_of_an_account(page_of: PageOf, house: make.House, language: str, every: int) -> None:
    """In every run each sixth of them, in the long one all, in each language."""
    her = house.administrator.user
    people.change_settings(her, at=make.NOW, language=language)
    page = page_of("administrator")
    pages: list[tuple[str, list[str]]] = [
        ("account", []),
        ("passphrase_change", []),
        ("recovery_code_renew", []),
        ("mfa_index", []),
        ("people", []),
        ("person_invite", []),
        ("person", ["caseworker"]),
        ("person_leave", ["caseworker"]),
        ("desk_list", []),
        ("desk_new", []),
        ("desk_deputy", ["north"]),
        ("neutral", []),
    ]
    for name, args in pages[::every]:
        _judge(page, reverse(name, args=args))


def test_pages_of_a_stranger(page_of: PageOf, house: make.House) -> None:
    page = page_of()
    for name in ("account_login", "recover", "invitation"):
        _judge(page, reverse(name))


@MORE
def test_a_newcomer_is_admitted(page_of: PageOf, house: make.House, script: bool) -> None:
    """The whole way through both browsers, with script and without."""
    _person, token = _invite(house)
    newcomer, supervisor = page_of(script=script), page_of("supervisor", script=script)
    newcomer.goto(reverse("invitation_link", args=[token]))
    assert token not in newcomer.url
    newcomer.locator("[name=new]").fill(NEW)
    newcomer.locator("[name=again]").fill(NEW)
    newcomer.locator("[name=again]").press("Enter")
    expect(newcomer.locator("h1")).to_contain_text("recovery code")
    newcomer.get_by_role("link", name="I have written it down").click()
    expect(newcomer.locator("ol strong")).to_have_count(6)
    words = newcomer.locator("ol strong").all_inner_texts()
    if script:
        assert violations(newcomer) == []
        _judge(supervisor, reverse("admissions"))
    supervisor.goto(reverse("admit", args=["newcomer"]))
    if script:
        assert violations(supervisor) == []
    supervisor.locator("[name=words]").fill(" ".join(words))
    supervisor.locator("[name=words]").press("Enter")
    supervisor.wait_for_url(f"**{reverse('admissions')}")
    newcomer.get_by_role("link", name="Am I admitted?").click()
    newcomer.wait_for_url("/")


def test_lock_unlock_and_leave(page_of: PageOf, house: make.House) -> None:
    page = page_of("caseworker")
    page.goto(reverse("account"))
    page.get_by_role("button", name="Lock now").first.click()
    page.wait_for_url("**/unlock/**")
    assert violations(page) == []
    page.locator("[name=passphrase]").fill(make.PASSPHRASE)
    page.locator("[name=passphrase]").press("Enter")
    page.wait_for_url(f"**{reverse('account')}")
    page.get_by_role("button", name="Leave now").last.click()
    expect(page.locator("table caption")).to_have_text("Calendar")
    page.goto(reverse("account"))
    page.wait_for_url("**/unlock/**")


def test_a_link_from_elsewhere_finds_her_unlocked(page_of: PageOf, house: make.House) -> None:
    """A Strict cookie stays away from the first request; the page loads itself again, unasked."""
    page = page_of("caseworker")
    origin = page.url.rstrip("/")
    away = origin.replace("localhost", "127.0.0.1")  # another site: its links are cross-site
    page.goto(away + reverse("neutral"))
    page.evaluate("url => location.assign(url)", origin + reverse("account"))
    page.wait_for_url(f"{origin}{reverse('account')}")
    expect(page.locator("h1")).to_contain_text("Your account")


def test_a_form_sent_after_the_lock_is_kept(page_of: PageOf, house: make.House) -> None:
    page = page_of("administrator")
    page.goto(reverse("person_invite"))
    token = page.locator("[data-lock-form] [name=csrfmiddlewaretoken]").input_value()
    page.context.request.post(reverse("lock"), form={"csrfmiddlewaretoken": token})
    page.locator("[name=username]").fill("newcomer")
    page.locator("[name=name]").fill("Newcomer")
    page.get_by_text("caseworker · North desk").click()
    page.get_by_role("button", name="Make the link").click()
    page.wait_for_url("**/unlock/**")
    page.locator("[name=passphrase]").fill(make.PASSPHRASE)
    page.locator("[name=passphrase]").press("Enter")
    page.wait_for_url(f"**{reverse('kept')}")
    assert violations(page) == []
    page.locator("[name=save]").click()
    expect(page.locator("h1")).to_contain_text("A link for Newcomer")
    assert User.objects.filter(username="newcomer").exists()


def test_a_passkey_is_added_and_used(page_of: PageOf, house: make.House) -> None:
    """allauth's scripts under our policy, with an authenticator that the browser plays."""
    page = page_of("caseworker")
    _virtual_authenticator(page)
    page.goto(reverse("mfa_add_webauthn"))
    page.locator("[name=password]").fill(make.PASSPHRASE)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{reverse('mfa_add_webauthn')}")
    assert violations(page) == []
    page.locator("#add-passkey").click()
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    assert violations(page) == []
    her = User.objects.get(username="caseworker")
    assert factors.is_enrolled(her)
    factors.require_right(her)
    page.goto(reverse("mfa_index"))
    assert violations(page) == []
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"**{reverse('account_login')}")
    page.locator("[name=login]").fill("caseworker")
    page.locator("[name=password]").fill(make.PASSPHRASE)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{reverse('mfa_authenticate')}")
    assert violations(page) == []
    page.locator("#use-passkey").click()
    page.wait_for_url("/")
    expect(page.locator("h1")).to_contain_text("Today")


def test_an_app_is_set_up(page_of: PageOf, house: make.House) -> None:
    page = page_of("caseworker")
    page.goto(reverse("mfa_activate_totp"))
    assert violations(page) == []
    page.locator("[name=password]").fill(make.PASSPHRASE)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"**{reverse('mfa_activate_totp')}")
    assert violations(page) == []
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0


def _virtual_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
