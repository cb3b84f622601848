"""When something was heard of her: what ending the work for her silence stands on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from casework.cases.consequences import news
from casework.cases.models import Case, Note
from casework.cases.notes import NoteKind, WordCheck
from casework.vault.keyring import Keyring


def calls(case: Case, keys: Keyring) -> Iterator[datetime]:
    """Each time that she was on the line; not a voice that did not know the word."""
    for note in Note.objects.filter(case=case).order_by("number"):
        told = keys.open_document(note)
        if told.get("kind") == NoteKind.CONTACT and told.get("word") != WordCheck.WRONG:
            yield datetime.fromisoformat(told["at"])


def of_her(case: Case, keys: Keyring) -> list[datetime]:
    """Calls, and what was told of her path."""
    return [*calls(case, keys), *chain.from_iterable(told(case, keys) for told in news)]
