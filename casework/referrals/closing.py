"""Why a case may not close over its referrals."""

from __future__ import annotations

from django.utils.translation import ngettext

from casework.accounts.questions import Question
from casework.cases.models import Case
from casework.referrals.models import Referral

_LIVE = Question(lambda case: Referral.objects.live().filter(case=case).values_list("pk"))


def live_referral(case: Case) -> str:
    """A sentence while somebody still waits for something; "" when nobody does."""
    count = len(_LIVE(case=case.pk))
    if not count:
        return ""
    return ngettext(
        "A referral is still under way; complete it first.",
        "%(count)s referrals are still under way; complete them first.",
        count,
    ) % {"count": count}
