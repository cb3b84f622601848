"""What a second person reads beside a question: who she is about, what she said, the last notes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.cases.models import Case, Note
from casework.cases.states import Risk
from casework.vault.keyring import Keyring
from casework.web.cases.deeds import title_of
from casework.web.cases.head import label_of, situation_in_words

LAST_NOTES = 3


def background(case: Case, answer: dict[str, Any], keys: Keyring) -> list[tuple[str, str]]:
    """For `_components/facts.html`; `answer` is the record that is decided about."""
    given_on = date.fromisoformat(answer["given_on"])
    facts = (
        (_("Case"), label_of(case, keys)),
        (_("Caseworker"), case.owner.name),
        (_("Situation"), situation_in_words(case)),
        (_("Risk"), str(Risk(case.risk).label)),
        (_("Asked on"), date_format(given_on, "DATE_FORMAT")),
        (_("Limits she set"), answer.get("limits", "")),
    )
    notes = [
        (
            f"{note['by']}, {date_format(note['at'], 'MONTH_DAY_FORMAT')}",
            note["text"] or note["title"],
        )
        for note in last_notes(case, keys)
    ]
    return [*((term, text) for term, text in facts if text), *notes]


def _by_whom(note: dict[str, Any]) -> str:
    return f"{note['by']}, {date_format(note['at'], 'MONTH_DAY_FORMAT')}"


def last_notes(case: Case, keys: Keyring) -> list[dict[str, Any]]:
    notes = Note.objects.filter(case=case).order_by("-number")[:LAST_NOTES]
    return [
        {
            "title": title_of(note.number, told),
            "by": told["name"],
            "at": datetime.fromisoformat(told["at"]),
            "text": keys.open(note, "body"),
        }
        for note in notes
        if (told := keys.open_document(note))
    ]
