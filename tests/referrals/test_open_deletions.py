"""Her request to erase waits for no partner; what a partner has is asked for all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from casework.access.errors import NotAllowed, WrongState
from casework.audit.verification import verify
from casework.cases.actions import her_end, retiring
from casework.cases.models import Case, Erasure
from casework.referrals import open_deletions
from casework.referrals.models import OpenDeletion, Referral
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene
from tests.web.signed_in import client_of

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
HEARD = {"identity": "code_word", "free": "yes", "words": "All of it."}
LATER = make.NOW + timedelta(hours=30)


def asked(scene: Scene) -> Erasure:
    who = scene.house.caseworker
    hands: dict[str, Any] = {"by": who.user, "at": make.NOW}
    return her_end.ask(scene.case, HEARD, **hands, keys=make.keys_for(who, scene.case))


def erased(scene: Scene) -> None:
    erasure = asked(scene)
    for who in (scene.house.supervisor, scene.house.supervisor2):
        erasure = retiring.agree(erasure, by=who.user, at=LATER)
    assert Case.objects.get(pk=scene.case.pk).state == "erased"


def test_a_silent_partner_does_not_keep_her_from_being_erased(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT)
    code = scene.document(referral)["partner_code"]
    erased(scene)
    assert not Referral.objects.exists()
    row = OpenDeletion.objects.get()
    assert (row.referral, row.erased_at, row.desk) == (None, LATER, scene.case.desk)
    client = client_of(scene.house.supervisor)
    page = client.get(reverse("home")).content.decode()
    assert (code in page, scene.case.code in page) == (True, False)
    address = reverse("open_deletion", args=[row.pk])
    assert code in client.get(address).content.decode()
    assert client.post(address, {"said": "confirmed"}).status_code == 302
    assert code not in client.get(reverse("home")).content.decode()
    entries.sealed()
    assert verify(connection).ok


def test_what_a_partner_has_answered_leaves_nothing_open(scene: Scene) -> None:
    referral = scene.advance(*TO_SENT, Act.RECALL, Act.TELL_PARTNER)
    scene.act(referral, Act.CLOSE, told={"deletion": "confirmed", "answered_by": "duty nurse"})
    erased(scene)
    assert not OpenDeletion.objects.exists()


def test_it_is_dropped_when_it_was_not_her_wish(scene: Scene) -> None:
    scene.advance(*TO_SENT)
    erasure = asked(scene)
    assert OpenDeletion.objects.get().erased_at is None
    retiring.keep(erasure, by=scene.house.supervisor.user, at=LATER)
    assert not OpenDeletion.objects.exists()


@pytest.mark.proves("referrals.can_answer_deletion", "referrals.deletion_still_open")
def test_a_supervisor_of_the_desk_writes_the_answer_down_once(scene: Scene) -> None:
    scene.advance(*TO_SENT)
    erased(scene)
    row = OpenDeletion.objects.get()
    for who in ("caseworker", "supervisor3", "administrator"):
        by = scene.house.staff[who].user
        with pytest.raises(NotAllowed):
            open_deletions.answer(row, "confirmed", by=by, at=LATER)
    head = scene.house.supervisor.user
    open_deletions.answer(row, "refused", by=head, at=LATER)
    with pytest.raises(WrongState, match="answered already"):
        open_deletions.answer(row, "confirmed", by=head, at=LATER)
    assert OpenDeletion.objects.get().answered_by == head
