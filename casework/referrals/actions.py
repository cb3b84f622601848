"""Writing a referral and moving it along. Each act is one new step and one entry in the log."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import NotAllowed, Stale, WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions.record import lock_case
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.cases.states import CaseState
from casework.referrals import packets, partners, policies, states
from casework.referrals.asking import ask
from casework.referrals.models import Referral, ReferralStep
from casework.referrals.moves import add_step, hold, move
from casework.referrals.policies import Document, Question
from casework.referrals.states import REPLACEABLE, Act, Edge, ReferralState, Urgency
from casework.referrals.traces import with_author

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

# What the author writes. `contact`: how the partner may reach her, usually through her worker.
WRITTEN = ("service", "partner", "need", "contact")
# What was chosen for one partner and one service is chosen anew for another.
_CHOSEN_FOR = ("service", "partner")


@transaction.atomic
def draft(
    case: Case,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    urgency: str,
    written: Document,
    replaces: UUID | None = None,
    form_id: UUID | None = None,
) -> Referral:
    """Begin a referral; `written` holds the texts of `WRITTEN`, `partner` as the id of its row.

    `replaces`: one of the same case that came to nothing.
    """
    lock_case(case, keys, at=at)
    require(policies.can_write(by, case), "can_write")
    already = Referral.objects.filter(pk=form_id).first() if form_id else None
    if already is not None:
        require(already.case_id == case.pk, "form_of_this_case")
        return already
    _require_open(case)
    beside = {
        "authors": [str(by.pk)],
        "partner_code": packets.new_code(),
        "recorded_at": at.isoformat(),
        "replaces": _replaced(case, replaces),
    }
    number = Referral.objects.filter(case=case).count() + 1
    referral = Referral(pk=form_id or uuid4(), case=case, number=number, urgency=Urgency(urgency))
    keys.seal_document(referral, _checked(written) | beside)
    referral.save(force_insert=True)
    step = add_step(referral, "", {}, by=by, at=at, keys=keys)
    record("referral.drafted", case, by=by, at=at, rows=[referral, step])
    changed(case, by=by, at=at)
    return referral


@transaction.atomic
def rewrite(
    referral: Referral,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    urgency: str,
    written: Document,
    revision: int,
) -> None:
    """Save a draft anew against the revision it was read at. Raises Stale, WrongState."""
    document = hold(referral, keys, at=at)
    require(policies.can_write(by, referral.case), "can_write")
    _require_open(referral.case)
    if referral.state != ReferralState.DRAFT:
        raise WrongState(_("Only a draft can be changed."))
    if referral.revision != revision:
        raise Stale
    referral.urgency = Urgency(urgency)
    texts = _checked(written)
    if any(document[name] != texts[name] for name in _CHOSEN_FOR):
        document.pop("items", None)
    keys.reseal(referral, document=document | texts | with_author(document, by))
    referral.save(update_fields=["urgency", "document", "revision"])
    record("referral.rewritten", referral, by=by, at=at, rows=[referral])


@transaction.atomic
def act(
    referral: Referral,
    what: Act,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    told: Document | None = None,
    form_id: UUID | None = None,
) -> None:
    """Do one row of `states.TRANSITIONS`.

    `told` is what the act brings: `reason` and `comment`, `channel` and `recipient`, `outcome` and
    her four answers. Raises NotAllowed, or WrongState with the sentence of the guard that refused.
    """
    document = hold(referral, keys, at=at)
    if form_id and ReferralStep.objects.filter(pk=form_id, referral=referral).exists():
        return  # a doubled submit is kept once
    question = ask(referral, document, keys, by=by, at=at, told=told)
    edge = _allowed_edge(referral, what, by, question)
    move(referral, edge, question, by=by, at=at, keys=keys, form_id=form_id)


def _allowed_edge(referral: Referral, what: Act, by: User, question: Question) -> Edge:
    """People first, then the state; what must hold is asked when it moves."""
    for who in {edge.who for edge in states.TRANSITIONS if edge.act == what}:
        if policies.WHO[who](by, question):
            raise NotAllowed(f"referral.{what}")
    return states.require(referral.state, what, back_to=question.document.get("came_from", ""))


def _replaced(case: Case, replaces: UUID | None) -> str:
    if replaces is None:
        return ""
    before = Referral.objects.filter(case=case, pk=replaces, state__in=REPLACEABLE)
    if not before.exists():
        raise WrongState(_("Only a referral of hers that came to nothing can be replaced."))
    return str(replaces)


def _require_open(case: Case) -> None:
    if case.state != CaseState.OPEN:
        raise WrongState(_("The case is not open."))


def _checked(written: Document) -> Document:
    """The author's own texts, with a service from the list and a partner from the directory."""
    texts = {name: str(written.get(name, "")) for name in WRITTEN}
    if texts["service"] not in partners.services():
        raise WrongState(_("Pick the service that she needs."))
    if partners.find(texts["partner"]) is None:
        raise WrongState(_("Pick a partner from the directory."))
    return texts
