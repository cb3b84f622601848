"""Reading what she asked for in case she is taken, where an appeal may rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casework.cases.actions.sheets import sheets_of
from casework.cases.if_taken import ANSWERS, wishes
from casework.cases.models import Case, Digest
from casework.cases.sheets import SheetKind
from casework.pathways.actions import told_of
from casework.pathways.checklist import newest_taken
from casework.pathways.line import draw
from casework.referrals.appeals import SERVICE, Wish
from casework.vault.keyring import Keyring


def names_of(case: Case, keys: Keyring) -> list[str]:
    """All that she goes by, as her digest has them."""
    digest = Digest.objects.filter(case=case).first()
    written: list[str] = keys.open_document(digest).get("names", []) if digest else []
    return written


def wish_of(
    case: Case, document: Mapping[str, Any], keys: Keyring, names: Sequence[str], *, on: date
) -> Wish | None:
    """Read afresh, and only for a referral of this one service."""
    if document.get("service") != SERVICE:
        return None
    sheets = sheets_of(case, keys, SheetKind.IF_TAKEN)
    answers = [sheet for sheet in sheets if sheet.told.get("what") == ANSWERS]
    if not answers:
        return None
    is_taken = newest_taken(draw(told_of(case, keys))) is not None
    return Wish(answers[-1].id, wishes(sheets, case, on=on), is_taken, names)
