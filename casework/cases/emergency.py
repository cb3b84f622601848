"""What the desk may read of a case in an emergency: how to speak with her, and nothing else.

No name, no place, no story: the label, the contact rule, what not to say, what is needed most.
How great the risk is stands on the case's own row, in clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from casework.cases.words import HASH

Document = dict[str, Any]

SECTIONS: Final = ("gate", "safe_contact", "needs")
"""A save of one of these, or of the label, writes the sheet anew."""

_ANSWERS: Final = (
    "speaking_herself",
    "alone_and_safe_to_talk",
    "may_contact",
    "do_not_contact_until",
    "method",
    "how_and_when",
    "windows",
    "zone",
    "may_leave_message",
    "caller_pretext",
    "who_else_sees_phone",
    "most_urgent",
)
_WORDS: Final = ("code_word" + HASH, "duress_word" + HASH)


def sheet(label: str, documents: Mapping[str, Document]) -> Document:
    """The sheet's document: ``{"label": text, "answers": {field: answer}, "words": {name: hash}}``.

    The words are there to be checked: a hash tells nobody what they are (`cases.words`).
    """
    told = {name: value for kind in SECTIONS for name, value in documents.get(kind, {}).items()}
    return {
        "label": label,
        "answers": {name: told[name] for name in _ANSWERS if told.get(name)},
        "words": {name: told[name] for name in _WORDS if told.get(name)},
    }
