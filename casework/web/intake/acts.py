"""What one page of the intake sets off in several apps, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casework.accounts.models import Desk, User
from casework.cases import words
from casework.cases.actions import files, record
from casework.cases.forms import SectionForm
from casework.cases.forms_short import ShortIntake
from casework.cases.labels import random_label
from casework.cases.models import Case
from casework.cases.notes import NoteKind
from casework.cases.states import Risk
from casework.pathways import actions as pathways
from casework.vault.keyring import Keyring

SHEET = "sheet"


@transaction.atomic
def begin(
    desk: Desk, form: SectionForm, sheet: str, *, pk: UUID, by: User, at: datetime, keys: Keyring
) -> Case:
    """A new draft with its safety gate; a doubled submit begins one case."""
    known = Case.objects.filter(pk=pk).exists()
    case = files.start(desk, by=by, at=at, keys=keys, label=random_label(by.language), pk=pk)
    if not known:
        save(case, form, sheet, revisions={}, by=by, at=at, keys=keys)
    return case


@transaction.atomic
def begin_in_danger(
    desk: Desk, told: ShortIntake, *, pk: UUID, by: User, at: datetime, keys: Keyring
) -> Case:
    """The twelve answers as a case: sections, consent, note, level, situation, and opened at once."""
    known = Case.objects.filter(pk=pk).exists()
    case = files.start(desk, by=by, at=at, keys=keys, label=random_label(by.language), pk=pk)
    if known:
        return case
    for kind, document in told.documents.items():
        record.save_section(case, kind, document, revision=0, by=by, at=at, keys=keys)
    for answer in told.consents:
        files.record_consent(case, answer, by=by, at=at, keys=keys)
    if told.note:
        record.add_note(case, told.note, by=by, at=at, keys=keys, kind=NoteKind.SHEET)
    for document in told.documents.values():
        _follow(case, document, by=by, at=at, keys=keys)
    if case.risk == Risk.CRITICAL and case.consent in {"given", "cannot_ask"}:
        files.submit(case, by=by, at=at, keys=keys)
    return case


@transaction.atomic
def save(
    case: Case,
    form: SectionForm,
    sheet: str,
    *,
    revisions: dict[str, int],
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """One section and the sheet beside it, with what follows from the answers. Raises Stale."""
    document = form.document() | words.hashes(case.pk, form.secrets())
    read_at = revisions.get(form.section, 0)
    record.save_section(case, form.section, document, revision=read_at, by=by, at=at, keys=keys)
    if sheet or SHEET in revisions:
        record.save_section(
            case, SHEET, {"text": sheet}, revision=revisions.get(SHEET, 0), by=by, at=at, keys=keys
        )
    _follow(case, document, by=by, at=at, keys=keys)


def _follow(
    case: Case, document: dict[str, Any], *, by: User, at: datetime, keys: Keyring
) -> None:
    """Danger sets the level; a situation opens the first episode."""
    if document.get("immediate_danger") == "yes" and case.risk != Risk.CRITICAL:
        files.set_risk(case, Risk.CRITICAL, by=by, at=at, reason="immediate_danger")
    told = document.get("situation", "")
    if not case.situation and told not in ("", "not_asked", "unknown", "declined"):
        pathways.open_situation(case, told, by=by, at=at, keys=keys)
