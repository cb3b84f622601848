"""Writing a referral and moving it along. Each act is one new step and one entry in the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import NotAllowed, Stale, WrongState, require
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions.record import lock_case
from casework.cases.consequences import changed
from casework.cases.models import Case, ConsentRecord
from casework.cases.states import CaseState
from casework.referrals import packets, partners, policies, states
from casework.referrals.models import Referral, ReferralStep
from casework.referrals.policies import Document, Question
from casework.referrals.states import Act, Edge, ReferralState, Urgency
from casework.referrals.wished import wish_of

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

# What the author writes. `contact`: how the partner may reach her, usually through her worker.
WRITTEN = ("service", "partner", "need", "note", "contact")


@transaction.atomic
def draft(
    case: Case,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    urgency: str,
    written: Document,
    form_id: UUID | None = None,
) -> Referral:
    """Begin a referral; `written` holds the texts of `WRITTEN`, `partner` as the id of its row."""
    lock_case(case, keys, at=at)
    require(policies.can_write(by, case), "can_write")
    already = Referral.objects.filter(pk=form_id).first() if form_id else None
    if already is not None:
        require(already.case_id == case.pk, "form_of_this_case")
        return already
    _require_open(case)
    number = Referral.objects.filter(case=case).count() + 1
    referral = Referral(pk=form_id or uuid4(), case=case, number=number, urgency=Urgency(urgency))
    beside = {
        "authors": [str(by.pk)],
        "partner_code": packets.new_code(),
        "recorded_at": at.isoformat(),
    }
    keys.seal_document(referral, _checked(written) | beside)
    referral.save(force_insert=True)
    step = _add_step(referral, "", {}, by=by, at=at, keys=keys)
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
    document = _hold(referral, keys, at=at)
    require(policies.can_write(by, referral.case), "can_write")
    _require_open(referral.case)
    if referral.state != ReferralState.DRAFT:
        raise WrongState(_("Only a draft can be changed."))
    if referral.revision != revision:
        raise Stale
    referral.urgency = Urgency(urgency)
    keys.reseal(referral, document=document | _checked(written) | _with_author(document, by))
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
    `feedback`. Raises NotAllowed, or WrongState with the sentence of the guard that refused.
    """
    document = _hold(referral, keys, at=at)
    if form_id and ReferralStep.objects.filter(pk=form_id, referral=referral).exists():
        return  # a doubled submit is kept once
    question = ask(referral, document, keys, by=by, at=at, told=told)
    edge = _allowed_edge(referral, what, by, question)
    before, referral.state = referral.state, edge.after
    wait = states.due_after(edge.after, referral.urgency)
    referral.due_at = at + wait if wait else None
    keys.reseal(referral, document=document | _what_follows(edge, referral, question, by))
    referral.save(update_fields=["state", "due_at", "document", "revision"])
    step = _add_step(referral, before, told or {}, by=by, at=at, keys=keys, form_id=form_id)
    record(f"referral.{what}", referral, by=by, at=at, rows=[referral, step])
    changed(referral.case, by=by, at=at)


def ask(
    referral: Referral,
    document: Document,
    keys: Keyring,
    *,
    by: User,
    at: datetime,
    told: Document | None = None,
) -> Question:
    """What the guards look at: her consents and the partner are read afresh, at every act."""
    answers = ConsentRecord.objects.filter(case=referral.case_id).order_by("number")
    return Question(
        case=referral.case,
        document=document,
        partner=partners.find(document["partner"]),
        consents=[keys.open_document(row) | {"id": str(row.pk)} for row in answers],
        at=at,
        on=_day(at, by),
        told=told or {},
        wish=wish_of(referral.case, document, keys, on=_day(at, by)),
    )


def _allowed_edge(referral: Referral, what: Act, by: User, question: Question) -> Edge:
    """People first, then the state, then what must hold."""
    for who in {edge.who for edge in states.TRANSITIONS if edge.act == what}:
        if policies.WHO[who](by, question):
            raise NotAllowed(f"referral.{what}")
    edge = states.require(referral.state, what)
    if sentence := policies.refusal(edge, question):
        raise WrongState(sentence)
    return edge


def _what_follows(edge: Edge, referral: Referral, question: Question, by: User) -> Document:
    """What the act leaves in the referral's own document."""
    match edge.act:
        case Act.ASK_REVIEW | Act.ASK_AGAIN:
            return _with_author(question.document, by)
        case Act.APPROVE:
            consent = policies.covering(question)
            return {
                "approved_at": question.at.isoformat(),
                "reviewer": str(by.pk),
                "consent": consent["id"] if consent else "",
                "wish": consent.get("wish", "") if consent else "",
            }
        case Act.SEND:
            reply_by = referral.due_at.isoformat() if referral.due_at else ""
            return packets.frozen(question.document, urgency=referral.urgency, reply_by=reply_by)
    return {}


def _add_step(
    referral: Referral,
    before: str,
    told: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> ReferralStep:
    step = ReferralStep(
        pk=form_id or uuid4(),
        referral=referral,
        number=ReferralStep.objects.filter(referral=referral).count() + 1,
        from_state=before,
        to_state=referral.state,
    )
    keys.seal_document(step, told | {"by": str(by.pk), "name": by.name, "at": at.isoformat()})
    step.save(force_insert=True)
    return step


def _hold(referral: Referral, keys: Keyring, *, at: datetime) -> Document:
    """Lock case and referral, in this order everywhere, and open the document as it is now."""
    case = referral.case
    lock_case(case, keys, at=at)
    referral.refresh_from_db(from_queryset=Referral.objects.select_for_update(no_key=True))
    referral.case = case
    return keys.open_document(referral)


def _require_open(case: Case) -> None:
    if case.state != CaseState.OPEN:
        raise WrongState(_("The case is not open."))


def _checked(written: Document) -> Document:
    """The author's own texts, with a service from the list and a partner from the directory."""
    texts = {name: str(written.get(name, "")) for name in WRITTEN}
    if texts["service"] not in partners.SERVICES:
        raise WrongState(_("Pick the service that she needs."))
    if partners.find(texts["partner"]) is None:
        raise WrongState(_("Pick a partner from the directory."))
    return texts


def _with_author(document: Document, by: User) -> Document:
    """Whoever wrote on it or asked for its review is no reviewer of it."""
    return {"authors": sorted({*document["authors"], str(by.pk)})}


def _day(at: datetime, by: User) -> date:
    return at.astimezone(ZoneInfo(by.time_zone)).date()
