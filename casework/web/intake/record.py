"""The opened record of one case, for as long as one page is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casework.cases.actions.files import consent_documents
from casework.cases.answers import still_to_ask, together
from casework.cases.consents import latest
from casework.cases.fields import SECTIONS, fields_of
from casework.cases.models import Case, Section
from casework.vault.keyring import Keyring

Document = dict[str, Any]

SHEET = "sheet"
ORDER = [section for section in SECTIONS if section != "consent"]
"""Consent is a record for each purpose, and has a page of its own."""


@dataclass
class Opened:
    """Documents as stored, by section; the revision each was read at; where she is by now."""

    documents: dict[str, Document] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    consents: list[Document] = field(default_factory=list)
    situation: str = ""

    @property
    def told(self) -> dict[str, Document]:
        """The sections as they hold now: where she is has moved since the intake told it."""
        answer = latest(self.consents).get(("case_services", "", ""))
        told = self.documents | ({"consent": answer} if answer else {})
        if self.situation:
            told["situation"] = told.get("situation", {}) | {"situation": self.situation}
        return told

    @property
    def answers(self) -> Document:
        return together(self.told)

    @property
    def sheet(self) -> str:
        text: str = self.documents.get(SHEET, {}).get("text", "")
        return text

    def still_to_ask(self) -> dict[str, int]:
        """How many needed questions of each section have no answer yet."""
        missing = [section for section, _field, _sentence in still_to_ask(self.told)]
        counts = {section: missing.count(section) for section in SECTIONS}
        return counts | {"consent": 0 if "consent" in self.told else 1}

    def needed(self) -> int:
        """How many questions are needed in all, given what is known."""
        answers = self.answers
        rows = [row for section in ORDER for row in fields_of(section)]
        return 1 + sum(row.is_needed(answers) for row in rows)


def open_record(case: Case, keys: Keyring) -> Opened:
    opened = Opened(consents=consent_documents(case, keys), situation=case.situation)
    for row in Section.objects.filter(case=case):
        opened.documents[row.kind] = keys.open_document(row)
        opened.revisions[row.kind] = row.revision
    return opened
