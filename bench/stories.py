"""Cases made by the acts of the pages, with as much in them as a case has after some months."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

from casework.cases.actions import record
from casework.cases.codes import Reliability, Source
from casework.cases.models import Case
from casework.cases.states import Risk
from casework.pathways import actions as pathways
from casework.pathways.line import Telling
from casework.pathways.states import Event
from tests import make
from tests.make import NOW, House

_SENTENCES = (
    "오늘 아침에 통화했고, 목소리는 차분했지만 주변에 사람이 있어 길게 말하지 못했다.",
    "She asked whether her daughter could go to school if they moved to the next county.",
    "다음 주 화요일 오후에 다시 전화하기로 약속했고, 그때까지는 먼저 연락하지 않기로 했다.",
    "The neighbour who lends her the phone is away until the end of the month.",
    "약값이 부족하다고 해서 의료 지원을 설명했고, 생각해 보겠다고 대답했다.",
)
_PATH = (("FM3", Event.INSIDE), ("FM2", Event.INSIDE), ("FM6", Event.INSIDE))
_LABELS = ("grey scarf", "two rivers", "tin kettle", "late train", "red thread", "quiet field")


def told(sentences: int, start: int = 0) -> str:
    return " ".join(islice(cycle(_SENTENCES), start, start + sentences))


def fill(house: House, owner: str, cases: int, *, notes: int = 1) -> list[Case]:
    """So many open cases of one caseworker, all sections written."""
    return [_one(house, owner, number, notes=notes) for number in range(cases)]


def full(house: House, owner: str = "caseworker", *, notes: int = 10) -> Case:
    """One case with long accounts, a path of four rows and `notes` notes."""
    long = {
        "identity": {"difficulty_detail": told(4)},
        "situation": {"province_in_china": "CN-22"},
        "needs": {"most_urgent": ["psychosocial", "health"]},
    }
    case = make.opened(house, owner, documents=long, at=NOW - timedelta(days=90))
    who = house.staff[owner]
    keys = make.keys_for(who, case)
    for number, (state, event) in enumerate(_PATH):
        pathways.move(
            case,
            state,
            event=event,
            by=who.user,
            at=NOW - timedelta(days=80 - number),
            keys=keys,
            telling=Telling(
                source=Source.SURVIVOR, reliability=Reliability.UNSURE, note=told(1, number)
            ),
        )
    _write_notes(house, owner, case, notes)
    return case


def _one(house: House, owner: str, number: int, *, notes: int) -> Case:
    risks = (Risk.LOW, Risk.MEDIUM, Risk.HIGH)
    label = f"{_LABELS[number % len(_LABELS)]} {number}"
    case = make.opened(
        house,
        owner,
        label=label,
        risk=risks[number % len(risks)],
        situation=("FM2", "FM4", "HD3")[number % 3],
        at=NOW - timedelta(days=number % 60 + 1),
    )
    _write_notes(house, owner, case, notes)
    return case


def _write_notes(house: House, owner: str, case: Case, notes: int) -> None:
    who = house.staff[owner]
    keys = make.keys_for(who, case)
    for number in range(notes):
        at = NOW - timedelta(days=notes - number)
        record.add_note(case, told(4, number), by=who.user, at=at, keys=keys)
