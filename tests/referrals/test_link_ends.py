"""A link is dead at once when its referral stops, and many at one link at once get no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from casework.audit.verification import verify
from casework.referrals import link_making, link_opening
from casework.referrals.link_making import NewLink
from casework.referrals.link_opening import NotOpened, Opened
from casework.referrals.link_rows import MOST_OPENINGS, MOST_WRONG, PacketLink
from casework.referrals.models import Referral
from casework.referrals.states import Act
from tests import entries, make
from tests.referrals.conftest import Scene, agreed
from tests.together import together

TO_SENT = (Act.ASK_REVIEW, Act.APPROVE, Act.SEND)
WRONG = "abandon ability able about above absent"


def linked(scene: Scene, referral: Referral) -> NewLink:
    who = scene.house.caseworker
    keys = make.keys_for(who, scene.case)
    return link_making.make(referral, by=who.user, at=make.NOW, keys=keys)


def opened(made: NewLink) -> Opened:
    return link_opening.open_link(made.token, " ".join(made.words), at=make.NOW)


@pytest.mark.parametrize(
    "acts",
    [
        (Act.RECALL,),
        (Act.SUSPEND,),
        (Act.SUSPEND, Act.RESUME),
        (Act.WITHDRAW,),
        (Act.ACCEPT, Act.WITHDRAW),
        (Act.ACCEPT, Act.BEGIN, Act.SUSPEND),
        (Act.DECLINE, Act.CLOSE),
        (Act.ACCEPT, Act.BEGIN, Act.COMPLETE, Act.CLOSE),
        (Act.HAND_ON,),
    ],
    ids="-".join,
)
def test_a_link_dies_with_its_referral(scene: Scene, acts: tuple[Act, ...]) -> None:
    """In the transaction of the act; going on with the referral does not bring it back."""
    referral = scene.advance(*TO_SENT)
    made = linked(scene, referral)
    way_in = opened(made)
    for what in acts:
        scene.do(referral, what)
    link = PacketLink.objects.get()
    assert (bytes(link.sealed_packet), bytes(link.sealed_sheet)) == (b"", b"")
    assert entries.last("packet_link.ended").reason == "referral"
    with pytest.raises(NotOpened):
        opened(made)
    with pytest.raises(NotOpened):
        link_opening.read_sheet(way_in.link_id, way_in.answers_key)


@pytest.mark.parametrize(
    "acts",
    [(Act.NO_ANSWER,), (Act.ACCEPT,), (Act.DECLINE,), (Act.ACCEPT, Act.BEGIN, Act.COMPLETE)],
    ids="-".join,
)
def test_a_link_lives_while_something_can_be_answered(scene: Scene, acts: tuple[Act, ...]) -> None:
    referral = scene.advance(*TO_SENT)
    made = linked(scene, referral)
    for what in acts:
        scene.do(referral, what)
    assert opened(made).sheet["service"] == "medical_general"


# At the same moment.


@pytest.fixture
def committed(transactional_db: None) -> Callable[[], NewLink]:
    scene = agreed(make.house())
    made = linked(scene, scene.advance(*TO_SENT))
    return lambda: made


@pytest.mark.django_db(transaction=True)
def test_wrong_tries_at_once_are_counted_each(committed: Callable[[], NewLink]) -> None:
    made, many = committed(), MOST_WRONG + 3

    def guess() -> None:
        link_opening.open_link(made.token, WRONG, at=make.NOW)

    raised = together(*[guess] * many)
    assert {type(error) for error in raised} == {NotOpened}
    link = PacketLink.objects.get()
    assert (link.wrong_tries, bytes(link.sealed_packet)) == (many, b"")
    tried = [entry.count for entry in entries.sealed() if entry.verb == "packet_link.tried"]
    assert sorted(tried) == list(range(1, many + 1))
    assert opened(made).packet is None


@pytest.mark.django_db(transaction=True)
def test_openings_at_once_get_no_more_than_a_few(committed: Callable[[], NewLink]) -> None:
    made = committed()
    got: list[Any] = []
    assert not any(together(*[lambda: got.append(opened(made).packet)] * (MOST_OPENINGS + 3)))
    assert sum(packet is not None for packet in got) == MOST_OPENINGS
    assert bytes(PacketLink.objects.get().sealed_packet) == b""


@pytest.mark.django_db(transaction=True)
def test_openings_against_its_end(committed: Callable[[], NewLink]) -> None:
    """Whoever came before read it; nobody does after. The log knows every row."""
    made = committed()
    referral = Referral.objects.select_related("case__desk", "case__owner").get()

    def end() -> None:
        link_making.end(referral, by=referral.case.owner, at=make.NOW)

    raised = together(end, *[lambda: opened(made)] * 4)
    assert {type(error) for error in raised} <= {NotOpened, type(None)}
    assert raised[0] is None
    with pytest.raises(NotOpened):
        opened(made)
    assert verify(connections["default"]).findings == []
