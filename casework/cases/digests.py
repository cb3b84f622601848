"""The digest: what find, lists and counts may look at without opening the record.

Its shape: {"label": text, "names": [...], "facts": {section: {field: code}}}.
"""

from __future__ import annotations

from typing import Any

from casework.cases import names

Document = dict[str, Any]


def fold_in(digest: Document, changes: dict[str, Document]) -> Document:
    """The digest after these sections changed. Texts other than names stay out."""
    folded = {"label": "", "names": [], "facts": {}} | digest
    for kind, document in changes.items():
        if kind == "label":
            folded["label"] = document["text"]
            continue
        if kind == "identity":
            folded["names"] = sorted(_names(document))
        folded["facts"] = folded["facts"] | {kind: _codes(document)}
    return folded


def matches(digest: Document, wanted: str) -> bool:
    """Whether the label or a name holds what she typed, however it was spaced or composed."""
    key = names.fold(wanted)
    return bool(key) and any(
        key in names.fold(text) for text in (digest.get("label", ""), *digest.get("names", []))
    )


def _names(identity: Document) -> set[str]:
    found: set[str] = set()
    for field, value in identity.items():
        if field.startswith(("name", "alias")):
            found.update(value if isinstance(value, list) else [value])
    return {text for text in found if text}


def _codes(document: Document) -> Document:
    """Coded values only: short, lower-case, without spaces."""
    return {
        field: value
        for field, value in document.items()
        if isinstance(value, bool | int)
        or (isinstance(value, str) and value.isidentifier() and len(value) <= 40)
    }
