"""What whoever holds a link and its six words may do: read the packet, and answer.

Nobody is signed in here and no key of the house's people is at hand. A link that never was, one
that is dead and wrong words all raise the same, after the same work.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from casework.accounts.rows import Subject
from casework.audit import refusals
from casework.audit.log import record
from casework.cases import dues
from casework.cases.models import Case
from casework.crypto import links as crypto
from casework.crypto.boxes import Box, unpad
from casework.crypto.errors import CryptoError
from casework.crypto.passphrases import chosen_parameters
from casework.referrals.answer_codes import Told
from casework.referrals.link_rows import (
    ANSWERABLE,
    MOST_ANSWERS,
    MOST_OPENINGS,
    MOST_WRONG,
    PacketLink,
    PartnerAnswer,
)
from casework.referrals.links import is_ours, save
from casework.referrals.models import Referral
from casework.vault import letters
from casework.vault.models import Principal
from casework.vault.principals import current

Document = dict[str, Any]
# The task of the case's owner.
ANSWERED = "partner_answer"
_NOWHERE = UUID(int=0)
_NO_LINK = Subject("page", "packet_link")


class TooMany(Exception):
    """The link has brought as many answers as it may; nothing was written."""


class NotOpened(Exception):
    """No such link, or it is dead, or the words are not its own: all three look alike."""


@dataclass(frozen=True, repr=False)
class Opened:
    """`packet` is None when its time is over; the answer page opens all the same."""

    link_id: UUID
    answers_key: bytes
    sheet: Document
    packet: Document | None


def open_link(token: str, passphrase: str, *, at: datetime) -> Opened:
    """Each try is counted, and decided while the row is held. Raises NotOpened."""
    found = PacketLink.objects.filter(name=crypto.name_of(token)).first()
    link_id = found.pk if found else _NOWHERE
    parameters = found.parameters if found else chosen_parameters()
    keys = crypto.derive_keys(link_id, token, passphrase, parameters)
    outcome = _decide(link_id, keys, at) if found else _NO_LINK
    if isinstance(outcome, Opened):
        return outcome
    if outcome is not None:
        refusals.refused(None, outcome, "packet_link.refused", at)
    raise NotOpened


def read_sheet(link_id: UUID, answers_key: bytes) -> Document:
    """Code and service, for whoever opened the link a moment ago. Raises NotOpened."""
    link = PacketLink.objects.select_related("referral").filter(pk=link_id).first()
    return _sheet_of(link, answers_key)


def _sheet_of(link: PacketLink | None, answers_key: bytes) -> Document:
    if link is None or not _is_alive(link) or not is_ours(link):
        raise NotOpened
    sheet = _open(link, answers_key, "sheet")
    if sheet is None:
        raise NotOpened
    return sheet


@transaction.atomic
def answer(link_id: UUID, answers_key: bytes, told: Told, *, once: UUID, at: datetime) -> None:
    """A letter to the supervisors of the desk and to the case's owner, who are told that it came.

    Only what `told` can hold is written. A doubled submit is kept once. Raises NotOpened, TooMany.
    """
    referral = Referral.objects.filter(links=link_id).select_related("case").first()
    if referral is None:
        raise NotOpened
    case = _hold(referral.case_id)
    link = PacketLink.objects.select_for_update(of=("self",)).select_related("referral")
    _sheet_of(link.get(pk=link_id), answers_key)
    answers = PartnerAnswer.objects.filter(referral=referral)
    pk = uuid5(link_id, str(once))  # whoever answers names no row of another's
    if answers.filter(pk=pk).exists():
        return
    if answers.count() >= MOST_ANSWERS:
        raise TooMany
    row = PartnerAnswer(pk=pk, referral=referral, received_at=at)
    row.save(force_insert=True)
    text = json.dumps(told.document() | {"at": at.isoformat()})
    letters.write_to_supervisors(_readers(case), row.letter, text, case_id=case.pk, at=at)
    record("packet_link.answered", case, by=None, at=at, rows=[row])
    dues.set_due(case, ANSWERED, due_at=at, by=None, at=at, reference=referral.pk)


def _hold(case_id: UUID) -> Case:
    """Before referral and link, in this order everywhere."""
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    return Case.objects.select_related("desk", "owner").get(pk=case_id)


def _readers(case: Case) -> list[Principal]:
    """Whoever sees to it first: its owner, or a supervisor of the desk."""
    return [current(group=case.desk.supervisors), current(person=case.owner)]


@transaction.atomic
def _decide(link_id: UUID, keys: crypto.LinkKeys, at: datetime) -> Opened | Subject | None:
    """Opened; whom a refusal is about; or None for a wrong try, which is counted here."""
    rows = PacketLink.objects.select_related("referral__case__desk")
    link = rows.select_for_update(of=("self",)).get(pk=link_id)
    if not (_is_alive(link) and is_ours(link)):
        return link.audit_subject
    sheet = _open(link, keys.answers, "sheet")
    if sheet is None:
        _count_wrong(link, at)
        return None
    return Opened(link.pk, keys.answers, sheet, _take_packet(link, keys, at))


def _count_wrong(link: PacketLink, at: datetime) -> None:
    link.wrong_tries += 1
    if link.wrong_tries >= MOST_WRONG:
        link.sealed_packet = b""
    save(link, "packet_link.tried", at=at, outcome="failed", count=link.wrong_tries)


def _take_packet(link: PacketLink, keys: crypto.LinkKeys, at: datetime) -> Document | None:
    """Counted; after the last opening, and when its time is over, nothing lies there any more."""
    packet = None
    if at < link.expires_at:
        packet = _open(link, keys.packet, "packet")
    if packet is not None:
        link.openings += 1
        link.first_opened_at = link.first_opened_at or at
    if packet is None or link.openings >= MOST_OPENINGS:
        link.sealed_packet = b""
    save(link, "packet_link.opened", at=at, reason="packet" if packet else "answer_page")
    return packet


def _is_alive(link: PacketLink) -> bool:
    return link.ended_at is None and link.referral.state in ANSWERABLE


def _open(link: PacketLink, key: bytes, what: str) -> Document | None:
    sealed = link.sealed_sheet if what == "sheet" else link.sealed_packet
    try:
        text = Box(key, purpose="packet").open(sealed, what, link.pk, link.referral_id)
    except CryptoError:
        return None
    opened: Document = json.loads(unpad(text))
    return opened
