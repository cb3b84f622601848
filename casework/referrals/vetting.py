"""What one supervisor asks about a partner and another one decides.

To vet it, to let it go on after it was suspended, to change where it is reached or what it gets.

What two people saw is what holds: a partner that is described anew, suspended or ended meanwhile is
asked about again.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house, seal_for_house
from casework.audit.log import record
from casework.cases.actions.consent import day_of
from casework.referrals import (
    partner_changes,
    partner_guards,
    partner_reviews,
    partners,
    policies,
)
from casework.referrals.details import Details, from_told
from casework.referrals.models import Partner
from casework.referrals.partner_rows import Answer, Asked, PartnerDecision, Reason
from casework.referrals.partner_states import PartnerState
from casework.referrals.partner_states import require as require_state

BECOMES: Final = {Asked.VET: PartnerState.VETTED, Asked.RESUME: PartnerState.ACTIVE}
_VERBS: Final = {
    Asked.VET: "partner.vetted",
    Asked.RESUME: "partner.active",
    Asked.CHANGE: "partner.described",
}


class Change(NamedTuple):
    """A partner as it is to be."""

    name: str
    details: Details


@transaction.atomic
def ask(partner: Partner, kind: Asked, *, words: str, by: User, at: datetime) -> PartnerDecision:
    """Let a new partner be vetted, or a suspended one go on. Raises NotAllowed, WrongState."""
    require(policies.can_keep_partners(by), "can_keep_partners")
    hold(partner)
    require_state(partner.state, BECOMES[kind])
    details = partners.opened(partner).details
    refuse(partner_guards.ready_to_vet(details, day_of(at, by)))
    return write(partner, kind, words=words, by=by, at=at)


def write(
    partner: Partner,
    kind: Asked,
    *,
    by: User,
    at: datetime,
    words: str = "",
    change: Change | None = None,
) -> PartnerDecision:
    """The question as a row; `partner` is held. Raises WrongState where nobody could answer it."""
    refuse(
        partner_guards.partner_asked_once(waiting(partner)),
        partner_guards.another_supervisor(by),
    )
    asked = PartnerDecision(partner=partner, kind=kind, asked_by=by, asked_at=at)
    seal_for_house(asked, "words", words)
    if change is not None:
        told = {"name": change.name, "details": asdict(change.details)}
        seal_for_house(asked, "change", json.dumps(told, ensure_ascii=False))
    asked.save(force_insert=True)
    record("partner.asked", partner, by=by, at=at, rows=[asked], reason=kind)
    return asked


@transaction.atomic
def say_yes(decision: PartnerDecision, *, words: str = "", by: User, at: datetime) -> None:
    """It is vetted, goes on, or is changed as was asked. Raises NotAllowed, WrongState."""
    asked = _held(decision, by)
    partner, kind = asked.partner, Asked(asked.kind)
    if kind is Asked.CHANGE:
        change = change_of(asked)
        partners.seal(partner, name=change.name, details=change.details)
    else:
        require_state(partner.state, BECOMES[kind])
        details = partners.opened(partner).details
        refuse(partner_guards.ready_to_vet(details, day_of(at, by)))
        partner.state = BECOMES[kind]
    partner.raise_revision().save(update_fields=["name", "details", "state", "revision"])
    _answer(asked, Answer.YES, words=words, by=by, at=at)
    gone = (Reason.SUSPENDED,) if kind is Asked.RESUME else ()
    over = partner_reviews.drop(partner, *gone, at=at)
    partner_changes.tell(partner, by, at)
    record(_VERBS[kind], partner, by=by, at=at, rows=[partner, asked, *over], reason=kind)


@transaction.atomic
def say_no(decision: PartnerDecision, *, words: str = "", by: User, at: datetime) -> None:
    """All stays as it is, and the words say why. Raises NotAllowed, WrongState."""
    asked = _held(decision, by)
    _answer(asked, Answer.NO, words=words, by=by, at=at)
    record("partner.declined", asked.partner, by=by, at=at, rows=[asked], reason=asked.kind)


def drop(partner: Partner, *, at: datetime) -> list[PartnerDecision]:
    """What was asked stands no more; the caller's entry names the rows."""
    waits = waiting(partner)
    return [_answer(waits, Answer.DROPPED, words="", by=None, at=at)] if waits else []


def waiting(partner: Partner) -> PartnerDecision | None:
    return PartnerDecision.objects.waiting().filter(partner=partner).first()


def change_of(asked: PartnerDecision) -> Change:
    told = json.loads(open_for_house(asked, "change"))
    return Change(told["name"], from_told(told["details"]))


def hold(partner: Partner) -> None:
    partner.refresh_from_db(from_queryset=Partner.objects.select_for_update(no_key=True))


def _held(decision: PartnerDecision, by: User) -> PartnerDecision:
    """The question as it stands, its partner first, held until it is answered."""
    hold(decision.partner)
    asked = PartnerDecision.objects.waiting().filter(pk=decision.pk).first()
    refuse(partner_guards.partner_is_waited_for(asked))
    assert asked is not None
    asked.partner = decision.partner
    require(partner_guards.can_decide_partner(by, asked), "can_decide_partner")
    return asked


def _answer(
    asked: PartnerDecision, answer: Answer, *, words: str, by: User | None, at: datetime
) -> PartnerDecision:
    asked.answer, asked.decided_by, asked.decided_at = answer, by, at
    seal_for_house(asked, "said", words)
    columns = ["answer", "decided_by", "decided_at", "said", "revision"]
    asked.raise_revision().save(update_fields=columns)
    return asked
