"""Consents in every state beside those of the stories, and what some asked for if they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from casework.cases import consents
from casework.cases.actions.consent import consent_documents, record_consent
from casework.cases.actions.consent_decisions import decide_for_child, renew_basis
from casework.cases.actions.if_taken import keep_wishes
from casework.pathways.actions.checklist import tick
from casework.web.demo import courses, documents
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment, day_of
from casework.web.demo.people import writes

_RENEWED = 13
_SOME = 6  # every so many cases tell the rest
_SHORT = timedelta(days=12)

_WISHES = {
    "ko": {
        "tell": "언니에게만, 고모를 통해서.",
        "children": "아이는 옆집 할머니가 데려간다. 아버지 쪽에는 말하지 않는다.",
        "destroy": "우리가 나눈 글과 전화번호.",
        "silent": "정한 날에 두 번 소식이 없으면.",
    },
    "zh-hans": {
        "tell": "只告诉姐姐，通过姑姑。",
        "children": "孩子先去邻居奶奶家，不要告诉男方家里。",
        "destroy": "我们的聊天记录和号码。",
        "silent": "约好的日子两次没有消息。",
    },
    "en": {
        "tell": "Only my sister, through the aunt.",
        "children": "The old neighbour takes the boy; nobody tells his father's people.",
        "destroy": "What we wrote to each other, and the numbers.",
        "silent": "Two agreed days without a word.",
    },
}
_BEST = {
    "ko": "본인이 원하고, 지금 그녀에게 가장 나은 길이다.",
    "zh-hans": "她自己愿意，这对她最好。",
    "en": "She wants it herself, and it is the best for her now.",
}
_DONE = {
    "ko": "바로 멈추고 슈퍼바이저와 확인함.",
    "zh-hans": "马上停止了，并和督导确认过。",
    "en": "Stopped at once, and looked through with the supervisor.",
}


def moments(life: Life) -> Iterator[Moment]:
    story = life.story
    if story.stays != "open":
        return
    if story.consent == "cannot_ask" and story.confirmed:
        for days in range(story.began - _RENEWED, 0, -_RENEWED):
            yield life.moment(days, 110, life.supervisor, partial(_renew, life))
    if story.consent == "given" and 0 < story.age < 18:
        yield life.moment(story.began, 104, life.supervisor, partial(_decide, life))
    if story.consent == "given":
        yield from _answers(life)
        yield from _wishes(life)


def _answers(life: Life) -> Iterator[Moment]:
    """Asked and waiting, put off, refused, run out: each in some case."""
    began, place = life.story.began, life.number % _SOME
    last = max(courses.out_of_reach_since(life.steps), life.story.closed)
    if began - 2 <= last:
        return
    asked = {
        0: ("interpreter_presence", "requested"),
        1: ("advocacy_testimony", "deferred"),
        2: ("transfer", "refused"),
        3: ("interpreter_presence", "given"),
    }.get(place)
    if asked:
        yield life.by_owner(began - 1, 70, partial(_ask, life, *asked))


def _wishes(life: Life) -> Iterator[Moment]:
    """Asked at the intake of every third, and of each who was arrested later."""
    taken = [step for step in life.steps if step.days and step.event in ("M06", "M24", "M25")]
    is_held = bool(taken) and life.steps[-1].state.startswith("CU")
    if life.number % 3 == 0 or is_held:
        yield life.by_owner(life.story.began, 58, partial(_wish, life))
    if is_held and taken[-1].days is not None:
        yield life.by_owner(taken[-1].days, 45, partial(_stop, life))


def _ask(life: Life, purpose: str, state: str, *, by: Any, at: datetime, keys: Any) -> None:
    on = day_of(at)
    answer = documents.consent(life.story, purpose, on=on, state=state)
    if purpose == "interpreter_presence":
        answer["expires_on"] = (on + _SHORT).isoformat()
    record_consent(life.case, answer, by=by, at=at, keys=keys)


def _renew(life: Life, **act: Any) -> None:
    renew_basis(life.case, why=life.story.why, words="", **act)


def _decide(life: Life, **act: Any) -> None:
    """Her supervisor is the focal point for children."""
    said = consents.latest(consent_documents(life.case, act["keys"]))[consents.SERVICES]
    words = _BEST[_language(act["by"])]
    decide_for_child(life.case, UUID(said["id"]), upheld=True, words=words, **act)


def _wish(life: Life, **act: Any) -> None:
    told = _WISHES[_language(act["by"])]
    appeals = {"appeal_unhcr": "with_name", "appeal_ohchr": "without_name", "appeal_rok": "no"}
    keep_wishes(life.case, {"state": "answered"} | appeals | told, **act)


def _stop(life: Life, **act: Any) -> None:
    tick(life.case, "stop", _DONE[_language(act["by"])], **act)


def _language(by: Any) -> str:
    spoken = writes(by.username)
    return spoken if spoken in _WISHES else "zh-hans"
