"""The partner directory: proposed, described, vetted, taken out. Kept by supervisors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import Stale, WrongState, require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases.actions.consent import day_of
from casework.referrals import (
    partner_changes,
    partner_guards,
    partner_reviews,
    partner_states,
    partners,
    policies,
    vetting,
)
from casework.referrals.details import Details
from casework.referrals.models import Partner
from casework.referrals.partner_rows import Asked, PartnerDecision, Reason
from casework.referrals.partner_states import PartnerState

_TRUSTED = frozenset({PartnerState.VETTED, PartnerState.ACTIVE})


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
) -> PartnerDecision | None:
    """Save what is known of it against the revision it was read at. Raises Stale.

    Of a partner that was vetted, what sends something elsewhere waits for a second person: that
    question is returned, and nothing is changed yet.
    """
    require(policies.can_keep_partners(by), "can_keep_partners")
    vetting.hold(partner)
    if partner.revision != revision:
        raise Stale
    before = partners.opened(partner)
    if before.state in _TRUSTED and partner_guards.widens(before.details, details):
        change = vetting.Change(name, details)
        return vetting.write(partner, Asked.CHANGE, change=change, by=by, at=at)
    partners.seal(partner, name=name, details=details)
    partner.raise_revision().save(update_fields=["name", "details", "revision"])
    gone = (Reason.LAPSED,) if details.agreement_holds(day_of(at, by)) else ()
    over = [*vetting.drop(partner, at=at), *partner_reviews.drop(partner, *gone, at=at)]
    partner_changes.tell(partner, by, at)
    record("partner.described", partner, by=by, at=at, rows=[partner, *over])
    return None


@transaction.atomic
def set_state(partner: Partner, state: str, *, words: str = "", by: User, at: datetime) -> None:
    """Activate, suspend or end. A suspended partner gets nothing, whatever was approved."""
    require(policies.can_keep_partners(by), "can_keep_partners")
    vetting.hold(partner)
    partner_states.require(partner.state, state)
    refuse(
        partner_guards.partner_by_two(partner.state, state), partner_guards.says_why(state, words)
    )
    rows: list[LoggedRow] = [partner]
    rows += [] if state == PartnerState.ACTIVE else vetting.drop(partner, at=at)
    partner.state = state
    if words:
        _note(partner, words, by=by, at=at)
    partner.raise_revision().save(update_fields=["name", "details", "state", "revision"])
    if state in Reason.values:
        rows += partner_reviews.ask_desks(partner, Reason(state), at=at)
    partner_changes.tell(partner, by, at)
    record(f"partner.{state}", partner, by=by, at=at, rows=rows)


def _note(partner: Partner, words: str, *, by: User, at: datetime) -> None:
    """Why, among what went wrong with it."""
    opened = partners.opened(partner)
    line = f"{day_of(at, by)} {by.username} ({PartnerState(partner.state).label}): {words}"
    told = "\n".join(filter(None, (opened.details.incidents, line)))
    partners.seal(partner, name=opened.name, details=replace(opened.details, incidents=told))
