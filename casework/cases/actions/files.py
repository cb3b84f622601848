"""The life of a case file: started, opened, closed; its risk and its consent in clear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access.errors import WrongState, require
from casework.access.grants import make_case_key
from casework.accounts.models import Desk, User
from casework.audit.log import new_entry, record
from casework.cases import consents, policies, states
from casework.cases.actions.record import write_digest
from casework.cases.closing import ENDS_WITHOUT_LOW_RISK, ClosingReason
from casework.cases.consequences import changed, obstacles
from casework.cases.models import Case, ConsentRecord, Label, Section
from casework.cases.opening import missing_to_open
from casework.cases.states import CaseState, ConsentState, Risk
from casework.crypto.codes import new_case_code
from casework.vault.keyring import Keyring

Document = dict[str, Any]

_ORDER = [Risk.NOT_SET, Risk.LOW, Risk.MEDIUM, Risk.HIGH, Risk.CRITICAL]


@transaction.atomic
def start(
    desk: Desk, *, by: User, at: datetime, keys: Keyring, label: str, pk: Any = None
) -> Case:
    """A draft with its own key. `pk` comes from the form, so that a doubled submit is kept once."""
    require(policies.can_start(by, desk), "can_start")
    already = Case.objects.filter(pk=pk, owner=by).select_related("desk").first() if pk else None
    if already is not None:
        return already
    entry = new_entry()
    case = Case(code=new_case_code(), desk=desk, owner=by, **({"pk": pk} if pk else {}))
    case.save(force_insert=True)
    holders = make_case_key(case, owner=by, entry=entry, keys=keys)
    name = Label(case=case)
    keys.seal(name, "text", label)
    name.save(force_insert=True)
    digest = write_digest(case, keys, {"label": {"text": label}})
    record(
        "case.started", case, by=by, at=at, entry=entry, rows=[case, name, digest, *holders]
    )
    changed(case, by=by, at=at)
    return case


@transaction.atomic
def submit(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Ask a supervisor to open the case; in immediate danger it opens at once, to be confirmed."""
    require(policies.can_submit(by, case), "can_submit")
    _hold(case)
    states.require(CaseState(case.state), CaseState.OPEN)
    missing = missing_to_open(case, keys, on=at.date())
    if missing and case.risk != Risk.CRITICAL:
        raise WrongState(_("Before it can be opened: %s") % " ".join(missing))
    case.submitted_at = at
    if case.risk == Risk.CRITICAL:
        case.state, case.opened_at = CaseState.OPEN, at
    _save(case, "submitted_at", "state", "opened_at")
    verb = "case.opened_in_danger" if case.state == CaseState.OPEN else "case.submitted"
    record(verb, case, by=by, at=at, rows=[case])
    changed(case, by=by, at=at)


@transaction.atomic
def accept(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Open a submitted draft, or confirm one that was opened in immediate danger."""
    require(policies.can_decide_opening(by, case), "can_decide_opening")
    _hold(case)
    if case.submitted_at is None:
        raise WrongState(_("Nobody has asked to open this case."))
    if case.state == CaseState.DRAFT:
        missing = missing_to_open(case, keys, on=at.date())
        if missing:
            raise WrongState(_("Before it can be opened: %s") % " ".join(missing))
        case.state, case.opened_at = CaseState.OPEN, at
    case.submitted_at = None
    _save(case, "submitted_at", "state", "opened_at")
    record("case.opened", case, by=by, at=at, rows=[case])
    changed(case, by=by, at=at)


@transaction.atomic
def give_back(case: Case, *, by: User, at: datetime, reason: str) -> None:
    """Send a submitted draft back to its author."""
    require(policies.can_decide_opening(by, case), "can_decide_opening")
    _hold(case)
    if case.submitted_at is None or case.state != CaseState.DRAFT:
        raise WrongState(_("Nobody has asked to open this case."))
    case.submitted_at = None
    _save(case, "submitted_at")
    record("case.given_back", case, by=by, at=at, rows=[case], reason=reason)
    changed(case, by=by, at=at)


@transaction.atomic
def close(case: Case, *, by: User, at: datetime, reason: str) -> None:
    """End the work; the record becomes read-only. What exposes her or ends care needs a reason."""
    require(policies.can_close(by, case), "can_close")
    _hold(case)
    states.require(CaseState(case.state), CaseState.CLOSED)
    in_the_way = [sentence for obstacle in obstacles if (sentence := obstacle(case))]
    if case.risk in {Risk.HIGH, Risk.CRITICAL} and reason not in ENDS_WITHOUT_LOW_RISK:
        in_the_way.append(_("Her risk is too high to end the work for this reason."))
    if in_the_way:
        raise WrongState(" ".join(in_the_way))
    case.state, case.closed_at, case.submitted_at = CaseState.CLOSED, at, None
    _save(case, "state", "closed_at", "submitted_at")
    record("case.closed", case, by=by, at=at, rows=[case], reason=ClosingReason(reason))
    changed(case, by=by, at=at)


@transaction.atomic
def reopen(case: Case, *, by: User, at: datetime, reason: str) -> None:
    """She came back: open at once, and a supervisor confirms."""
    require(policies.can_reopen(by, case), "can_reopen")
    _hold(case)
    if case.state != CaseState.CLOSED:
        raise WrongState(_("This case is not closed."))
    case.state, case.closed_at, case.submitted_at = CaseState.OPEN, None, at
    _save(case, "state", "closed_at", "submitted_at")
    record("case.reopened", case, by=by, at=at, rows=[case], reason=reason)
    changed(case, by=by, at=at)


@transaction.atomic
def set_risk(case: Case, risk: Risk, *, by: User, at: datetime, reason: str = "") -> None:
    """Raise it freely; lowering waits for a supervisor who does not own the case, with a reason."""
    _hold(case)
    lowers = _ORDER.index(risk) < _ORDER.index(Risk(case.risk))
    allowed = policies.can_lower_risk if lowers else policies.can_raise_risk
    require(allowed(by, case), allowed.__name__)
    if case.state == CaseState.CLOSED:
        raise WrongState(_("This case is closed; reopen it first."))
    if lowers and not reason:
        raise WrongState(_("Say why her risk is lower now."))
    case.risk = risk
    _save(case, "risk")
    record("risk.lowered" if lowers else "risk.set", case, by=by, at=at, rows=[case], reason=reason)
    changed(case, by=by, at=at)


@transaction.atomic
def record_consent(
    case: Case, document: Document, *, by: User, at: datetime, keys: Keyring
) -> ConsentRecord:
    """Add her answer to one purpose. Withdrawing is an answer too, and takes effect at once."""
    require(policies.can_edit(by, case), "can_edit")
    _hold(case)
    last = ConsentRecord.objects.filter(case=case).order_by("-number").first()
    answer = ConsentRecord(case=case, number=last.number + 1 if last else 1)
    keys.seal_document(answer, document | {"recorded_by": str(by.pk), "recorded_at": at.isoformat()})
    answer.save(force_insert=True)
    if document["purpose"] == "case_services":
        case.consent = _in_clear(document["state"])
        _save(case, "consent")
    record("consent.recorded", case, by=by, at=at, rows=[answer, case])
    changed(case, by=by, at=at)
    return answer


def consent_documents(case: Case, keys: Keyring) -> list[consents.Document]:
    rows = ConsentRecord.objects.filter(case=case).order_by("number")
    return [keys.open_document(row) for row in rows]


def section_documents(case: Case, keys: Keyring) -> dict[str, Document]:
    return {row.kind: keys.open_document(row) for row in Section.objects.filter(case=case)}


def _in_clear(state: str) -> ConsentState:
    return {
        "given": ConsentState.GIVEN,
        "refused": ConsentState.REFUSED,
        "withdrawn": ConsentState.WITHDRAWN,
        "cannot_ask": ConsentState.CANNOT_ASK,
    }.get(state, ConsentState.NOT_ASKED)


def _hold(case: Case) -> None:
    """Lock the row and read what others may have changed since it was loaded."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)).select_related("desk", "owner"))


def _save(case: Case, *fields: str) -> None:
    case.raise_revision().save(update_fields=[*fields, "revision"])
