"""What identifies her and lies in the record although she said no to our keeping it.

No act takes her names out by itself: whether they go is hers to say, and a task waits until it is
done. What to call her, the label and the code stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.consents import IDENTIFYING, Document, is_no, latest
from casework.cases.purposes import Purpose

SECTION, CONTACT_SECTION = "identity", "safe_contact"
CONTACT: Final = ("phone", "handle")
"""They go with her names where she wants that; without them nobody reaches her any more."""


def said_no(documents: Sequence[Document]) -> bool:
    """Her newest answer to our keeping what identifies her."""
    answer = latest(documents).get((Purpose.STORE_IDENTIFYING.value, "", ""))
    return answer is not None and is_no(answer)


def lying(told: Mapping[str, Any], names: Sequence[str] = IDENTIFYING) -> list[str]:
    """Which questions of an opened section have an answer that names her."""
    return [name for name in names if told.get(name)]


def without(told: Document, names: Sequence[str] = IDENTIFYING) -> Document:
    """The section with those answers empty."""
    return told | {name: type(told[name])() for name in lying(told, names)}


@guard
def names_are_to_go(documents: Sequence[Document], identity: Mapping[str, Any]) -> str:
    """Her names are erased after her no to our keeping them, and only then."""
    if said_no(documents) and lying(identity):
        return ""
    return _("Nothing is to be erased here: she has not said no to our keeping what identifies her,"
             " or nothing of it lies in the record.")  # fmt: skip
