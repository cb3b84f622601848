"""What it costs to keep a draft sealed to its author, beside an insert of the text in clear."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.urls import reverse

from bench import stories
from bench.browser import Browser
from bench.figures import Figure, alternated
from bench.ground import new_database, wait_for_disk
from bench.stand_ins import replaced
from casework.accounts.models import User
from casework.vault import letters
from casework.vault.models import Letter
from casework.vault.principals import current
from tests import make

_ROUNDS = 60


def measure() -> list[Figure]:
    """The request that a page sends every few seconds, with other words each time."""
    with new_database(lazy=True) as owner:
        to = current(person=make.house().caseworker.user)
        wait_for_disk(owner)
        browser, number, window = Browser("caseworker"), count(), str(uuid4())
        path = reverse("draft", args=["note"])

        def keep() -> bytes:
            text = f"{stories.told(8)} {next(number)}"
            return browser.post(path, expected="204", text=text, draft_id=window)

        def insert(author: User, form: str, text: str, *, at: datetime, **_more: Any) -> Letter:
            """The text in clear in the same table, where no draft is looked for."""
            letter = Letter(to=to, kind="plain", form=form, body=text.encode(), mac=b"")
            letter.written_at = at
            letter.save(force_insert=True)
            return letter

        keep()
        times, sealed, plain = alternated(
            keep, lambda: replaced(letters.keep_draft, insert), rounds=_ROUNDS
        )
    note = (
        "the request that keeps a draft of 700 letters (her newest key pair, her drafts of this "
        "form held, HPKE, mac, COMMIT) ÷ the same request with one INSERT of the text in clear in "
        f"its place; {sealed:.1f} ÷ {plain:.1f} ms"
    )
    return [Figure("draft_ratio", times, "×", note)]
