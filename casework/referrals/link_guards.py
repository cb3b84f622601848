"""When a partner may be given what was sent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.access.guards import guard
from casework.crypto import age
from casework.referrals.link_rows import READABLE
from casework.referrals.models import Referral
from casework.referrals.partners import OpenPartner


@guard
def was_sent(referral: Referral) -> str:
    """A partner is given what was sent to it only while the referral is under way."""
    if referral.state in READABLE:
        return ""
    return _("A partner gets something only while the referral was sent and is under way.")


@guard
def partner_has_a_key(partner: OpenPartner | None) -> str:
    """A file is made only for a partner whose own key of age stands in the directory."""
    if partner is not None and age.is_recipient(partner.details.key_fingerprint):
        return ""
    return _("The directory holds no key of age (age1…) for this partner.")
