"""What a case of the demo is made of. The cases themselves stand in `cases_*`, and all are invented.

Days are counted back from the day on which the demo is founded, so that it is always fresh.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
"""Answers of the intake form by field name (`cases.fields`); what is left out has a plain default."""

# After hanzi and their full-width signs a line goes on without a space.
_HANZI = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Note:
    """`days` ago, by her caseworker unless `by` names somebody else.

    `kind` is a `NoteKind`, or what a supervisor says beside a decision of that day: `risk` (she
    lowers it), `closing`, `giving_back`.
    """

    days: int
    text: str
    kind: str = "note"
    by: str = ""
    word: str = ""
    promised: str = ""
    next_in: float = 0
    """Days from the founding to the next contact, below 0 when it is due; 0: none agreed."""

    @property
    def prose(self) -> str:
        return prose(self.text)


@dataclass(frozen=True)
class Handing:
    """A referral. `steps` is "draft@12 ask_review@12 approve@11": each act with its day.

    `reason` and `comment` belong to whatever stopped it, `feedback` (hers) to the completion; of
    one that was sent at once the two lines of `comment` say what the danger is and why it cannot
    wait. `answers`: hers to the four of `FEEDBACK`. `instead`: in the place of the one before.
    """

    service: str
    partner: str
    urgency: str
    need: str
    contact: str
    steps: str
    note: str = ""
    reason: str = ""
    comment: str = ""
    channel: str = "phone_secure"
    feedback: str = ""
    answers: str = "y y y y"
    instead: bool = False


@dataclass(frozen=True)
class Story:
    """One case. `path` is "HD1~74 FM2/M01~74 FM3 FM6@8": where she was, and since when.

    `~` counts months and was told at the intake, `@` counts days and was told on that day, neither
    says that the time is not known. An event is named where it is not the usual one.
    """

    label: str
    by: str
    began: int
    risk: str
    path: str
    age: int
    facts: Facts
    notes: tuple[Note, ...]
    consent: str = "given"
    """Of case services: given, or cannot_ask with `why`."""
    why: str = ""
    allows: tuple[str, ...] = ()
    """Further purposes that she said yes to at the intake."""
    takes_back: str = ""
    """A purpose whose consent she took back, and when: "case_services@62"."""
    risks: str = ""
    """Later levels: "high@20 medium@6"."""
    rechecked: tuple[int, ...] = ()
    """Days on which her safe contact was asked again."""
    referrals: tuple[Handing, ...] = ()
    shared_with: str = ""
    handed_over: str = ""
    """"caseworker@60": who owned it before, and until when."""
    stays: str = "open"
    """How far it has come: draft, submitted, given_back, open, closed."""
    closed: int = 0
    closing: str = ""
    source: str = "survivor"
    reliability: str = "likely_reliable"
    confirmed: bool = True
    """Opened at once in danger: whether a supervisor has confirmed it yet."""


def told(**answers: Any) -> Facts:
    """Answers by field name."""
    return answers


def name(kind: str, hangul: str = "", hanzi: str = "", roman: str = "") -> dict[str, str]:
    """One row of the names: the same name in up to three scripts."""
    return {"kind": kind, "hangul": hangul, "hanzi": hanzi, "roman": roman}


def contact(days: int, text: str, **told: Any) -> Note:
    """A note about a contact with her."""
    return Note(days, text, kind="contact", **told)


def prose(text: str) -> str:
    """A text as it was meant, without the line breaks of the source."""
    joined = ""
    for line in text.split("\n"):
        between = "" if not joined or _HANZI.match(joined[-1]) else " "
        joined += between + line.strip() if line.strip() else ""
    return joined
