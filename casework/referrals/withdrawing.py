"""Referrals that rest on a yes she took back: nothing more goes out, and partners are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from casework.accounts.models import User
from casework.cases import dues
from casework.cases.models import Case
from casework.cases.purposes import Purpose
from casework.cases.sheets import SheetKind
from casework.referrals.models import Referral
from casework.referrals.queries import directory
from casework.referrals.states import ReferralState

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

NOTICE = "partner_notice"
TELL_WITHIN: Final = timedelta(hours=24)
WITH_THE_PARTNER = frozenset(
    {ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.IN_PROGRESS}
)
"""From here on the partner has what was sent."""


def resting_on(case: Case, consent: dict[str, Any], keys: Keyring) -> list[Referral]:
    """Live referrals that cannot go on without this yes; without our help, all of them."""
    live = list(Referral.objects.live().filter(case=case).order_by("number"))
    if consent["purpose"] == Purpose.CASE_SERVICES:
        return live
    if consent["purpose"] == SheetKind.IF_TAKEN:
        return _no_longer_wished(live, consent["told"], keys)
    if consent["purpose"] != Purpose.SHARE:
        return []
    scope = (consent.get("service"), consent.get("partner"))
    opened = [(referral, keys.open_document(referral)) for referral in live]
    return [row for row, told in opened if (told["service"], told["partner"]) == scope]


def _no_longer_wished(live: list[Referral], told: dict[str, Any], keys: Keyring) -> list[Referral]:
    """Appeals that rest on what she asked for before, and no longer asks for in this way."""
    places = {str(partner.id): partner.details.appeal_to for partner in directory()}
    opened = [(referral, keys.open_document(referral)) for referral in live]
    return [
        row
        for row, document in opened
        if (wish := document.get("wish")) and told.get(places.get(document["partner"], "")) != wish
    ]


def tell_partners(
    case: Case, consent: dict[str, Any], by: User, at: datetime, keys: Keyring
) -> None:
    """A task for each partner who has something of hers: told within 24 h and asked to delete.

    The guards of a referral ask for her consent at each step out, so that nothing else goes out.
    """
    for referral in resting_on(case, consent, keys):
        if referral.state in WITH_THE_PARTNER:
            dues.set_due(case, NOTICE, due_at=at + TELL_WITHIN, by=by, at=at, reference=referral.pk)
