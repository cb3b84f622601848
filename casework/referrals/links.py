"""Ending the link of a partner, and what lies behind it. No key of anybody is needed here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from casework.accounts.models import User
from casework.accounts.questions import Question
from casework.accounts.rows import Forged
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.cases.models import Case
from casework.referrals.link_rows import ANSWERABLE, PacketLink, PacketLinkQuerySet

# A sweep ends after so many; the next minute brings the next.
_AT_MOST = 200


_DEAD = Question(
    lambda case: (
        PacketLink.objects.alive()
        .filter(referral__case=case)
        .exclude(referral__state__in=ANSWERABLE)
        .values_list("pk", flat=True)
    )
)


def end_of_dead(case: Case, by: User | None, at: datetime) -> None:
    """A consequence of every act: recalled, suspended, withdrawn or closed is dead at once."""
    if dead := _DEAD(case=case.pk):
        end_all(PacketLink.objects.filter(pk__in=dead), "referral", by=by, at=at)


@transaction.atomic
def sweep(at: datetime) -> int:
    """Delete each packet whose 72 hours are over; returns how many. Needs no key of anybody."""
    over = PacketLink.objects.over(at).select_related("referral__case__desk")
    links = list(over.select_for_update(of=("self",), skip_locked=True)[:_AT_MOST])
    for link in links:
        if is_ours(link):
            link.sealed_packet = b""
            save(link, "packet_link.over", at=at)
        else:
            _kill(link, "forged", by=None, at=at)
    return len(links)


def is_ours(link: PacketLink) -> bool:
    """Whether the row is as we wrote it last: nobody changed it by SQL, or put it back."""
    try:
        fresh.require_fresh(link)
    except (Forged, fresh.Stale):
        return False
    return True


def save(link: PacketLink, verb: str, *, at: datetime, **told: Any) -> None:
    """What changed of a link without anybody of the house, on record."""
    entry = new_entry()
    link.protect(entry).save()
    record(verb, link, by=None, at=at, entry=entry, rows=[link], **told)


def end_all(links: PacketLinkQuerySet, why: str, *, by: User | None, at: datetime) -> None:
    """A row that somebody changed by SQL dies as well: no act is to fail over it."""
    living = links.alive().select_related("referral__case__desk")
    for link in living.select_for_update(of=("self",)):
        _kill(link, why, by=by, at=at)


def _kill(link: PacketLink, why: str, *, by: User | None, at: datetime) -> None:
    link.sealed_packet, link.sealed_sheet, link.ended_at = b"", b"", at
    entry = new_entry()
    link.protect(entry).save()
    record("packet_link.ended", link, by=by, at=at, entry=entry, rows=[link], reason=why)
