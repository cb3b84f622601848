"""Safety plans that three women have made with their workers, and one case conference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from casework.cases.actions import plan
from casework.cases.actions.sheets import add_sheet
from casework.cases.safety_plans import BOXES
from casework.cases.sheets import SheetKind
from casework.web.demo.cases import Life
from casework.web.demo.moments import Moment, day_of

_LOOKED_AT_AGAIN = timedelta(days=30)


class _Plan(NamedTuple):
    """Made so many days ago; a box that is left out has no answer yet."""

    days: int
    path: str
    boxes: dict[str, str]


_PLANS = {
    "파란 우산": _Plan(7, "FM", {
        "worry": "술을 마신 날 밤에 때릴까 봐, 그리고 다른 집에 다시 보낼까 봐.",
        "signs": "시어머니가 갑자기 잘해 주고, 낯선 사람이 와서 방을 들여다본다.",
        "ways": "부엌 뒷문. 장날 아침에는 집에 시어머니만 남고 낮에 한 시간 잔다.",
        "people": "장에서 두부를 파는 같은 고향 언니. 지금까지 말이 새지 않았다.",
        "ready": "겉옷과 신발은 창고에 있다. 번호 하나는 외웠고 적어 두지 않았다.",
        "signal": "미용실 예약을 묻는 글. 장마 이야기를 꺼내면 옆에 누가 있다는 뜻.",
        "after": "첫날 밤은 읍에 있는 가게 뒷방. 해가 뜬 뒤에만 움직인다.",
        "not_to_do": "집으로 전화하지 않는다. 마을 사람에게 묻지 않는다.",
    }),
    "부드러운 담요": _Plan(5, "SX", {
        "worry": "빚을 더 올리고 다른 도시로 넘긴다는 말. 사진을 고향에 보낸다는 협박.",
        "signs": "전화기를 모아 가고 사장이 바뀐다는 소문이 돈다.",
        "ways": "새벽 네 시부터 여섯 시까지 문 앞에 사람이 없다.",
        "people": "옆방의 동생 하나만 안다. 다른 사람에게는 말하지 않는다.",
        "ready": "한 번에 지우는 방법을 연습했다. 두 번째 계정은 머릿속에만 있다.",
        "signal": "빈 글 두 번은 괜찮다, 세 번은 강요당하고 있다.",
        "after": "사흘 안에 진료. 사장이 모르는 동네의 방에서 하루 쉰다.",
        "not_to_do": "우리가 빚을 갚지 않는다. 손님에게 말을 전하게 하지 않는다.",
    }),
    "amber lantern": _Plan(6, "FM", {
        "worry": "That he finds the second phone, and that his brothers come for her at night.",
        "signs": "He counts the money twice and stops speaking to her a day before.",
        "ways": "The gate stands open while the feed is brought, on two mornings a week.",
        "people": "The woman at the grain shop once lent her a phone and asked nothing.",
        "ready": "Flat shoes by the stove, one number learnt by heart, nothing on paper.",
        "signal": "A missed call that rings once. Two rings mean: do not answer, do not write.",
        "not_to_do": "Nobody of us goes near the village, and nobody sends money to the house.",
    }),
}  # fmt: skip
# In one case several sat together after an arrest.
_CONFERENCE = ("마른 빨래", 4, {
    "others": "구금 절차를 아는 변호사 한 분",
    "decided": "본인이 미리 말해 둔 대로만 움직인다. 소식은 정해 둔 사람에게만 묻고, 집에는 아무도"
    " 연락하지 않는다. 난민기구에는 본인 이름으로, 인권사무소에는 이름 없이 알린다.",
    "tasks": "서한 초안: 오늘 안에\n고모를 통해 언니에게 알리기: 내일 오전\n다시 모이기: 이레 뒤",
})  # fmt: skip


def moments(life: Life) -> Iterator[Moment]:
    if made := _PLANS.get(life.story.label):
        yield life.by_owner(made.days, 171, partial(_plan, life, made))
    label, days, told = _CONFERENCE
    if life.story.label == label:
        yield life.by_owner(days, 173, partial(_confer, life, told))


def _plan(life: Life, made: _Plan, **act: Any) -> None:
    review_on = (day_of(act["at"]) + _LOOKED_AT_AGAIN).isoformat()
    told = dict.fromkeys(BOXES, "") | made.boxes
    told |= {"path": made.path, "with_her": "yes", "review_on": review_on}
    plan.write_safety_plan(life.case, told, since=0, **act)


def _confer(life: Life, told: dict[str, str], *, by: Any, **act: Any) -> None:
    there = [str(by.pk), str(life.house.members[life.supervisor].user.pk)]
    held = {"held_on": day_of(act["at"]).isoformat(), "colleagues": there}
    add_sheet(life.case, SheetKind.CONFERENCE, held | told, by=by, **act)
