"""The pages of a referral, through both roles, and who gets what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.referrals.models import Referral, ReferralStep
from casework.referrals.states import Act
from casework.web.referrals.under_way import by_state, days_to_the_first
from tests import entries, make
from tests.referrals.conftest import TOLD, Scene, agreed
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def scene() -> Scene:
    return agreed(make.house())


def at(name: str, scene: Scene, referral: Referral, *more: str) -> str:
    return reverse(name, args=[scene.case.code, referral.pk, *more])


def do(scene: Scene, referral: Referral, what: Act, who: str, **told: str) -> Any:
    form = TOLD.get(what, {}) | {"once": str(uuid4())} | told
    return client_of(scene.house.staff[who]).post(at("referral_act", scene, referral, what), form)


def test_whole_way_through_the_pages(scene: Scene) -> None:
    worker, supervisor = client_of(scene.house.caseworker), client_of(scene.house.supervisor)
    new = reverse("referral_new", args=[scene.case.code])
    assert "willow-3 · Lantern clinic" in worker.get(new).content.decode()
    form = scene.written() | {"urgency": "urgent", "once": str(uuid4())}
    assert [worker.post(new, form).status_code for _time in range(2)] == [302, 302]
    referral = Referral.objects.get()
    page = worker.get(at("referral", scene, referral)).content.decode()
    assert "Choose first what the partner is told." in page
    choice = {"revision": "1", "alias": "on", "care_facts": "She faints at needles."}
    assert worker.post(at("referral_packet", scene, referral), choice).status_code == 302
    assert do(scene, referral, Act.ASK_REVIEW, "caseworker").status_code == 302
    queue = supervisor.get(reverse("referral_queue")).content.decode()
    assert (scene.case.code in queue, "grey scarf" in queue) == (True, True)
    review = supervisor.get(at("referral_review", scene, referral)).content.decode()
    told, kept = review.split("What stays in the house")
    assert ("A check-up, with a woman doctor." in told, "She faints at needles." in told) == (
        True,
        True,
    )
    assert ("Allergies" in told, "Allergies" in kept) == (False, True)
    assert "Her consent to this service by this partner holds." in review
    assert do(scene, referral, Act.APPROVE, "supervisor").status_code == 302
    for what in (Act.SEND, Act.ACCEPT, Act.BEGIN, Act.COMPLETE):
        assert worker.get(at("referral_act", scene, referral, what)).status_code == 200
        assert do(scene, referral, what, "caseworker").status_code == 302
    assert Referral.objects.get().state == "completed"
    page = worker.get(at("referral", scene, referral)).content.decode()
    assert "Warm people there." in page
    assert "Was she treated with respect: yes" in page


@pytest.mark.parametrize("second", [Act.RETURN, Act.APPROVE])
def test_of_two_who_opened_one_review_the_second_is_told_of_the_first(
    scene: Scene, second: Act
) -> None:
    referral = scene.advance(Act.ASK_REVIEW)
    page = at("referral_review", scene, referral)
    heads = [client_of(scene.house.staff[who]) for who in ("supervisor", "supervisor2")]
    for head in heads:
        seen = head.get(page).content.decode()
        assert ("Return it" in seen, "was here first" in seen) == (True, False)
    assert do(scene, referral, Act.APPROVE, "supervisor").status_code == 302
    before = ReferralStep.objects.count(), len(moved())
    told = {"comment": "Leave out where she lived."}
    refused = do(scene, referral, second, "supervisor2", **told)
    assert refused.status_code == 200
    for seen in (refused.content.decode(), heads[1].get(page).content.decode()):
        assert "Supervisor One was here first, on 1 June 2026, " in seen
    assert "Leave out where she lived." in refused.content.decode()
    assert (ReferralStep.objects.count(), len(moved())) == before
    row = Referral.objects.get()
    assert (row.state, row.approved_by) == ("approved", scene.house.supervisor.user)


def moved() -> list[str]:
    verbs = (one.verb for one in entries.sealed())
    return [verb for verb in verbs if verb.startswith("referral.") and verb != "referral.read"]


def test_what_goes_by_a_page_of_its_own_leads_to_its_link(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE)
    sent = do(scene, referral, Act.SEND, "caseworker", channel="one_time_page")
    assert sent["Location"] == at("referral_link", scene, referral)
    other = scene.advance(Act.ASK_REVIEW, Act.APPROVE)
    assert do(scene, other, Act.SEND, "caseworker")["Location"] == at("referral", scene, other)
    page = client_of(scene.house.caseworker).get(sent["Location"]).content.decode()
    assert "Six words in" in page
    page = client_of(scene.house.caseworker).get(at("referral", scene, other)).content.decode()
    assert page.index("What may be done now") < page.index("Give it to the partner")
    assert page.index("What may be done now") < page.index("What was done")


def test_the_steps_stand_with_their_dates_and_with_what_stopped_it(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND, Act.NO_ANSWER)
    page = client_of(scene.house.caseworker).get(at("referral", scene, referral)).content.decode()
    steps = page.split('<ol class="steps across"')[1].split("</ol>")[0]
    assert (steps.count('class="past"'), steps.count('class="stop"')) == (4, 1)
    assert steps.count("<time") == 5
    assert "by itself" in page
    assert f"?replaces={referral.pk}" in page


def test_what_goes_on_after_a_suspension_keeps_the_date_of_its_answer(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND, Act.ACCEPT)
    for what in (Act.SUSPEND, Act.RESUME):
        scene.act(referral, what, at=make.NOW + timedelta(hours=5))
    page = client_of(scene.house.caseworker).get(at("referral", scene, referral)).content.decode()
    steps = page.split('<ol class="steps across"')[1].split("</ol>")[0]
    assert "1 June 2026, 18:00 KST" in steps.split('aria-current="step"')[1].split("</li>")[0]
    assert "It goes on: accepted" in page.split("What was done")[1]


def test_one_in_its_place_begins_with_its_words(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND, Act.DECLINE)
    worker = client_of(scene.house.caseworker)
    new = f"{reverse('referral_new', args=[scene.case.code])}?replaces={referral.pk}"
    page = worker.get(new).content.decode()
    assert ("A check-up, with a woman doctor." in page, "of referral 1." in page) == (True, True)
    form = scene.written(need="A dentist.") | {"urgency": "high", "once": str(uuid4())}
    made = worker.post(new, form)["Location"].removesuffix("packet/")
    assert "In the place of referral 1" in worker.get(made).content.decode()
    for nothing in ("x", str(uuid4())):
        assert worker.get(f"{new.split('=')[0]}={nothing}").status_code == 200


def test_sent_at_once_waits_for_a_second_person_and_is_counted(scene: Scene) -> None:
    scene.in_danger()
    referral = scene.draft()
    worker, second = client_of(scene.house.caseworker), client_of(scene.house.supervisor)
    asked = worker.get(at("referral_act", scene, referral, Act.SEND_AT_ONCE)).content.decode()
    assert "Nobody looks at it before it leaves." in asked
    assert "Speaks Korean only." not in asked
    refused = do(scene, referral, Act.SEND_AT_ONCE, "caseworker", danger="")
    assert (refused.status_code, Referral.objects.get().state) == (200, "draft")
    assert do(scene, referral, Act.SEND_AT_ONCE, "caseworker").status_code == 302
    decide = reverse("decide", args=[scene.case.code])
    assert decide in second.get(reverse("decisions")).content.decode()
    page = second.get(decide).content.decode()
    for told in ("He knows where she is and comes tonight.", "It was right", "It was not right"):
        assert told in page
    form = {"kind": "referral_sent", "about": str(referral.pk), "answer": "no"}
    assert second.post(decide, form | {"words": "She could be asked."}).status_code == 302
    entries.sealed()
    counted = " ".join(second.get(reverse("referral_queue")).content.decode().split())
    assert "<dt>sent</dt><dd>1</dd>" in counted
    assert "<dt>found not right</dt><dd>1</dd>" in counted
    assert "found that not right" in worker.get(at("referral", scene, referral)).content.decode()


@pytest.mark.parametrize(
    ("path", "what", "asks"),
    [
        ((Act.ASK_REVIEW,), Act.CANCEL, "Why"),
        ((Act.ASK_REVIEW, Act.APPROVE, Act.SEND), Act.SUSPEND, "What is the danger"),
        ((Act.ASK_REVIEW, Act.APPROVE, Act.SEND), Act.RECALL, "Why"),
        ((Act.ASK_REVIEW, Act.APPROVE, Act.SEND, Act.RECALL), Act.TELL_PARTNER, "Whom you told"),
        (
            (Act.ASK_REVIEW, Act.APPROVE, Act.SEND, Act.RECALL, Act.TELL_PARTNER),
            Act.CLOSE,
            "What the partner answers",
        ),
    ],
)
def test_each_act_asks_what_it_needs(
    scene: Scene, path: tuple[Act, ...], what: Act, asks: str
) -> None:
    referral = scene.advance(*path)
    page = client_of(scene.house.caseworker).get(at("referral_act", scene, referral, what))
    assert asks in page.content.decode()
    assert do(scene, referral, what, "caseworker").status_code == 302


def test_return_and_take_up(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW)
    assert do(scene, referral, Act.RETURN, "supervisor", comment="").status_code == 200
    assert do(scene, referral, Act.RETURN, "supervisor").status_code == 302
    page = client_of(scene.house.caseworker).get(at("referral", scene, referral)).content.decode()
    assert "Leave out where she lived." in page
    assert do(scene, referral, Act.TAKE_UP, "caseworker").status_code == 302
    assert Referral.objects.get().state == "draft"


def test_step_that_is_not_available_stands_with_its_reason(scene: Scene) -> None:
    referral = scene.draft()
    scene.answer("deferred")
    page = client_of(scene.house.caseworker).get(at("referral", scene, referral)).content.decode()
    assert "Her consent to this service by this partner is not on record" in page
    assert at("referral_act", scene, referral, Act.ASK_REVIEW) not in page
    assert f"{reverse('consent', args=[scene.case.code])}?purpose=share" in page


def test_refused_act_says_why_and_writes_nothing(scene: Scene) -> None:
    referral = scene.draft()
    scene.answer("deferred")
    answer = do(scene, referral, Act.ASK_REVIEW, "caseworker")
    assert answer.status_code == 200
    assert "Her consent to this service by this partner" in answer.content.decode()
    assert Referral.objects.get().state == "draft"


def test_stale_edit_keeps_both_texts(scene: Scene) -> None:
    referral = scene.draft()
    client = client_of(scene.house.caseworker)
    edit = at("referral_edit", scene, referral)
    form = scene.written(need="A dentist.") | {"urgency": "high", "revision": "2"}
    assert client.post(edit, form).status_code == 302
    page = client.post(edit, form | {"need": "An eye doctor."}).content.decode()
    assert ("A dentist." in page, "An eye doctor." in page) == (True, True)
    assert 'name="revision" value="3"' in page
    assert client.post(edit, form | {"need": "An eye doctor.", "revision": "3"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"service": "teleport"}, "Select a valid choice"),
        ({"partner": str(uuid4())}, "Select a valid choice"),
        ({"urgency": ""}, "This still needs an answer"),
        ({"need": ""}, "This still needs an answer"),
        ({"need": "x\x00"}, "control character"),
    ],
)
def test_bad_draft_gets_a_sentence(scene: Scene, changes: dict[str, str], sentence: str) -> None:
    form = scene.written() | {"urgency": "high"} | changes
    new = reverse("referral_new", args=[scene.case.code])
    answer = client_of(scene.house.caseworker).post(new, form)
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert Referral.objects.count() == 0


def test_unknown_act_is_not_there(scene: Scene) -> None:
    referral = scene.draft()
    client = client_of(scene.house.caseworker)
    assert client.get(at("referral_act", scene, referral, "devour")).status_code == 404


@pytest.mark.parametrize("name", ["referral", "referral_edit", "referral_review", "referral_act"])
def test_referral_of_another_case_is_not_there(scene: Scene, name: str) -> None:
    referral = scene.draft()
    other = make.opened(scene.house, label="blue kettle")
    more = [Act.ASK_REVIEW] if name == "referral_act" else []
    foreign = reverse(name, args=[other.code, referral.pk, *more])
    assert client_of(scene.house.caseworker).get(foreign).status_code == 404


@pytest.mark.parametrize(
    ("who", "page", "edit", "review", "ask", "approve"),
    [
        ("caseworker", 200, 200, 403, 200, 403),
        ("supervisor", 200, 403, 200, 403, 200),
        ("caseworker2", 404, 404, 404, 404, 404),
        ("supervisor3", 404, 404, 404, 404, 404),
        ("administrator", 404, 404, 404, 404, 404),
    ],
)
def test_who_sees_and_who_may(
    scene: Scene, who: str, page: int, edit: int, review: int, ask: int, approve: int
) -> None:
    referral = scene.draft()
    client = client_of(scene.house.staff[who])
    paths = [
        at("referral", scene, referral),
        at("referral_edit", scene, referral),
        at("referral_review", scene, referral),
        at("referral_act", scene, referral, Act.ASK_REVIEW),
        at("referral_act", scene, referral, Act.APPROVE),
    ]
    assert [client.get(path).status_code for path in paths] == [page, edit, review, ask, approve]


@pytest.mark.parametrize(("who", "status"), [("caseworker", 403), ("administrator", 403)])
def test_queue_and_directory_are_for_supervisors(scene: Scene, who: str, status: int) -> None:
    client = client_of(scene.house.staff[who])
    for path in (
        reverse("referral_queue"),
        reverse("partner_list"),
        reverse("partner_new"),
        reverse("partner", args=[scene.partner.pk]),
    ):
        assert client.get(path).status_code == status
    post = reverse("partner_state", args=[scene.partner.pk])
    assert client.post(post, {"state": "suspended"}).status_code == status


def test_the_queue_counts_what_is_under_way_and_opens_nothing(scene: Scene) -> None:
    scene.advance(Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
    scene.advance(Act.ASK_REVIEW)
    scene.advance(Act.ASK_REVIEW, Act.CANCEL)
    entries.sealed()
    head = scene.house.supervisor.user
    later = make.NOW + timedelta(days=30)
    assert [(row["label"], row["count"], row["late"]) for row in by_state(head, later)] == [
        ("waits for review", 1, 1),
        ("sent", 1, 1),
    ]
    assert [row["late"] for row in by_state(head, make.NOW)] == [0, 0]
    assert days_to_the_first(head, make.NOW) == (0.0, 1)
    assert by_state(scene.house.supervisor3.user, later) == []
    assert days_to_the_first(scene.house.supervisor3.user, make.NOW) == (0.0, 0)
    page = client_of(scene.house.supervisor).get(reverse("referral_queue")).content.decode()
    assert "Under way on your desks" in page
    assert '<th role="rowheader" scope="row">sent</th>' in page


def test_queue_takes_the_same_queries_for_one_and_for_three(scene: Scene) -> None:
    client = client_of(scene.house.supervisor)
    counts = []
    for number in (1, 2):
        for _row in range(number):
            scene.advance(Act.ASK_REVIEW)
        client.get(reverse("referral_queue"))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("referral_queue"))
        counts.append(len(asked))
    assert page.content.decode().count(scene.case.code) >= 3
    assert counts[0] == counts[1]
    assert entries.last("referrals.listed").count == 3
