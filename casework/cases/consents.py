"""Reading consent records: what is allowed to whom until when (reference 3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

Document = dict[str, Any]
"""purpose, state, service, partner, form, language, explained, limits, given_by, capacity_doubt,
given_on, expires_on (ISO days), withdrawn_on."""


def latest(documents: Iterable[Document]) -> dict[tuple[str, str, str], Document]:
    """The newest answer to each purpose, service and partner; `documents` come oldest first."""
    return {
        (document["purpose"], document.get("service", ""), document.get("partner", "")): document
        for document in documents
    }


def is_in_force(document: Document, on: date) -> bool:
    expires = document.get("expires_on")
    return document["state"] == "given" and (not expires or on <= date.fromisoformat(expires))


def covers(documents: Iterable[Document], *, service: str, partner: str, on: date) -> bool:
    """Whether she said yes to sharing with this partner for this service, and it still holds.

    A partner named to her before sending is covered by name only; "any partner" does not exist.
    """
    return any(
        purpose == "share" and (scope, named) == (service, partner) and is_in_force(document, on)
        for (purpose, scope, named), document in latest(documents).items()
    )


def allows_services(documents: Iterable[Document], on: date) -> bool:
    """Whether consent to case services is in force."""
    answer = latest(documents).get(("case_services", "", ""))
    return answer is not None and is_in_force(answer, on)
