"""The next step of a referral, not saved yet."""

from __future__ import annotations

from casework.referrals.models import Referral, ReferralStep


def next_step(referral: Referral, before: str) -> ReferralStep:
    """From `before` to where the referral is now."""
    number = ReferralStep.objects.filter(referral=referral).count() + 1
    return ReferralStep(
        referral=referral, number=number, from_state=before, to_state=referral.state
    )
