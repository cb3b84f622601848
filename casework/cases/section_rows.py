"""One section of the intake, opened."""

from __future__ import annotations

from typing import Any

from casework.cases.models import Case, Section
from casework.vault.keyring import Keyring


def section_of(case: Case, kind: str, keys: Keyring) -> dict[str, Any]:
    """What was told there; empty before. The caller records the reading."""
    row = Section.objects.filter(case=case, kind=kind).first()
    return keys.open_document(row) if row else {}
