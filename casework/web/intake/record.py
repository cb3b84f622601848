"""The opened record of one case, for as long as one page is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casework.cases.actions.files import consent_documents
from casework.cases.answers import together
from casework.cases.consents import latest
from casework.cases.fields import fields_of
from casework.cases.models import Case, Section
from casework.vault.keyring import Keyring

Document = dict[str, Any]


@dataclass
class Opened:
    """Sections by key, the answers of all of them, and the revision each was read at."""

    documents: dict[str, Document] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    consents: list[Document] = field(default_factory=list)

    @property
    def answers(self) -> Document:
        return together(self.documents)

    def beside(self, section: str) -> Document:
        """Initial values of what stands beside a section: the sheet, and both revisions."""
        return {
            "sheet": self.documents.get("sheet", {}).get("text", ""),
            "sheet_revision": self.revisions.get("sheet", 0),
            "revision": self.revisions.get(section, 0),
        }

    def in_words(self, section: str) -> list[tuple[str, str]]:
        """Each question of a section with its stored answer as a person would say it."""
        document = self.documents.get(section, {})
        return [
            (str(row.label), said)
            for row in fields_of(section)
            if (said := _said(row.choices, document.get(row.name)))
        ]


def open_record(case: Case, keys: Keyring) -> Opened:
    opened = Opened(consents=consent_documents(case, keys))
    for row in Section.objects.filter(case=case):
        opened.documents[row.kind] = keys.open_document(row)
        opened.revisions[row.kind] = row.revision
    answer = latest(opened.consents).get(("case_services", "", ""))
    if answer is not None:
        opened.documents["consent"] = answer
    return opened


def _said(choices: Any, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    labels = dict(choices.choices) if choices is not None else {}
    told = [str(labels.get(one, one)) for one in values if one not in (None, "", "not_asked")]
    return ", ".join(told)
