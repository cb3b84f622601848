"""Told by somebody else (reference 3.4): she has allowed nothing yet, contact least of all."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.cases.answers import told_by_someone_else
from casework.cases.codes import NOT_ASKED

Document = dict[str, Any]


@guard
def contact_is_hers_to_allow(gate: Document, safe_contact: Document) -> str:
    """While somebody else speaks for her, "may we contact her" stays at no."""
    answer = safe_contact.get("may_contact") or NOT_ASKED
    if not told_by_someone_else(gate) or answer in {"no", NOT_ASKED}:
        return ""
    return _(
        "Somebody else is telling this, so contact with her stays at “no”. Ask her herself at the "
        "first direct contact, and write that under “Is it safe” first."
    )
