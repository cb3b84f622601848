"""The partner's page as its browser meets it: a door that tells nothing, a packet, buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pyrage
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.referrals import link_making
from casework.referrals.link_making import NewLink
from casework.referrals.link_rows import PacketLink, PartnerAnswer
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.web.partner.cookies import LINK_COOKIE, PASS_COOKIE
from tests import entries, make
from tests.referrals.conftest import Scene, agreed
from tests.referrals.test_giving import with_key
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
DOOR, ANSWER = reverse("packet_door"), reverse("packet_answer")
NEED = "A check-up, with a woman doctor."
WRONG = "abandon ability able about above absent"


@pytest.fixture
def scene() -> Scene:
    return agreed(make.house())


@dataclass
class Way:
    """A referral that was sent, and both halves of the way to it."""

    scene: Scene
    referral: Referral
    link: NewLink

    @property
    def words(self) -> str:
        return " ".join(self.link.words)

    def end(self) -> None:
        link_making.end(self.referral, by=self.scene.house.caseworker.user, at=make.NOW)


@pytest.fixture
def way(scene: Scene) -> Way:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    who = scene.house.caseworker
    keys = make.keys_for(who, scene.case)
    return Way(scene, referral, link_making.make(referral, by=who.user, at=make.NOW, keys=keys))


def browser(token: str) -> Client:
    """One that has followed a link."""
    client = Client()
    followed = client.get(reverse("packet_link", args=[token]))
    assert (followed.status_code, followed.headers["Location"]) == (302, DOOR)
    return client


def typed(client: Client, words: str) -> Any:
    return client.post(DOOR, {"words": words})


def page(answer: Any) -> str:
    """As a person reads it: without the token of its form."""
    text = unescape(answer.content.decode())
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_partner_opens_reads_and_answers_without_an_account(way: Way) -> None:
    client = browser(way.link.token)
    seen = typed(client, way.words.upper())
    assert NEED in page(seen)
    assert "For willow-3, given" in page(seen)
    assert way.scene.case.code not in page(seen)
    assert "grey scarf" not in page(seen)
    later = client.get(ANSWER)
    assert (later.status_code, NEED in page(later)) == (200, False)
    form = {"kind": "accept", "once": str(uuid4()), "on": "2026-06-03", "follow_up": "on"}
    assert client.post(ANSWER, form).status_code == 302
    assert "Your answer is kept" in page(client.get(f"{ANSWER}?kept=yes"))
    worker = client_of(way.scene.house.caseworker)
    address = reverse("referral", args=[way.scene.case.code, way.referral.pk])
    shown = page(worker.get(address))
    assert ("We can help" in shown, "Opened once" in shown) == (True, True)
    row = PartnerAnswer.objects.get()
    pressed = reverse("referral_answer", args=[way.scene.case.code, way.referral.pk])
    assert worker.post(pressed, {"answer": str(row.pk)}).status_code == 302
    assert Referral.objects.get().state == "accepted"


def test_the_door_is_the_same_before_and_after_a_wrong_try(way: Way) -> None:
    """Unknown, dead, over with wrong words, alive with wrong words: one page, one status."""
    living = browser(way.link.token)
    pages = {page(living.get(DOOR))} | {page(browser("no-such-token").get(DOOR))}
    pages |= {page(Client().get(DOOR))}
    wrong = [typed(living, WRONG), typed(browser("no-such-token"), way.words)]
    wrong.append(typed(Client(), way.words))
    with time_machine.travel(make.NOW + timedelta(days=4), tick=False):
        wrong.append(typed(browser(way.link.token), WRONG))
        late_door = page(browser(way.link.token).get(DOOR))
        way.end()
        wrong.append(typed(browser(way.link.token), way.words))
    pages.add(page(browser(way.link.token).get(DOOR)))
    drawn = re.compile(r"Page drawn [^<]*")
    assert len(pages) == 1
    assert len({drawn.sub("", text) for text in (*pages, late_door)}) == 1
    assert len({drawn.sub("", page(answer)) for answer in wrong}) == 1
    assert {answer.status_code for answer in wrong} == {200}
    assert {tuple(sorted(answer.cookies)) for answer in wrong} == {("csrf",)}
    assert all(PASS_COOKIE not in answer.cookies for answer in wrong)


def test_nothing_of_it_is_kept_in_a_session(way: Way) -> None:
    client = browser(way.link.token)
    assert NEED in page(typed(client, way.words))
    assert set(client.cookies) == {LINK_COOKIE, PASS_COOKIE, "csrf"}
    for name in (LINK_COOKIE, PASS_COOKIE):
        told = client.cookies[name]
        assert (told["httponly"], told["samesite"], told["max-age"]) == (True, "Strict", "")
        assert NEED not in told.value


def test_typed_words_are_not_sent_back(way: Way) -> None:
    for words in (WRONG, "<script>alert(1)</script>", "김" * 400, ""):
        answer = typed(browser(way.link.token), words)
        assert answer.status_code == 200
        assert not words or words not in page(answer)


def test_tries_at_one_link_wait(way: Way) -> None:
    client = browser(way.link.token)
    for _time in range(4):
        typed(client, WRONG)
    tried = PacketLink.objects.get().wrong_tries
    assert "Too many tries" in page(typed(client, way.words))
    assert PacketLink.objects.get().wrong_tries == tried
    assert "Too many tries" in page(typed(browser(way.link.token), way.words))


def test_a_pass_holds_for_half_an_hour_and_dies_with_the_link(way: Way) -> None:
    client = browser(way.link.token)
    typed(client, way.words)
    with time_machine.travel(make.NOW + timedelta(minutes=31), tick=False):
        assert client.get(ANSWER).headers["Location"] == DOOR
    assert client.get(ANSWER).status_code == 200
    way.end()
    assert client.get(ANSWER).headers["Location"] == DOOR
    form = {"kind": "decline", "once": str(uuid4()), "reason": "unsafe"}
    assert client.post(ANSWER, form).headers["Location"] == DOOR
    assert not PartnerAnswer.objects.exists()


def test_a_forged_pass_opens_nothing(way: Way) -> None:
    client = browser(way.link.token)
    typed(client, way.words)
    right = client.cookies[PASS_COOKIE].value
    for value in ("", "x", right[:-2], right.swapcase(), "{}"):
        client.cookies[PASS_COOKIE] = value
        assert client.get(ANSWER).headers["Location"] == DOOR


def test_following_another_link_forgets_the_pass(way: Way) -> None:
    client = browser(way.link.token)
    typed(client, way.words)
    client.get(reverse("packet_link", args=["no-such-token"]))
    assert client.get(ANSWER).headers["Location"] == DOOR


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "decline", "reason": ""},
        {"kind": "decline", "reason": "she is ill"},
        {"kind": "accept", "on": "soon"},
        {"kind": "accept", "once": "1"},
        {"kind": "something else"},
        {"reason": "unsafe"},
        {},
    ],
)
def test_what_is_no_answer_is_not_kept(way: Way, form: dict[str, str]) -> None:
    client = browser(way.link.token)
    typed(client, way.words)
    answer = client.post(ANSWER, {"once": str(uuid4())} | form)
    assert (answer.status_code, PartnerAnswer.objects.count()) == (200, 0)


def test_words_typed_beside_an_answer_are_not_kept(way: Way) -> None:
    client = browser(way.link.token)
    typed(client, way.words)
    form = {"kind": "follow_up", "once": str(uuid4()), "note": "Her blood pressure", "reason": "x"}
    assert client.post(ANSWER, form).status_code == 302
    worker = client_of(way.scene.house.caseworker)
    address = reverse("referral", args=[way.scene.case.code, way.referral.pk])
    assert "blood" not in page(worker.get(address))


def test_the_link_and_the_words_are_shown_once(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    worker = client_of(scene.house.caseworker)
    address = reverse("referral_link", args=[scene.case.code, referral.pk])
    assert "Give the link by one way" in page(worker.get(address))
    made = page(worker.post(address, {"language": "en"}))
    token = re.search(r"http://testserver/p/([\w-]{43})/", made)
    words = re.findall(r"<strong>(\w+)</strong>", made)
    assert token
    assert len(words) == 6
    assert reverse("set_language") not in made
    assert NEED in page(typed(browser(token[1]), " ".join(words)))
    assert token[1] not in page(worker.get(address))
    end = reverse("referral_link_end", args=[scene.case.code, referral.pk])
    assert worker.post(end).status_code == 302
    assert NEED not in page(typed(browser(token[1]), " ".join(words)))


def test_every_try_is_on_record_with_its_network(way: Way) -> None:
    client = browser(way.link.token)
    typed(client, WRONG)
    typed(client, way.words)
    tried, opened = entries.last("packet_link.tried"), entries.last("packet_link.opened")
    assert (tried.outcome, tried.network, opened.network) == (
        "failed", "127.0.0.0/24", "127.0.0.0/24"
    )  # fmt: skip


def test_a_script_to_read_and_who_heard_it(way: Way) -> None:
    worker = client_of(way.scene.house.caseworker)
    address = reverse("referral_script", args=[way.scene.case.code, way.referral.pk])
    script = page(worker.get(address))
    assert (NEED in script, "Never read to somebody who calls you" in script) == (True, True)
    assert worker.post(address, {"heard_by": ""}).status_code == 200
    assert worker.post(address, {"heard_by": "duty nurse"}).status_code == 302
    shown = page(worker.get(reverse("referral", args=[way.scene.case.code, way.referral.pk])))
    assert "duty nurse" in shown


def test_a_file_comes_only_for_a_key(way: Way) -> None:
    worker = client_of(way.scene.house.caseworker)
    place = [way.scene.case.code, way.referral.pk]
    refused = worker.post(reverse("referral_file", args=place), follow=True)
    assert "holds no key of age" in page(refused)
    theirs = pyrage.x25519.Identity.generate()
    with_key(way.scene, str(theirs.to_public()))
    assert "Make a file for its key" in page(worker.get(reverse("referral", args=place)))
    made = worker.post(reverse("referral_file", args=place))
    code = document(way)["partner_code"]
    assert made.headers["Content-Disposition"] == f'attachment; filename="{code}.txt.age"'
    text = pyrage.decrypt(made.content, [theirs]).decode()
    assert (NEED in text, way.scene.case.code in text) == (True, False)
    assert "For willow-3, given" in text


def document(way: Way) -> dict[str, Any]:
    keys = make.keys_for(way.scene.house.caseworker, way.scene.case)
    return keys.open_document(Referral.objects.get())
