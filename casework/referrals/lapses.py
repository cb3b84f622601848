"""Agreements that have run out: every desk is asked to look at what is under way (reference 6.2).

Run by a worker: the directory lies under the house's key, and no record is opened. Late or twice,
it ends the same: a desk is asked once for each last day of an agreement.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from casework.audit import sweeps
from casework.audit.log import record
from casework.referrals import partners
from casework.referrals.models import Partner, PartnerReview
from casework.referrals.partner_reviews import ask_desks
from casework.referrals.partner_rows import Reason


def sweep(at: datetime) -> int:
    """Ask about whatever has lapsed by `at`; returns how many partners that are."""
    opened = partners.all_opened(Partner.objects.active().in_order())
    lapsed = [one for one in opened if not one.details.agreement_holds(at.date())]
    return sweeps.each(lapsed, lambda one: lapse(one, at))


@transaction.atomic
def lapse(opened: partners.OpenPartner, at: datetime) -> bool:
    """False where somebody is at it, or the desks were asked since it ended."""
    free = Partner.objects.select_for_update(skip_locked=True, no_key=True)
    partner = free.active().filter(pk=opened.id, revision=opened.revision).first()
    if partner is None or _was_asked(partner, opened.details.agreement_ends):
        return False
    rows = ask_desks(partner, Reason.LAPSED, at=at)
    if rows:
        record("partner.lapsed", partner, by=None, at=at, rows=rows, count=len(rows))
    return bool(rows)


def _was_asked(partner: Partner, ended: date | None) -> bool:
    asked = PartnerReview.objects.filter(partner=partner, reason=Reason.LAPSED)
    return (asked.filter(asked_at__date__gt=ended) if ended else asked).exists()
