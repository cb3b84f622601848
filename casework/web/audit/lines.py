"""Entries of the log as a person reads them: codes, people and times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.accounts.models import User
from casework.audit.reading import Line
from casework.web.audit.reasons import why
from casework.web.audit.words import OUTCOMES, in_words

SYSTEM = "system"
# What an act was about that bears no code of its own.
ABOUT: Final[dict[str, Promise]] = {
    "alert": _("something unusual"),
    "announcement": _("an announcement"),
    "audit": _("this log"),
    "case": _("a case"),
    "cases": _("the list of cases"),
    "group": _("keys of a desk"),
    "house": _("the house"),
    "log": _("this log"),
    "log_export": _("an export of this log"),
    "log_view": _("a view of this log"),
    "page": _("a page"),
    "person": _("somebody"),
    "principal": _("keys of a person"),
    "referrals": _("the list of referrals"),
    "term": _("a term of keeping"),
}


def in_lines(entries: Iterable[Line]) -> list[dict[str, Any]]:
    """For `audit/_lines.html`: each entry with its person, its words and its reason."""
    found = list(entries)
    names = people_of(entry.by for entry in found)
    return [
        {
            "entry": entry,
            "person": names.get(entry.by),
            "deed": in_words(entry.verb),
            "about": entry.subject_code or ABOUT.get(entry.subject_type, entry.subject_type),
            "why": why(entry.verb, entry.reason),
            "outcome": OUTCOMES.get(entry.outcome, entry.outcome),
        }
        for entry in found
    ]


def people_of(ids: Iterable[str]) -> dict[str, User]:
    """By id as the log writes it; the system is nobody."""
    people = User.objects.in_bulk({one for one in ids if one != SYSTEM})
    return {str(pk): person for pk, person in people.items()}


def number(text: str | None) -> int | None:
    """A page's start; whatever is no number means the first page."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
