"""The digest: what find, lists and counts may look at without opening the record.

Its shape: {"label": text, "names": [...], "facts": {section: {field: code or codes}}}, and
"allows": {"research_aggregate": the last day on which she may be counted, or ""}, once asked.
Under the section "incident" lies one table of facts for each incident by the number of its sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.cases import names
from casework.cases.fields import SECTIONS, coded

Document = dict[str, Any]

INCIDENTS = "incident"
"""A change under this name is {number of the sheet: its coded facts, none to take it out}."""


def fold_in(digest: Document, changes: dict[str, Document]) -> Document:
    """The digest after these sections changed. Texts other than names stay out."""
    folded: Document = {"label": "", "names": [], "facts": {}} | digest
    for kind, document in changes.items():
        if kind == "label":
            folded["label"] = document["text"]
        if kind == "identity":
            folded["names"] = sorted(names.written_in(document))
        if kind == "allows":
            folded["allows"] = folded.get("allows", {}) | document
        if kind in SECTIONS:
            beside = _all_facts(folded["facts"])
            folded["facts"] = folded["facts"] | {kind: coded(kind, document, beside)}
        if kind == INCIDENTS:
            known = folded["facts"].get(INCIDENTS, {}) | document
            kept = {number: facts for number, facts in known.items() if facts}
            folded["facts"] = folded["facts"] | {INCIDENTS: kept}
    return folded


def _all_facts(facts: dict[str, Document]) -> Document:
    """By field name, of every section: what a question of one may depend on in another."""
    return {
        name: code
        for section, told in facts.items()
        if section in SECTIONS
        for name, code in told.items()
    }


def matcher(wanted: str) -> Callable[[Document], bool]:
    """Asks of a digest whether its label or a name holds what she typed; folded once for many."""
    key = names.fold(wanted)

    def found(digest: Document) -> bool:
        texts = (digest.get("label", ""), *digest.get("names", []))
        return bool(key) and any(key in names.fold(text) for text in texts)

    return found


def matches(digest: Document, wanted: str) -> bool:
    """Whether the label or a name holds what she typed, however it was spaced or composed."""
    return matcher(wanted)(digest)
