"""Answers of partners that nobody has filed, on the page of a supervisor's queue."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.referrals import link_making, link_opening
from casework.referrals.answer_codes import AnswerKind, Told
from casework.referrals.link_opening import Opened
from casework.referrals.link_rows import PartnerAnswer
from casework.referrals.models import Referral
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene, agreed
from tests.web.signed_in import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)


@pytest.fixture
def scene() -> Scene:
    return agreed(make.house())


def queue(scene: Scene, who: str, page: str = "referral_queue") -> str:
    return client_of(scene.house.staff[who]).get(reverse(page)).content.decode()


def way_in(scene: Scene, referral: Referral) -> Opened:
    """What a partner holds who has typed the six words."""
    who = scene.house.caseworker
    keys = make.keys_for(who, scene.case)
    made = link_making.make(referral, by=who.user, at=make.NOW, keys=keys)
    return link_opening.open_link(made.token, " ".join(made.words), at=make.NOW)


def test_a_referral_stands_there_once_since_its_oldest_answer_until_all_are_filed(
    scene: Scene,
) -> None:
    referral = scene.advance(*TO_SENT)
    address = reverse("referral", args=[scene.case.code, referral.pk])
    assert "Partners have answered" not in queue(scene, "supervisor")
    opened = way_in(scene, referral)
    for hours in (3, 1):
        at, told = make.NOW - timedelta(hours=hours), Told(AnswerKind.FOLLOW_UP)
        link_opening.answer(opened.link_id, opened.answers_key, told, once=uuid4(), at=at)
    seen = queue(scene, "supervisor")
    assert (seen.count(address), seen.count("not filed since")) == (1, 1)
    assert f"{scene.case.code}</span> · general medical care" in seen
    assert "15:00" in seen.split("not filed since")[1].split("<")[0]
    listed = entries.last("cases.listed")
    assert (listed.subject_id, listed.count) == ("partner_answers", 1)
    assert address in queue(scene, "supervisor", "home")
    for page in ("referral_queue", "home"):
        assert address not in queue(scene, "supervisor3", page)
    assert "Partners have answered" not in queue(scene, "caseworker", "home")
    for row in PartnerAnswer.objects.order_by("received_at"):
        assert address in queue(scene, "supervisor")
        pressed = reverse("referral_answer", args=[scene.case.code, referral.pk])
        client_of(scene.house.supervisor).post(pressed, {"answer": str(row.pk)})
    assert address not in queue(scene, "supervisor")


def test_the_page_costs_the_same_for_one_and_for_three(scene: Scene) -> None:
    client, counts = client_of(scene.house.supervisor), []
    for number in (1, 2):
        for _answer in range(number):
            referral = scene.advance(*TO_SENT)
            PartnerAnswer.objects.create(referral=referral, received_at=make.NOW)
        client.get(reverse("referral_queue"))
        with CaptureQueriesContext(connection) as asked:
            seen = client.get(reverse("referral_queue")).content.decode()
        counts.append(len(asked))
    assert seen.count("not filed since") == 3
    assert counts[0] == counts[1]
