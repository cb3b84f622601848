"""The one-time page of a partner: made with its passphrase.

A link and six words go to the partner by two ways. Together, and with the house's key, they open
the packet for 72 hours; whoever has the database, the server's files or one of the two has nothing.
The packet is sealed whole, as it was frozen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction

from casework.access.errors import require
from casework.accounts.models import User
from casework.audit.log import new_entry, record
from casework.cases.actions.record import lock_case
from casework.crypto import links as crypto
from casework.crypto.boxes import Box, pad
from casework.crypto.fingerprints import Language, random_words
from casework.crypto.passphrases import chosen_parameters
from casework.referrals import giving, links, policies
from casework.referrals.link_rows import OPENS_FOR, PacketLink
from casework.referrals.models import Referral

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

Document = dict[str, Any]
_BUCKET = 1024


@dataclass(frozen=True, repr=False)
class NewLink:
    """Shown once and kept nowhere."""

    token: str
    words: list[str]


def make(
    referral: Referral, *, by: User, at: datetime, keys: Keyring, language: Language = "en"
) -> NewLink:
    """A link to what was sent; the one before is dead. Raises NotAllowed, WrongState."""
    link = PacketLink(pk=uuid4(), referral=referral, made_at=at, expires_at=at + OPENS_FOR)
    made = NewLink(crypto.new_token(), random_words(language))
    link.name, link.parameters = crypto.name_of(made.token), chosen_parameters()
    # Before anything is held: it takes a moment.
    opened_by = crypto.derive_keys(link.pk, made.token, "".join(made.words), link.parameters)
    _keep(link, opened_by, by=by, at=at, keys=keys)
    return made


@transaction.atomic
def _keep(
    link: PacketLink, opened_by: crypto.LinkKeys, *, by: User, at: datetime, keys: Keyring
) -> None:
    referral = link.referral
    document = giving.take(referral, by=by, at=at, keys=keys)
    links.end_all(PacketLink.objects.filter(referral=referral), "replaced", by=by, at=at)
    sheet = {"code": document["partner_code"], "service": document["service"]}
    link.sealed_packet = _seal(opened_by.packet, link, "packet", giving.marked(document, at))
    link.sealed_sheet = _seal(opened_by.answers, link, "sheet", sheet)
    entry = new_entry()
    link.protect(entry).save(force_insert=True)
    record("packet_link.made", referral, by=by, at=at, entry=entry, rows=[link])


@transaction.atomic
def end(referral: Referral, *, by: User, at: datetime) -> None:
    """The worker ends it, as when one of its halves went astray. Raises NotAllowed."""
    lock_case(referral.case)
    require(policies.can_write(by, referral.case), "can_write")
    links.end_all(PacketLink.objects.filter(referral=referral), "ended", by=by, at=at)


def _seal(key: bytes, link: PacketLink, what: str, document: Document) -> bytes:
    text = json.dumps(document, ensure_ascii=False)
    box = Box(key, purpose="packet")
    return box.seal(pad(text.encode(), _BUCKET), what, link.pk, link.referral_id)
