"""What a form of the plan opens with, and what it will be kept against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.cases.models import Case
from casework.cases.needs import from_intake, not_followed
from casework.cases.safety_plans import newest
from casework.cases.section_rows import section_of
from casework.cases.sheets import OpenSheet, SheetKind
from casework.vault.keyring import Keyring

# Said anew with each version: whether it was made with her, and when it is looked at again.
_OF_A_VERSION = frozenset({"with_her", "review_on"})


def first_of(
    kind: SheetKind, case: Case, keys: Keyring, sheets: Sequence[OpenSheet], sheet: OpenSheet | None
) -> tuple[dict[str, Any], int]:
    """The boxes, and the revision of the sheet, or the number of the newest version."""
    if sheet is not None:
        return dict(sheet.told), sheet.revision
    if kind == SheetKind.SAFETY_PLAN:
        return _next_version(sheets)
    if kind == SheetKind.NEED:
        return dict(next(not_followed(from_intake(needs_of(case, keys)), sheets), {})), 0
    return {}, 0


def needs_of(case: Case, keys: Keyring) -> dict[str, Any]:
    """The intake's section about what she needs and wants."""
    return section_of(case, "needs", keys)


def _next_version(sheets: Sequence[OpenSheet]) -> tuple[dict[str, Any], int]:
    before = newest(sheets)
    if before is None:
        return {}, 0
    kept = {name: told for name, told in before.told.items() if name not in _OF_A_VERSION}
    return kept, before.number
