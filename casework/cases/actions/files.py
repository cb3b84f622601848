"""A case file begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from casework.access.errors import require
from casework.access.grants import make_case_key
from casework.accounts.models import Desk, User
from casework.accounts.questions import Question
from casework.audit.log import new_entry, record
from casework.cases import dues, policies
from casework.cases.actions import emergency
from casework.cases.actions.record import write_digest
from casework.cases.consequences import changed
from casework.cases.erasure_codes import DRAFT_TOLD_BEFORE, PLAN_TASK, Kept
from casework.cases.models import Case, Label, Section
from casework.cases.terms import term
from casework.crypto.codes import new_case_code
from casework.vault.keyring import Keyring

Document = dict[str, Any]

# A draft that nobody opens is not kept: her supervisors are told in time.
UNOPENED = PLAN_TASK

SECTIONS = Question(lambda case: Section.objects.filter(case=case))


def told_before_its_end(at: datetime) -> datetime:
    """Of a draft whose time begins at `at`."""
    return at + term(Kept.UNOPENED) - DRAFT_TOLD_BEFORE


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
    dues.set_due(case, UNOPENED, due_at=told_before_its_end(at), by=by, at=at)
    return case


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
