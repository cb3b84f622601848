"""Choosing what a partner is told, item by item, from what the record holds now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import Stale, WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions.files import section_documents
from casework.cases.answers import together
from casework.cases.models import Case
from casework.referrals import packing, partners, policies
from casework.referrals.models import Referral
from casework.referrals.moves import hold
from casework.referrals.states import ReferralState
from casework.referrals.traces import with_author

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


@transaction.atomic
def choose(
    referral: Referral,
    *,
    ticked: Iterable[str],
    written: Mapping[str, str],
    revision: int,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """Keep the choice in the draft: items to repeat, and words by item, against its revision.

    Raises Stale, or WrongState with what may not be told.
    """
    document = hold(referral, keys, at=at)
    require(policies.can_write(by, referral.case), "can_write")
    if referral.state != ReferralState.DRAFT:
        raise WrongState(_("Only a draft can be changed."))
    if referral.revision != revision:
        raise Stale
    answers = told(referral.case, keys)
    items = packing.chosen(ticked, written, answers, referral.case)
    partner = partners.find(document["partner"])
    if sentence := packing.unfit(items, document["service"], packing.receives(partner)):
        raise WrongState(sentence)
    kept = {"items": items, "always": packing.always(answers)} | with_author(document, by)
    keys.reseal(referral, document=document | kept)
    referral.save(update_fields=["document", "revision"])
    record("referral.packed", referral, by=by, at=at, rows=[referral])


def told(case: Case, keys: Keyring) -> dict[str, Any]:
    """Every answer of the record, by field."""
    return together(section_documents(case, keys))
