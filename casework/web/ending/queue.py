"""What waits for the end of a record, among the other decisions of a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.access.keys import load
from casework.cases import plans
from casework.cases.actions import reading
from casework.cases.models import Erasure
from casework.vault.keyring import Keyring
from casework.web.cases.head import label_of
from casework.web.http import SignedInRequest


def endings_waiting(request: SignedInRequest, *, at: datetime) -> list[dict[str, Any]]:
    """Rows for `decisions/_queue.html`: what she has not agreed to yet. One query where none is."""
    found = [
        one for one in plans.waiting_for(request.user) if not plans.has_agreed(request.user, one)
    ]
    if found:
        load(request.keys, [one.case_id for one in found], at=at, groups_first=True)
        reading.listed("endings", by=request.user, at=at, count=len(found))
    return [_row(one, request.keys) for one in found]


def _row(erasure: Erasure, keys: Keyring) -> dict[str, Any]:
    case = erasure.case
    what = _("she asks for it to be erased") if erasure.is_hers else _("to erase the record")
    return {
        "what": what,
        "code": case.code,
        "url": reverse("ending_decide", args=[case.code]),
        "label": label_of(case, keys),
        "risk": None,
        "owner": case.owner.name,
        "due_at": erasure.due_at,
    }
