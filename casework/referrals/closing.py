"""Why a case may not close over its referrals."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.accounts.questions import Question
from casework.cases.models import Case, Decision
from casework.referrals.due_after import ASKS
from casework.referrals.models import Referral
from casework.referrals.states import LIVE

_IN_THE_WAY = Question(
    lambda case: Referral.objects.in_the_way().filter(case=case).values_list("state")
)


def live_referral(case: Case) -> str:
    """A sentence while somebody still waits for something; "" when nobody does.

    Silence is no answer: whether a partner deleted what it had is written down first.
    """
    states = [state for (state,) in _IN_THE_WAY(case=case.pk)]
    live = sum(state in LIVE for state in states)
    if states and not live:
        return _("A partner has not answered yet whether it deleted what it had of hers.")
    if not live:
        return ""
    return ngettext(
        "A referral is still under way; complete it first.",
        "%(count)s referrals are still under way; complete them first.",
        live,
    ) % {"count": live}


def under_way(case: Case) -> str:
    """The same for her own wish to be erased: whether a partner has deleted is asked afterwards
    too (`open_deletions`).
    """
    is_live = any(state in LIVE for (state,) in _IN_THE_WAY(case=case.pk))
    return live_referral(case) if is_live else ""


def unreviewed(case: Case) -> str:
    """What was sent without a review is looked at before the case is out of sight."""
    if case.submitted_at is None:
        return ""  # nobody is waited for
    waits = Decision.objects.waiting().filter(case=case, kind__in=ASKS.values())
    if not waits.exists():
        return ""
    return _("A second person has not looked yet at a referral that was sent or stopped at once.")
