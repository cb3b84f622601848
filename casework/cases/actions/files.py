"""The life of a case file: started, opened, closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework.access.errors import WrongState, require
from casework.access.grants import make_case_key
from casework.accounts.models import Desk, User
from casework.accounts.questions import Question
from casework.accounts.rows import LoggedRow
from casework.audit.log import new_entry, record
from casework.cases import policies, states
from casework.cases.actions import emergency
from casework.cases.actions.record import lock_case, save_case, write_digest, write_note
from casework.cases.closing import ENDS_WITHOUT_LOW_RISK, ClosingReason
from casework.cases.consequences import changed, obstacles
from casework.cases.models import Case, Label, Section
from casework.cases.notes import NoteKind
from casework.cases.opening import missing_to_open
from casework.cases.reasons import GivingBackReason, ReopeningReason
from casework.cases.states import CaseState, Risk
from casework.crypto.codes import new_case_code
from casework.vault.keyring import Keyring

Document = dict[str, Any]

SECTIONS = Question(lambda case: Section.objects.filter(case=case))


@transaction.atomic
def start(
    desk: Desk, *, by: User, at: datetime, keys: Keyring, label: str, pk: UUID | None = None
) -> Case:
    """A draft with its own key. `pk` comes from the form, so that a doubled submit is kept once."""
    require(policies.can_start(by, desk), "can_start")
    entry = new_entry()
    case = Case(pk=pk or uuid4(), code=_free_code(), desk=desk, owner=by)
    if not _insert_once(case):
        already = Case.objects.select_related("desk", "owner").get(pk=case.pk)
        require(already.owner_id == by.pk, "case_of_this_form")
        return already
    holders = make_case_key(case, owner=by, entry=entry, keys=keys)
    name = Label(case=case)
    keys.seal(name, "text", label)
    name.save(force_insert=True)
    digest = write_digest(case, keys, {"label": {"text": label}})
    emergency.renew(case, at=at, keys=keys)
    rows = [case, name, digest, *holders]
    record("case.started", case, by=by, at=at, entry=entry, rows=rows)
    changed(case, by=by, at=at)
    return case


@transaction.atomic
def submit(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Ask a supervisor to open the case; in immediate danger it opens at once, to be confirmed."""
    lock_case(case)
    require(policies.can_submit(by, case), "can_submit")
    states.require(CaseState(case.state), CaseState.OPEN)
    if case.submitted_at is not None:
        raise WrongState(_("A supervisor has been asked to open it already."))
    missing = missing_to_open(case, keys, on=at.date())
    if missing and case.risk != Risk.CRITICAL:
        raise WrongState(_("Before it can be opened: %s") % " ".join(missing))
    case.submitted_at = at
    if case.risk == Risk.CRITICAL:
        case.state, case.opened_at = CaseState.OPEN, at
    save_case(case, "submitted_at", "state", "opened_at")
    verb = "case.opened_in_danger" if case.state == CaseState.OPEN else "case.submitted"
    record(verb, case, by=by, at=at, rows=[case])
    changed(case, by=by, at=at)


@transaction.atomic
def accept(case: Case, *, by: User, at: datetime, keys: Keyring) -> None:
    """Open a submitted draft, or confirm one that was opened in immediate danger."""
    lock_case(case)
    require(policies.can_decide_opening(by, case), "can_decide_opening")
    if case.submitted_at is None:
        raise WrongState(_("Nobody has asked to open this case."))
    if case.state == CaseState.DRAFT:
        missing = missing_to_open(case, keys, on=at.date())
        if missing:
            raise WrongState(_("Before it can be opened: %s") % " ".join(missing))
        case.state, case.opened_at = CaseState.OPEN, at
    case.submitted_at = None
    save_case(case, "submitted_at", "state", "opened_at")
    record("case.opened", case, by=by, at=at, rows=[case])
    changed(case, by=by, at=at)


@transaction.atomic
def give_back(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """Send a submitted draft back to its author, with words for her that are sealed in a note."""
    lock_case(case)
    require(policies.can_decide_opening(by, case), "can_decide_opening")
    if case.submitted_at is None or case.state != CaseState.DRAFT:
        raise WrongState(_("Nobody has asked to open this case."))
    case.submitted_at = None
    save_case(case, "submitted_at")
    told = {"deed": "case.given_back", "reason": GivingBackReason(reason)}
    note = _decision(case, told, words, by=by, at=at, keys=keys)
    record("case.given_back", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)


@transaction.atomic
def close(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """End the work; the record becomes read-only. What exposes her or ends care needs a reason."""
    lock_case(case)
    require(policies.can_close(by, case), "can_close")
    states.require(CaseState(case.state), CaseState.CLOSED)
    in_the_way = [sentence for obstacle in obstacles if (sentence := obstacle(case))]
    if case.risk in {Risk.HIGH, Risk.CRITICAL} and reason not in ENDS_WITHOUT_LOW_RISK:
        in_the_way.append(_("Her risk is too high to end the work for this reason."))
    if in_the_way:
        raise WrongState(" ".join(in_the_way))
    case.state, case.closed_at, case.submitted_at = CaseState.CLOSED, at, None
    save_case(case, "state", "closed_at", "submitted_at")
    emergency.drop(case)
    told = {"deed": "case.closed", "reason": ClosingReason(reason)}
    note = _decision(case, told, words, by=by, at=at, keys=keys)
    record("case.closed", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)


@transaction.atomic
def reopen(
    case: Case, *, by: User, at: datetime, keys: Keyring, reason: str, words: str = ""
) -> None:
    """She came back: open at once, and a supervisor confirms."""
    lock_case(case)
    require(policies.can_reopen(by, case), "can_reopen")
    if case.state != CaseState.CLOSED:
        raise WrongState(_("This case is not closed."))
    case.state, case.closed_at, case.submitted_at = CaseState.OPEN, None, at
    save_case(case, "state", "closed_at", "submitted_at")
    emergency.renew(case, at=at, keys=keys)
    told = {"deed": "case.reopened", "reason": ReopeningReason(reason)}
    note = _decision(case, told, words, by=by, at=at, keys=keys)
    record("case.reopened", case, by=by, at=at, rows=[case, note])
    changed(case, by=by, at=at)


def section_documents(case: Case, keys: Keyring) -> dict[str, Document]:
    return {row.kind: keys.open_document(row) for row in SECTIONS(case=case.pk)}


def _free_code() -> str:
    """Random codes collide about never; when they do, another is taken."""
    code = new_case_code()
    while Case.objects.filter(code=code).exists():
        code = new_case_code()
    return code


def _insert_once(case: Case) -> bool:
    """False when a form that was sent twice has saved this case already, even a moment ago."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        if not Case.objects.filter(pk=case.pk).exists():
            raise
        return False
    return True


def _decision(
    case: Case, told: Document, words: str, *, by: User, at: datetime, keys: Keyring
) -> LoggedRow:
    """Why it was decided is a fact about her: sealed in a note, and the log names the note."""
    return write_note(case, words, told, by=by, at=at, keys=keys, kind=NoteKind.DECISION)
