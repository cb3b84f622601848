"""A partner takes nothing any more: what is under way with it is looked at, on every desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import Desk, User
from casework.accounts.sealed import seal_for_house
from casework.audit.log import record
from casework.referrals import partner_guards
from casework.referrals.models import Partner, PartnerReview, Referral
from casework.referrals.partner_rows import LOOK_WITHIN, Reason


def ask_desks(partner: Partner, reason: Reason, *, at: datetime) -> list[PartnerReview]:
    """One row for each desk that has live referrals; the caller's entry names them.

    A desk that is asked already is not asked twice.
    """
    desks = Referral.objects.live().order_by().values_list("case__desk", flat=True).distinct()
    asked = PartnerReview.objects.waiting().filter(partner=partner).values_list("desk", flat=True)
    rows = [
        PartnerReview(
            partner=partner, desk=desk, reason=reason, asked_at=at, due_at=at + LOOK_WITHIN
        )
        for desk in Desk.objects.filter(pk__in=desks).exclude(pk__in=asked).order_by("code")
    ]
    for row in rows:
        row.save(force_insert=True)
    return rows


@transaction.atomic
def finish(review: PartnerReview, *, words: str, live: int, by: User, at: datetime) -> None:
    """She has looked: `live` referrals of her desk are with it, and `words` say why they go on.

    Raises NotAllowed, WrongState.
    """
    require(partner_guards.can_review_partner(by, review), "can_review_partner")
    held = PartnerReview.objects.select_for_update().waiting().filter(pk=review.pk).first()
    refuse(partner_guards.review_is_waited_for(held))
    assert held is not None
    refuse(partner_guards.live_ones_have_a_reason(live, words))
    seal_for_house(held, "words", words)
    _done(held, by=by, at=at)
    reason = "go_on" if live else "none"
    record("partner.reviewed", held, by=by, at=at, rows=[held], reason=reason, count=live)


def drop(partner: Partner, *reasons: Reason, at: datetime) -> list[PartnerReview]:
    """The reason is gone: nobody needs to look. The caller's entry names the rows."""
    waits = PartnerReview.objects.select_for_update().waiting().filter(partner=partner)
    rows = list(waits.filter(reason__in=reasons))
    for row in rows:
        _done(row, by=None, at=at)
    return rows


def _done(row: PartnerReview, *, by: User | None, at: datetime) -> None:
    row.done_by, row.done_at = by, at
    row.raise_revision().save(update_fields=["words", "done_by", "done_at", "revision"])
