"""When a partner may have a link."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.referrals import guards
from casework.referrals.link_rows import READABLE
from casework.referrals.models import Referral
from casework.referrals.policies import Question


@guard
def was_sent(referral: Referral) -> str:
    """A partner gets a link to what was sent to it, while the referral is under way."""
    if referral.state in READABLE:
        return ""
    return _("Only of a referral that was sent and is under way can its partner get a link.")


@guard
def link_is_covered(question: Question) -> str:
    """A new link sends once more: her consent to this service by this partner still holds."""
    rightly_in_danger = question.document.get("emergency") in ("waits", "upheld")
    if rightly_in_danger or guards.covering(question):
        return ""
    return _("Her consent to this service by this partner is not on record, or no longer holds.")
