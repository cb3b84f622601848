"""What a second person decides where she cannot, or cannot alone: help that goes on without asking
her; and the focal point for children, whatever rests on more than a girl's own word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.cases import consents, dues, policies
from casework.cases.actions.consent import consent_documents, day_of, keep, told_of_her
from casework.cases.actions.record import lock_case
from casework.cases.answers import counts_as_child
from casework.cases.consent_states import ConsentStage
from casework.cases.consent_terms import CHILD, RENEWAL
from casework.cases.consents import Document
from casework.cases.models import Case, ConsentRecord
from casework.cases.purposes import ChildBasis, Purpose
from casework.vault.keyring import Keyring


@guard
def basis_stands(standing: Document | None) -> str:
    """Only help that rests on her vital interests is renewed."""
    if standing is not None and standing["state"] == ConsentStage.CANNOT_ASK:
        return ""
    return _("There is nothing to renew: she has answered herself, or was never asked.")


@guard
def girl_is_renewed_by_focal_point(case: Case, is_child: bool, by: User) -> str:
    """Whether help goes on without asking a girl is for the focal point for children, or her
    deputy, while there is one."""
    if not is_child or policies.can_decide_for_child(by, case):
        return ""
    return _("She is under 18, or may be: the focal point for children decides this, or her"
             " deputy.")  # fmt: skip


@guard
def child_is_to_decide(standing: Document | None, pk: UUID) -> str:
    """What rests on more than a girl's own word waits for the focal point."""
    if standing is not None and standing["id"] == str(pk) and _is_for_focal_point(standing):
        return ""
    return _("Nothing waits here: it was decided, or she has answered again.")


def _is_for_focal_point(standing: Document) -> bool:
    """Help without asking her comes back each time that its term ends."""
    return consents.is_undecided(standing) or consents.rests_on_her_being_a_child(standing)


@transaction.atomic
def renew_basis(
    case: Case,
    *,
    why: str,
    words: str,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> ConsentRecord:
    """Help goes on without asking her for another 14 days, or 30 while she is unreachable.

    `why` is a `CannotAskReason` of today. What expires stops new sharing, and closes, hides and
    erases nothing.
    """
    lock_case(case, keys, at=at)
    require(policies.can_renew_basis(by, case), "can_renew_basis")
    already = ConsentRecord.objects.filter(pk=pk, case=case).first() if pk else None
    if already is not None:
        return already
    standing = consents.latest(consent_documents(case, keys)).get(consents.SERVICES)
    is_child = counts_as_child(told_of_her(case, keys))
    refuse(basis_stands(standing), girl_is_renewed_by_focal_point(case, is_child, by))
    assert standing is not None
    today = day_of(at, by).isoformat()
    renewed = _said(standing) | {"cannot_ask_reason": why, "given_on": today, "renewal": words}
    renewed["decided_by"] = str(by.pk)
    dues.settle(case, RENEWAL, by=by, at=at)
    return keep(case, renewed, by=by, at=at, keys=keys, verb="consent.basis_renewed", pk=pk)


@transaction.atomic
def decide_for_child(
    case: Case,
    record_id: UUID,
    *,
    upheld: bool,
    words: str,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> ConsentRecord:
    """The second signature under what was done for a girl, within 24 hours.

    Upheld, it stands on a decision in her best interests. Not upheld, it is put off: what protects
    her goes on, nothing new begins on it, and she is asked with a safe adult beside her.
    """
    lock_case(case, keys, at=at)
    require(policies.can_decide_for_child(by, case), "can_decide_for_child")
    already = ConsentRecord.objects.filter(pk=pk, case=case).first() if pk else None
    if already is not None:
        return already
    row = ConsentRecord.objects.get(case=case, pk=record_id)
    scope = consents.scope_of(keys.open_document(row))
    standing = consents.latest(consent_documents(case, keys)).get(scope)
    refuse(child_is_to_decide(standing, record_id))
    assert standing is not None
    decided = _decision(standing, upheld=upheld) | {"decided_by": str(by.pk), "decision": words}
    dues.settle(case, CHILD, by=by, at=at, reference=record_id)
    return keep(
        case, decided, by=by, at=at, keys=keys, verb="consent.child_decided", pk=pk or uuid4()
    )


def _decision(standing: Document, *, upheld: bool) -> Document:
    said = _said(standing)
    if upheld:
        return said | {"child_basis": ChildBasis.BEST_INTERESTS.value}
    if standing["state"] == ConsentStage.CANNOT_ASK:
        return said | {"state": ConsentStage.DEFERRED.value}
    in_danger = standing.get("child_basis") == ChildBasis.ASSENT_AND_DANGER
    about_us = standing["purpose"] == Purpose.CASE_SERVICES and in_danger
    state = ConsentStage.CANNOT_ASK if about_us else ConsentStage.DEFERRED
    return said | {"state": state.value, "cannot_ask_reason": "immediate_danger"}


def _said(document: Document) -> Document:
    beside = ("id", "number", "recorded_by", "recorded_at")
    return {name: value for name, value in document.items() if name not in beside}
