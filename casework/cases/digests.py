"""The digest: what find, lists and counts may look at without opening the record.

Its shape: {"label": text, "names": [...], "facts": {section: {field: code or codes}}}, and
"allows": {"research_aggregate": the last day on which she may be counted, or ""}, once asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.cases import names
from casework.cases.fields import SECTIONS, coded

Document = dict[str, Any]


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
        elif kind in SECTIONS:
            folded["facts"] = folded["facts"] | {kind: coded(kind, document)}
    return folded


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
