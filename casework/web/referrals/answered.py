"""What partners answered on a supervisor's desks and nobody has filed yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.access.keys import load
from casework.cases.actions import reading
from casework.referrals.link_rows import PartnerAnswer
from casework.vault.keyring import Keyring
from casework.web.http import SignedInRequest
from casework.web.referrals.shown import service_label


def answers_waiting(request: SignedInRequest, *, at: datetime, most: int) -> list[dict[str, Any]]:
    """Rows for `referrals/_answered.html`: one for each referral, since its oldest answer."""
    rows = PartnerAnswer.objects.to_file(request.user).select_related("referral__case")[:most]
    oldest: dict[Any, PartnerAnswer] = {}
    for row in rows:
        oldest.setdefault(row.referral_id, row)
    if not oldest:
        return []
    load(request.keys, [row.case_id for row in oldest.values()], at=at)
    reading.listed("partner_answers", by=request.user, at=at, count=len(oldest))
    return [_row(row, request.keys) for row in oldest.values()]


def _row(row: PartnerAnswer, keys: Keyring) -> dict[str, Any]:
    case = row.referral.case
    document = keys.open_document(row.referral) if keys.holds(case.pk) else {}
    return {
        "code": case.code,
        "service": service_label(document),
        "since": row.received_at,
        "url": reverse("referral", args=[case.code, row.referral_id]),
    }
