"""The opened record of one case, for as long as one page is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import now

from casework.cases import rescue_places
from casework.cases.actions.consent import consent_documents
from casework.cases.answers import still_to_ask, together
from casework.cases.consents import latest
from casework.cases.fields import SECTIONS
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

    def missing(self) -> dict[str, list[str]]:
        """The needed questions of each section that have no answer yet, by field name."""
        found = still_to_ask(self.told)
        names = {key: [name for where, name, _ in found if where == key] for key in SECTIONS}
        return names | {"consent": [] if "consent" in self.told else ["state"]}


def open_record(case: Case, keys: Keyring) -> Opened:
    at = now()
    opened = Opened(consents=consent_documents(case, keys), situation=case.situation)
    for row in Section.objects.filter(case=case):
        document = keys.open_document(row)
        opened.documents[row.kind] = rescue_places.in_time(document, at)
        opened.revisions[row.kind] = row.revision
    return opened
