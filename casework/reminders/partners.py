"""What is asked about a partner and belongs to no case: that its agreement ends, and its places
(reference 3.5, 6.2). Every supervisor has it, for each of them keeps the directory.

Computed in the transaction of whatever changed the partner; and by a sweep for supervisors who have
come or gone since. The directory lies under the house's key, so that a worker can read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from uuid import UUID

from django.db import transaction

from casework.accounts.models import Post, User
from casework.audit import sweeps
from casework.audit.log import record
from casework.referrals import partners
from casework.referrals.details import AGREEMENT_WARNING, CAPACITY_HOLDS
from casework.referrals.models import Partner
from casework.referrals.partner_states import PartnerState
from casework.referrals.partners import OpenPartner
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.reminders.upkeep import tell_anew, withdraw


def recompute(partner: Partner, by: User | None, at: datetime) -> bool:
    """Set, move and withdraw its rows; `partner` is held. True when one was written."""
    waiting = Due.objects.held().filter(partner=partner)
    standing = {(row.kind, row.owner_id): row for row in waiting.order_by("id")}
    written = []
    for (kind, day), owner in product(wanted(partners.opened(partner)), _keepers()):
        row = standing.pop((kind, owner), None)
        written += _set(row or Due(partner=partner, kind=kind, owner_id=owner), day, at)
    written += [withdraw(row) for row in standing.values()]
    if written:
        record("reminders.set", partner, by=by, at=at, rows=written, count=len(written))
    return bool(written)


def wanted(told: OpenPartner) -> Iterator[tuple[Kind, date | None]]:
    """Of a partner that takes referrals: what is asked, and from which day on; None: now."""
    if told.state != PartnerState.ACTIVE:
        return
    ends, asked_on = told.details.agreement_ends, told.details.capacity_on
    yield Kind.PARTNER_AGREEMENT_EXPIRING, ends - AGREEMENT_WARNING if ends else None
    last = date.fromisoformat(asked_on) + CAPACITY_HOLDS if asked_on else None
    yield Kind.PARTNER_CAPACITY_STALE, last + timedelta(days=1) if last else None


def sweep(at: datetime) -> int:
    """Returns at how many partners something changed. Safe to run twice, also at once."""
    found = Partner.objects.active().in_order().values_list("pk", flat=True)
    return sweeps.each(list(found), lambda pk: _anew(pk, at))


@transaction.atomic
def _anew(pk: UUID, at: datetime) -> bool:
    """Whoever is at work on it is not waited for."""
    free = Partner.objects.select_for_update(skip_locked=True, no_key=True)
    partner = free.active().filter(pk=pk).first()
    return partner is not None and recompute(partner, None, at)


def _set(row: Due, day: date | None, at: datetime) -> list[Due]:
    """The row where something was written. What is due now stays due since it was."""
    is_new = row._state.adding
    now = at if is_new else min(row.due_at, at)
    due_at = datetime.combine(day, time(), tzinfo=UTC) if day else now
    if is_new:
        row.due_at = due_at
        row.save(force_insert=True)
    elif row.due_at != due_at:
        row.due_at = due_at
        tell_anew(row, "due_at")
    else:
        return []
    return [row]


def _keepers() -> list[UUID]:
    posts = Post.objects.keyed().of_admitted().order_by("person__username")
    return list(dict.fromkeys(posts.values_list("person", flat=True)))
