"""Why a case may not close over its referrals."""

from __future__ import annotations

from django.utils.translation import ngettext

from casework.cases.models import Case
from casework.referrals.models import Referral


def live_referral(case: Case) -> str:
    """A sentence while somebody still waits for something; "" when nobody does."""
    count = Referral.objects.live().filter(case=case).count()
    if not count:
        return ""
    return ngettext(
        "A referral is still under way; complete it first.",
        "%(count)s referrals are still under way; complete them first.",
        count,
    ) % {"count": count}
