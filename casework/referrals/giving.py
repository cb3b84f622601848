"""What was sent is given to its partner: behind a link, as a file, or read out.

Each time on record, and only while the referral is under way and her consent holds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.crypto import age
from casework.crypto.hashing import sha256
from casework.referrals import partners, policies
from casework.referrals.asking import ask
from casework.referrals.guards import still_covered
from casework.referrals.link_guards import partner_has_a_key, was_sent
from casework.referrals.models import Referral, ReferralStep
from casework.referrals.moves import add_step, hold

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

Document = dict[str, Any]


def take(referral: Referral, *, by: User, at: datetime, keys: Keyring) -> Document:
    """The referral's document, held, for whoever may give it now. Raises NotAllowed, WrongState."""
    document = hold(referral, keys, at=at)
    require(policies.can_write(by, referral.case), "can_write")
    refuse(was_sent(referral))
    refuse(still_covered(ask(referral, document, keys, by=by, at=at)))
    return document


def marked(document: Document, at: datetime) -> Document:
    """The packet, with whom it is for and when it was given: a copy tells where it came from."""
    partner = partners.find(document["partner"])
    mark = {"for": partner.alias if partner else "", "given_at": at.isoformat()}
    packet: Document = document["packet"] | mark
    return packet


@transaction.atomic
def as_file(
    referral: Referral,
    written: Callable[[Document], str],
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> bytes:
    """The packet, as `written` puts it into words, sealed to the partner's own key.

    Kept nowhere: what left is named in the log by its hash.
    """
    document = take(referral, by=by, at=at, keys=keys)
    partner = partners.find(document["partner"])
    refuse(partner_has_a_key(partner))
    assert partner is not None
    content = age.seal_file(partner.details.key_fingerprint, written(marked(document, at)))
    digest = sha256(content).hex()
    record("packet_file.made", referral, by=by, at=at, reason=f"sha256:{digest}")
    return content


@transaction.atomic
def read_out(
    referral: Referral,
    *,
    heard_by: str,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> None:
    """By voice, to somebody who is named by her role alone; a step of the referral."""
    take(referral, by=by, at=at, keys=keys)
    if form_id and ReferralStep.objects.filter(pk=form_id, referral=referral).exists():
        return  # a doubled submit is kept once
    told = {"channel": "phone_secure", "recipient": heard_by}
    step = add_step(referral, referral.state, told, by=by, at=at, keys=keys, form_id=form_id)
    record("packet.read_out", referral, by=by, at=at, rows=[step])
