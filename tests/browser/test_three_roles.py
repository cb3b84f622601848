"""One woman, the whole way: a call, her path, a referral, its review, a reminder, the log.

By its pages alone, through all three roles, with axe on each; and the same without script.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.core import mail
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from casework.accounts.models import User
from casework.accounts.sealed import seal_for_house
from casework.audit.models import AuditEntry
from casework.cases.models import Case
from casework.referrals.models import Partner, Referral
from casework.reminders import delivery
from tests.browser.conftest import BOTH, PageOf
from tests.browser.judging import scrolls_sideways, violations
from tests.make import House
from tests.referrals.conftest import active_partner

SAID = "she hears steps behind the door"
NEED = "a bed for tonight, quietly"


class Walk:
    """A page that is judged each time she gets somewhere."""

    def __init__(self, page: Page, *, script: bool) -> None:
        self.page, self.script = page, script
        self.judge()

    def judge(self) -> None:
        assert self.page.title().endswith("Desk")
        assert SAID not in self.page.title()
        if self.script:
            assert violations(self.page) == [], self.page.url
            assert not scrolls_sideways(self.page), self.page.url

    def to(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert (answer.status, "/sign-in/" in self.page.url) == (200, False), address
        self.judge()

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()
        self.judge()

    def pick(self, name: str, value: str) -> None:
        chosen = self.page.locator(f"input[name={name}][value={value}]")
        chosen.check(force=True)


def _call(walk: Walk) -> Case:
    """The twelve, in danger: the case is open at once."""
    page = walk.page
    walk.to("/intake/now/")
    for name, value in (
        ("immediate_danger", "yes"),
        ("speaking_herself", "yes"),
        ("alone_and_safe_to_talk", "yes"),
        ("under_18", "no"),
        ("help_and_keep", "given"),
        ("may_contact", "only_if_she_calls"),
    ):
        walk.pick(name, value)
    page.locator("[name=language_need]").first.check(force=True)
    page.locator("[name=alias]").fill("Little crane")
    page.locator("[name=situation]").select_option("FM2")
    page.locator("[name=most_urgent]").select_option(["shelter_emergency"])
    page.locator("[name=anything_else]").fill(SAID)
    walk.press("Save")
    expect(page).to_have_url(re.compile(r"/cases/CW-\w+/$"))
    case = Case.objects.get()
    assert (case.state, case.risk, case.situation) == ("open", "critical", "FM2")
    assert page.url.endswith(f"/cases/{case.code}/")
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_text("Little crane")).to_have_count(0)
    return case


def _moves(walk: Walk, case: Case) -> None:
    walk.to(f"/cases/{case.code}/situation/")
    walk.page.locator("[name=step]").select_option("inside|FM3")
    walk.page.locator("[name=happened]").fill("2026-05")
    walk.press("Tell it")
    case.refresh_from_db()
    assert case.situation == "FM3"


def _allows(walk: Walk, case: Case, partner: Partner) -> None:
    walk.to(f"/cases/{case.code}/consent/?purpose=share")
    walk.pick("state", "given")
    walk.pick("explained", "purpose")
    walk.pick("explained", "withdrawal")
    walk.page.locator("select[name=service]").select_option("shelter_emergency")
    walk.page.locator("select[name=partner]").select_option(str(partner.pk))
    walk.press("Keep her answer")
    assert case.consents.count() == 3


def _refers(walk: Walk, case: Case, partner: Partner) -> Referral:
    page = walk.page
    walk.to(f"/cases/{case.code}/referrals/new/")
    page.locator("select[name=service]").select_option("shelter_emergency")
    page.locator("select[name=partner]").select_option(str(partner.pk))
    walk.pick("urgency", "urgent")
    page.locator("[name=need]").fill(NEED)
    with page.expect_navigation():
        page.locator("main form button.primary").first.click()
    walk.judge()
    walk.press("Keep this choice")
    walk.press("Ask for review")
    referral = Referral.objects.get()
    assert referral.state == "pending_review"
    return referral


def _reviews(walk: Walk, case: Case, referral: Referral) -> None:
    """Her home leads to it; she approves, and confirms that the case was opened at once."""
    expect(walk.page.get_by_role("link", name=re.compile(case.code)).first).to_be_visible()
    walk.to("/referrals/")
    walk.to(f"/cases/{case.code}/referrals/{referral.pk}/review/")
    expect(walk.page.get_by_text(NEED)).to_be_visible()
    walk.press("Approve")
    referral.refresh_from_db()
    assert referral.state == "approved"
    walk.to(f"/cases/{case.code}/decide/")
    expect(walk.page.get_by_text("opened at once, in danger")).to_be_visible()
    walk.press("Confirm it")
    case.refresh_from_db()
    assert case.submitted_at is None


def _sends(walk: Walk, case: Case, referral: Referral) -> None:
    here = [case.code, referral.pk]
    walk.to(reverse("referral_act", args=[*here, "send"]))
    expect(walk.page.get_by_text(NEED)).to_be_visible()  # what leaves is shown before it leaves
    walk.pick("channel", "phone_secure")
    walk.page.locator("[name=recipient]").fill("night desk")
    walk.press("Send to the partner")
    walk.to(reverse("referral_act", args=[*here, "accept"]))
    walk.page.locator("[name=answered_by]").fill("night desk")
    walk.press("The partner accepted")
    referral.refresh_from_db()
    assert referral.state == "accepted"


def _is_reminded(house: House) -> None:
    """A mail says that a task is due, and nothing else."""
    worker = User.objects.get(pk=house.caseworker.user.pk)
    seal_for_house(worker, "email", "worker@example.org")
    worker.save(update_fields=["email"])
    delivery.sweep(now() + timedelta(days=2))
    sent = [one for one in mail.outbox if one.to == ["worker@example.org"]]
    assert {one.subject for one in sent} == {"1 task due"}
    for words in (SAID, NEED, "Little crane", "CW-"):
        assert not any(words in one.body for one in sent)


def _looks(walk: Walk, case: Case, referral: Referral) -> None:
    """The administrator finds every act by its code, and no word of hers anywhere."""
    walk.to(f"/audit/?code={case.code}")
    shown = walk.page.locator("main").inner_text()
    for deed in ("moved her situation", "approved a referral", "sent a referral"):
        assert deed in shown
    for address in ("/", "/audit/", "/people/", "/desks/", "/people/of/caseworker/"):
        walk.to(address)
        for words in (SAID, NEED, "Little crane"):
            assert words not in walk.page.content()
    for closed in (f"/cases/{case.code}/", f"/cases/{case.code}/referrals/{referral.pk}/"):
        answer = walk.page.goto(closed)
        assert answer is not None
        assert answer.status == 404
    refused = AuditEntry.objects.filter(subject_code=case.code, outcome="refused")
    assert refused.filter(by=str(User.objects.get(username="administrator").pk)).exists()


@BOTH
def test_one_woman_the_whole_way(script: bool, page_of: PageOf, house: House) -> None:
    partner = active_partner(house, services=["shelter_emergency"])
    worker = Walk(page_of("caseworker", script=script, width=320), script=script)
    case = _call(worker)
    _moves(worker, case)
    _allows(worker, case, partner)
    referral = _refers(worker, case, partner)
    _reviews(Walk(page_of("supervisor", script=script, dark=True), script=script), case, referral)
    _sends(worker, case, referral)
    _is_reminded(house)
    _looks(Walk(page_of("administrator", script=script), script=script), case, referral)


def test_lock_leave_and_the_back_button_show_nothing(page_of: PageOf, house: House) -> None:
    page = page_of("caseworker")
    case = _call(Walk(page, script=True))
    page.get_by_role("button", name="Lock now").click()
    page.wait_for_url("**/unlock/**")
    page.go_back()
    expect(page.get_by_text(SAID)).to_have_count(0)

    page = page_of("caseworker")
    page.goto(f"/cases/{case.code}/")
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/calendar/")
    expect(page.get_by_text(SAID)).to_have_count(0)
    page.go_back()
    expect(page.get_by_text(SAID)).to_have_count(0)
