"""The copy for her: what is held, in words; its own few sentences in the three languages.

They stand here and not in a catalogue, for each must be there whatever language the desk is in.
Drafts by non-natives: a native practitioner signs each column before real use. The questions of the
intake are in her language where the catalogue has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from casework.cases.answers import together, visible_fields
from casework.cases.consents import Document, is_in_force, latest
from casework.cases.field import Kind
from casework.cases.fields import SECTIONS
from casework.web.cases.wording import in_words
from casework.web.consent.copy_words import WORDS as CONSENT_WORDS
from casework.web.consent.copy_words import day_in
from casework.web.consent.copying import lines_of

__all__ = ["WORDS", "day_in", "language_of", "parts"]

Words = dict[str, str]
Part = tuple[str, list[tuple[str, str]]]

WORDS: Final[dict[str, Words]] = {
    "en": {
        "title": "What is held about me",
        "allowed": "What I said yes to",
        "notes": "What was written down of what I said",
        "path": "What happened to me, one after the other",
        "events": "What happened besides",
        "incidents": "What was done to me",
        "children": "My children",
        "danger_level": "How great my danger was held to be",
        "plan": "What I need and want, and my safety plan",
        "contacts": "When we spoke, or tried to",
        "if_taken": "What I asked for if I am taken or silent",
        "referrals": "What help was asked for me, and how far it is",
        "right": "I may have it corrected, and I may ask that all of it be erased. I need not say"
                 " why.",
        "danger": "If this paper could put me in danger, I do not keep it.",
    },
    "ko": {
        "title": "나에 대해 보관된 것",
        "allowed": "내가 동의한 것",
        "notes": "내가 한 말 가운데 적어 둔 것",
        "path": "나에게 차례로 일어난 일",
        "events": "그 밖에 일어난 일",
        "incidents": "내가 당한 일",
        "children": "내 아이들",
        "danger_level": "내가 얼마나 위험하다고 보았는지",
        "plan": "내게 필요한 것과 바라는 것, 나의 안전 계획",
        "contacts": "우리가 이야기한 때, 이야기하려 한 때",
        "if_taken": "내가 잡혀가거나 소식이 끊기면 해 달라고 한 것",
        "referrals": "나를 위해 부탁한 도움과 그 진행",
        "right": "나는 고쳐 달라고 할 수 있고, 모두 지워 달라고 할 수 있습니다. 이유를 말하지"
                 " 않아도 됩니다.",
        "danger": "이 종이 때문에 위험해질 수 있으면 가지고 있지 않습니다.",
    },
    "zh-hans": {
        "title": "关于我保存的内容",
        "allowed": "我同意的事",
        "notes": "记下来的我说过的话",
        "path": "我先后经历的事",
        "events": "另外发生的事",
        "incidents": "我受到的伤害",
        "children": "我的孩子",
        "danger_level": "当时认为我有多危险",
        "plan": "我需要和想要的，还有我的安全计划",
        "contacts": "我们什么时候谈过话，或者试着联系过",
        "if_taken": "如果我被抓或失去消息，我要求做的事",
        "referrals": "为我请求过的帮助，进展怎样",
        "right": "我可以要求更正，也可以要求全部删除，不用说明理由。",
        "danger": "如果这张纸会让我有危险，我就不留着它。",
    },
}  # fmt: skip
_HERS: Final = {"kor": "ko", "zho": "zh-hans"}
# Beside its own heading; a word that opens something is never written out.
_ELSEWHERE: Final = frozenset({"consent"})


def language_of(documents: Mapping[str, Document]) -> str:
    """The one that she speaks, as far as there are words in it."""
    return _HERS.get(documents.get("gate", {}).get("language", ""), "en")


def parts(
    documents: Mapping[str, Document],
    consents: Sequence[Document],
    notes: Iterable[tuple[date, str]],
    language: str,
    more: Iterable[Part] = (),
    *,
    on: date,
) -> list[Part]:
    """By heading: what she told, `more`, what she allowed, what was written of what she said."""
    answers = together(documents)
    told = [_section(key, answers) for key in SECTIONS if key in documents.keys() - _ELSEWHERE]
    words = WORDS[language]
    yes = [answer for answer in latest(consents).values() if is_in_force(answer, on)]
    allowed = [("", line) for line in lines_of(yes, CONSENT_WORDS[language], language)]
    said = [(day_in(language, day), text) for day, text in notes]
    found = [*told, *more, (words["allowed"], allowed), (words["notes"], said)]
    return [(title, rows) for title, rows in found if rows]


def _section(key: str, answers: dict[str, Any]) -> Part:
    asked = [row for row in visible_fields(key, answers) if row.kind is not Kind.SECRET]
    said = [(str(row.label), in_words(row, answers)) for row in asked]
    return str(SECTIONS[key]), [(label, text) for label, text in said if text]
