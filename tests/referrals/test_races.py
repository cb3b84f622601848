"""Forty at the same moment on one referral: one outcome, and all of it on record."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from casework.access.errors import NotAllowed, WrongState
from casework.audit.models import AuditEntry
from casework.audit.verification import verify
from casework.referrals import actions
from casework.referrals.models import Referral, ReferralStep
from casework.referrals.states import Act
from tests import make
from tests.referrals.conftest import TOLD, Scene, agreed
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(transactional_db: Any) -> Iterator[Scene]:
    return agreed(make.house())


def tries(scene: Scene, referral: Referral, what: Act, who: str) -> Callable[[], None]:
    """In a thread of its own: her own row, her own keys."""

    def run() -> None:
        mine = Referral.objects.select_related("case__desk", "case__owner").get(pk=referral.pk)
        keys = make.keys_for(scene.house.staff[who], mine.case)
        by = scene.house.staff[who].user
        actions.act(mine, what, by=by, at=make.NOW, keys=keys, told=TOLD.get(what, {}))

    return run


def outcome(referral: Referral, raised: list[BaseException | None]) -> Counter[str]:
    """What was done, by the steps; every refusal is one that says why, and the log is whole."""
    assert all(one is None or isinstance(one, (NotAllowed, WrongState)) for one in raised)
    steps = ReferralStep.objects.filter(referral=referral).order_by("number")
    chain = list(steps.values_list("number", "from_state", "to_state"))
    assert [number for number, *_states in chain] == list(range(1, len(chain) + 1))
    assert all(one[2] == other[1] for one, other in itertools.pairwise(chain))
    assert chain[-1][2] == Referral.objects.get(pk=referral.pk).state
    assert verify(connection).ok
    verbs = AuditEntry.objects.filter(verb__startswith="referral.").exclude(verb="referral.packed")
    moves = Counter(verb.removeprefix("referral.") for verb in verbs.values_list("verb", flat=True))
    assert moves.total() == len(chain)
    return moves


def test_sends_and_withdrawals(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW, Act.APPROVE)
    sends = [tries(scene, referral, Act.SEND, "caseworker") for _ in range(16)]
    approvals = [tries(scene, referral, Act.APPROVE, "supervisor") for _ in range(8)]
    withdrawals = [lambda: scene.answer("withdrawn") for _ in range(16)]
    mixed = [act for trio in zip(sends, withdrawals, strict=True) for act in trio]
    moves = outcome(referral, together(*mixed, *approvals))
    row = Referral.objects.get(pk=referral.pk)
    assert (row.state, moves["withdraw"], moves["approve"]) == ("consent_withdrawn", 1, 1)
    assert moves["send"] in (0, 1)
    assert len(scene.due("partner_notice")) == moves["send"]
    assert (row.due_at is not None) == bool(moves["send"])


def test_approvals_returns_and_cancellings(scene: Scene) -> None:
    referral = scene.advance(Act.ASK_REVIEW)
    heads = ("supervisor", "supervisor2")
    approvals = [tries(scene, referral, Act.APPROVE, heads[n % 2]) for n in range(16)]
    returns = [tries(scene, referral, Act.RETURN, heads[n % 2]) for n in range(16)]
    cancels = [tries(scene, referral, Act.CANCEL, "caseworker") for _ in range(8)]
    pairs = [act for pair in zip(approvals, returns, strict=True) for act in pair]
    moves = outcome(referral, together(*pairs, *cancels))
    assert Referral.objects.get(pk=referral.pk).state == "cancelled"
    assert (moves["cancel"], moves["approve"] + moves["return"]) in ((1, 0), (1, 1))
