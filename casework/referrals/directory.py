"""The partner directory: proposed, described, vetted, taken out. Kept by supervisors."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import Stale, WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.referrals import partner_states, partners, policies
from casework.referrals.details import Details
from casework.referrals.models import Partner


@transaction.atomic
def propose(
    alias: str,
    *,
    name: str,
    details: Details,
    by: User,
    at: datetime,
    form_id: UUID | None = None,
) -> Partner:
    """Add a partner; nobody can be referred there until it is vetted and active."""
    require(policies.can_keep_partners(by), "can_keep_partners")
    already = Partner.objects.filter(pk=form_id).first() if form_id else None
    if already is not None:
        return already
    if Partner.objects.filter(alias=alias).exists():
        raise WrongState(_("Another partner has this code. Pick a different one."))
    partner = Partner(pk=form_id or uuid4(), alias=alias)
    partners.seal(partner, name=name, details=details)
    partner.save(force_insert=True)
    record("partner.proposed", partner, by=by, at=at, rows=[partner])
    return partner


@transaction.atomic
def describe(
    partner: Partner, *, name: str, details: Details, revision: int, by: User, at: datetime
) -> None:
    """Save what is known of it against the revision it was read at. Raises Stale."""
    require(policies.can_keep_partners(by), "can_keep_partners")
    _hold(partner)
    if partner.revision != revision:
        raise Stale
    partners.seal(partner, name=name, details=details)
    partner.raise_revision().save(update_fields=["name", "details", "revision"])
    record("partner.described", partner, by=by, at=at, rows=[partner])


@transaction.atomic
def set_state(partner: Partner, state: str, *, by: User, at: datetime) -> None:
    """Vet, activate, suspend or end. A suspended partner gets nothing, whatever was approved."""
    require(policies.can_keep_partners(by), "can_keep_partners")
    _hold(partner)
    partner_states.require(partner.state, state)
    partner.state = state
    partner.raise_revision().save(update_fields=["state", "revision"])
    record(f"partner.{state}", partner, by=by, at=at, rows=[partner])


def _hold(partner: Partner) -> None:
    partner.refresh_from_db(from_queryset=Partner.objects.select_for_update(no_key=True))
