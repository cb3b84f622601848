"""A referral passes along one row of `TRANSITIONS`: held, changed, one new step, what is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from casework.access.errors import WrongState
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases.actions.record import lock_case
from casework.cases.consequences import changed
from casework.referrals import guards, links, missing, scores, states
from casework.referrals.due_after import set_tasks
from casework.referrals.models import PacketLink, Referral, ReferralStep
from casework.referrals.policies import Document, Question
from casework.referrals.states import SHE_SAYS, TO_DELETE, Act, Edge, Urgency
from casework.referrals.steps import next_step
from casework.referrals.traces import trace_of

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring

TELL_WITHIN: Final = timedelta(hours=24)
DELETED_WITHIN: Final = timedelta(days=7)


def hold(referral: Referral, keys: Keyring, *, at: datetime) -> Document:
    """Lock case and referral, in this order everywhere, and open the document as it is now."""
    case = referral.case
    lock_case(case, keys, at=at)
    referral.refresh_from_db(from_queryset=Referral.objects.select_for_update(no_key=True))
    referral.case = case
    return keys.open_document(referral)


def move(
    referral: Referral,
    edge: Edge,
    question: Question,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> None:
    """By this row, whose person was asked for before. Raises WrongState with what stands against.

    The caller holds case and referral.
    """
    if sentence := guards.refusal(edge, question):
        raise WrongState(sentence)
    before, told = referral.state, dict(question.told)
    _pass_on(referral, edge, question, by)
    document = question.document | trace_of(edge, referral, question, by)
    keys.reseal(referral, document=document)
    referral.save(
        update_fields=[
            "state", "urgency", "due_at", "asked_by", "approved_by", "document", "revision"
        ]
    )  # fmt: skip
    told |= {"act": edge.act.value}
    step = add_step(referral, before, told, by=by, at=at, keys=keys, form_id=form_id)
    record(f"referral.{edge.act}", referral, by=by, at=at, rows=[referral, step])
    if edge.act == Act.NOT_UPHOLD:
        links.end_all(PacketLink.objects.filter(referral=referral), "not_upheld", by=by, at=at)
    set_tasks(referral, edge, document, by=by, at=at)
    changed(referral.case, by=by, at=at)
    _count(referral, edge, question, document, by=by, at=at)


def _count(
    referral: Referral, edge: Edge, question: Question, after: Document, *, by: User, at: datetime
) -> None:
    """What her worker learns, the house may count."""
    if edge.act in SHE_SAYS:
        scores.count(question.document, after, by=by, at=at)
    elif edge.act == Act.DECLINE:
        desk, reason = referral.case.desk, question.told.get("reason", "")
        missing.declined(desk, after["service"], reason, by=by, at=at)


def _pass_on(referral: Referral, edge: Edge, question: Question, by: User) -> None:
    """The clear columns: they say what is waited for, by when, and who the two people are."""
    referral.state = edge.after
    if edge.act == Act.SEND_AT_ONCE:
        referral.urgency = Urgency.URGENT
    if edge.act in (Act.ASK_REVIEW, Act.ASK_AGAIN):
        referral.asked_by, referral.approved_by = by, None
    if edge.act == Act.APPROVE:
        referral.approved_by = by
    if edge.before != edge.after or edge.act == Act.TELL_PARTNER:
        referral.due_at = _due_at(edge, referral, question)


def _due_at(edge: Edge, referral: Referral, question: Question) -> datetime | None:
    if edge.after in TO_DELETE and guards.has_something(question.document):
        was_told = edge.act == Act.TELL_PARTNER or question.document.get("partner_told_at")
        return question.at + (DELETED_WITHIN if was_told else TELL_WITHIN)
    wait = states.due_after(edge.after, referral.urgency)
    return question.at + wait if wait else None


def add_step(
    referral: Referral,
    before: str,
    told: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    form_id: UUID | None = None,
) -> ReferralStep:
    """`due_at` stays with the step: what no key was there to seal is dated by it."""
    step = next_step(referral, before)
    step.pk = form_id or step.pk
    due_at = referral.due_at.isoformat() if referral.due_at else ""
    beside = {"by": str(by.pk), "name": by.name, "at": at.isoformat(), "due_at": due_at}
    keys.seal_document(step, told | beside)
    step.save(force_insert=True)
    return step
