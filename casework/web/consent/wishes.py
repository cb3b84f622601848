"""What she asked for, as a page lists it."""

from __future__ import annotations

from django.utils.functional import Promise

from casework.cases.codes import NOT_ASKED
from casework.cases.if_taken import APPEALS, TEXTS, Appeal, IfTakenState, Wishes


def said(told: Wishes) -> list[tuple[str | Promise, str]]:
    """Each question with her answer; those that were not asked are left out."""
    if told.state != IfTakenState.ANSWERED:
        return []
    codes = [(label, told.told.get(name) or NOT_ASKED) for name, label in APPEALS.items()]
    answers = [(label, str(Appeal(code).label)) for label, code in codes if code != NOT_ASKED]
    texts = [(label, told.told.get(name, "")) for name, label in TEXTS.items()]
    return [*answers, *((label, text) for label, text in texts if text)]
