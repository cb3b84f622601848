"""A case on hold, one that is asked to be closed and one on its way to another organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from casework.cases.actions import closing, holding, transferring
from casework.cases.actions.consent import record_consent
from casework.cases.closing import Checklist, ClosingReason
from casework.cases.reasons import HoldReason
from casework.cases.transfers import TransferReason
from casework.referrals import actions
from casework.referrals.models import Referral
from casework.referrals.states import Act
from casework.web.demo import documents
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment, day_of

_REVIEW_IN = timedelta(days=14)
_RECEIVER = "new-leaf"
# She has settled, and they help whoever has.
_LEAVES_FROM = "SF5"
_SUMMARY = (
    "정착한 지 일 년이 되어 가까운 곳에서 도와줄 사람이 더 필요하다. 밤에 혼자 있는 것을 무서워하고, "
    "일요일 저녁 통화를 기다린다. 어머니 소식은 먼저 꺼내지 않고, 본인이 말할 때까지 기다리기로 약속했다."
)


def moments(lives: Sequence[Life], partners: Mapping[str, UUID]) -> Iterator[Moment]:
    """The first two that are open and have no referral, and one who has come far enough."""
    quiet = [life for life in lives if life.story.stays == "open" and not life.story.referrals]
    held, ending = quiet[:2]
    yield held.by_owner(1, 172, _hold, held)
    yield ending.by_owner(1, 174, _ask_closing, ending)
    leaving = next(life for life in lives if life.steps[-1].state == _LEAVES_FROM)
    receiver = str(partners[_RECEIVER])
    yield leaving.by_owner(8, 60, partial(_agrees, leaving, receiver))
    yield leaving.by_owner(7, 90, partial(_ask_transfer, leaving, receiver))
    yield leaving.moment(6, 40, leaving.supervisor, partial(_agree, leaving))
    yield leaving.by_owner(5, 70, partial(_hand_on, leaving))


def _hold(life: Life, *, at: datetime, **act: Any) -> None:
    review_on = at.date() + _REVIEW_IN
    reason = HoldReason.SURVIVOR_REQUEST
    holding.hold(life.case, reason=reason, review_on=review_on, at=at, **act)


def _ask_closing(life: Life, **act: Any) -> None:
    answers = dict.fromkeys(Checklist.values, "yes") | {"funding": "no", "no_contact": "no"}
    closing.ask(life.case, reason=ClosingReason.SURVIVOR_REQUEST, checklist=answers, **act)


def _agrees(life: Life, receiver: str, *, at: datetime, **act: Any) -> None:
    answer = documents.consent(life.story, "transfer", on=day_of(at), partner=receiver)
    record_consent(life.case, answer, at=at, **act)


def _ask_transfer(life: Life, receiver: str, **act: Any) -> None:
    reason = TransferReason.NEARER
    transferring.ask(life.case, receiver=receiver, reason=reason, summary=_SUMMARY, **act)


def _agree(life: Life, **act: Any) -> None:
    transferring.agree(life.case, **act)


def _hand_on(life: Life, **act: Any) -> None:
    """What was begun there before goes along."""
    for referral in Referral.objects.live().filter(case=life.case):
        actions.act(referral, Act.HAND_ON, **act)
