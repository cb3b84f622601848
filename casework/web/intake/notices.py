"""What an answer calls for at once, said right below its question."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.answers import counts_as_child, told_by_someone_else
from casework.cases.field import Answers
from casework.cases.fields_incident import ELIMINATION
from casework.cases.incidents import contexts_in_words, elimination
from casework.cases.trafficking import suggestion

Says = str | Promise


class Notice(NamedTuple):
    """`says` answers with "" while there is nothing to say; `of` are the answers it hangs on."""

    name: str
    after: str
    of: tuple[str, ...]
    says: Callable[[Answers], Says]
    tone: str = "warn"


def _when(holds: Callable[[Answers], bool], words: Says) -> Callable[[Answers], Says]:
    return lambda answers: words if holds(answers) else ""


def _is(name: str, *codes: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.get(name) in codes


NOTICES: tuple[Notice, ...] = (
    Notice(
        "told-by-other",
        "speaking_herself",
        ("speaking_herself",),
        _when(
            told_by_someone_else,
            _(
                "Somebody else is telling this: tell that person nothing back, not even that we "
                "know her. Contact with her stays at “no” until she herself is asked. The words "
                "under “How to ask” now speak about her."
            ),
        ),
    ),
    Notice(
        "child",
        "under_18",
        ("under_18",),
        _when(
            counts_as_child,
            _(
                "The rules for a child hold, also when it is not sure. Her own assent is asked, "
                "and beside it stands a safe adult or a decision in her best interests; never the "
                "man she was given to, nor his family. In danger her assent alone is enough to act."
            ),
        ),
    ),
    Notice(
        "care",
        "urgent_care",
        ("urgent_care",),
        _when(
            _is("urgent_care", "yes"),
            _("Care comes before every other question. Write the rest down later."),
        ),
    ),
    Notice(
        "assault",
        "assault_120h",
        ("assault_120h",),
        _when(
            _is("assault_120h", "yes"),
            _(
                "Offer care now: within 72 hours it can prevent HIV, within 120 hours a pregnancy. "
                "She decides, and nothing has to be told for it."
            ),
        ),
    ),
    Notice(
        "suicide",
        "suicidal_thoughts",
        ("suicidal_thoughts",),
        _when(
            _is("suicidal_thoughts", "active", "plan"),
            _(
                "Do not leave her alone with this. Follow the protocol of your organisation now, "
                "and tell your supervisor."
            ),
        ),
    ),
    Notice(
        "suggestion",
        "determination",
        ("act", "means", "purpose"),
        suggestion,
        tone="",
    ),
    Notice(
        "elimination",
        "frightened",
        tuple(question for question, _type in ELIMINATION),
        elimination,
        tone="",
    ),
    Notice(
        "contexts",
        "perpetrator_before",
        (
            "incident_type",
            "was_under_18",
            "harmful_practice",
            "goods_exchanged",
            "abduction",
            "perpetrator_relation",
        ),
        contexts_in_words,
        tone="",
    ),
)


def notices_after(name: str) -> list[Notice]:
    return [notice for notice in NOTICES if notice.after == name]


def notices_of(name: str) -> list[Notice]:
    """Those that come and go with the answer to this question."""
    return [notice for notice in NOTICES if name in notice.of]
