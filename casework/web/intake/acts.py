"""What one page of the intake sets off in several apps, in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from casework.access.keys import load
from casework.accounts.models import Desk, User
from casework.cases import dues, rescue_places, words
from casework.cases.actions import assessment, files, opening, record
from casework.cases.actions.consent import record_consent
from casework.cases.answers import ANSWER, together
from casework.cases.codes import DECLINED, NOT_ASKED, UNKNOWN, DatePrecision, Source
from casework.cases.field import Answers
from casework.cases.forms import SectionForm
from casework.cases.forms_short import ShortIntake
from casework.cases.labels import random_label
from casework.cases.models import Case, Note, Section
from casework.cases.notes import NoteKind
from casework.cases.states import CaseState, Risk
from casework.pathways import actions as pathways
from casework.pathways.line import Telling
from casework.vault.keyring import Keyring
from casework.web.intake.forms import Leaf
from casework.web.intake.record import SHEET, Document, Opened, open_record

_NOT_TOLD = frozenset({"", NOT_ASKED, UNKNOWN, DECLINED})
_MADE = frozenset({record.SURVIVOR_CODE, rescue_places.WRITTEN_AT})
# What the twelve do not ask waits for a quieter hour, and is not forgotten.
FINISH, FINISH_WITHIN = "intake_to_finish", timedelta(hours=72)


class HasBegun(Exception):
    """A form that was sent before has begun this case; nothing was written now."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.code)
        self.case = case


@transaction.atomic
def begin(desk: Desk, leaf: Leaf, *, pk: UUID, by: User, at: datetime, keys: Keyring) -> Case:
    """A new draft with its safety gate. Raises HasBegun when it was sent twice."""
    case = _start(desk, pk=pk, by=by, at=at, keys=keys)
    leaf.make_new()
    save(case, leaf, Opened(), by=by, at=at, keys=keys)
    return case


@transaction.atomic
def begin_in_danger(
    desk: Desk, told: ShortIntake, *, pk: UUID, by: User, at: datetime, keys: Keyring
) -> Case:
    """The twelve answers as a case: sections, consent, note, level, situation, and opened at once.

    Refused to our keeping it, only the gate and her no are written. Raises HasBegun.
    """
    case = _start(desk, pk=pk, by=by, at=at, keys=keys)
    kept = _to_keep(told)
    for kind, document in kept.items():
        record.save_section(case, kind, document, revision=0, by=by, at=at, keys=keys)
    for answer in told.consents:
        record_consent(case, answer, by=by, at=at, keys=keys)
    if told.note and not is_refused(told):
        record.add_note(case, told.note, by=by, at=at, keys=keys, kind=NoteKind.SHEET)
    _follow(case, together(kept), {}, by=by, at=at, keys=keys)
    if case.risk == Risk.CRITICAL and case.consent in {"given", "cannot_ask"}:
        opening.submit(case, by=by, at=at, keys=keys)
        dues.set_due(case, FINISH, due_at=at + FINISH_WITHIN, by=by, at=at)
    return case


@transaction.atomic
def save(case: Case, leaf: Leaf, opened: Opened, *, by: User, at: datetime, keys: Keyring) -> None:
    """One section, and the sheet where it changed, with what follows. Raises Stale, WrongState."""
    form, document = leaf.form, new_document(case, leaf.form)
    record.save_section(
        case, form.section, document, revision=leaf.read_at, by=by, at=at, keys=keys
    )
    if leaf.sheet != opened.sheet:
        _save_sheet(case, leaf, by=by, at=at, keys=keys)
    known = opened.answers
    _follow(case, known | document, known, by=by, at=at, keys=keys)
    if case.state != CaseState.DRAFT and not any(open_record(case, keys).missing().values()):
        dues.settle(case, FINISH, by=by, at=at)


@transaction.atomic
def finish(
    case: Case, leaf: Leaf, opened: Opened, *, by: User, at: datetime, keys: Keyring
) -> None:
    """The last section: what was not sent from the sheet to a field stays as a note."""
    save(case, leaf, opened, by=by, at=at, keys=keys)
    if not leaf.sheet:
        return
    held, nothing = Section.objects.get(case=case, kind=SHEET), {"text": ""}
    record.save_section(case, SHEET, nothing, revision=held.revision, by=by, at=at, keys=keys)
    record.add_note(case, leaf.sheet, by=by, at=at, keys=keys, kind=NoteKind.SHEET)


def is_saved(case: Case, leaf: Leaf, keys: Keyring) -> bool:
    """Whether a form that comes too late says just what is stored: it was sent twice."""
    stored = open_record(case, keys)
    return says_the_same(case, leaf, stored) or (
        _is_stored(case, leaf, stored) and _is_noted(case, leaf.sheet, keys)
    )


def says_the_same(case: Case, leaf: Leaf, opened: Opened) -> bool:
    return _is_stored(case, leaf, opened) and opened.sheet == leaf.sheet


def _is_stored(case: Case, leaf: Leaf, opened: Opened) -> bool:
    stored = opened.documents.get(leaf.form.section)
    return stored is not None and _typed(stored) == _typed(new_document(case, leaf.form))


def _typed(document: Document) -> Document:
    """Without what we made ourselves when it was kept."""
    return {name: told for name, told in document.items() if name not in _MADE}


def began_so(case: Case, told: ShortIntake, keys: Keyring) -> bool:
    """Whether a short intake that was sent again says just what is stored."""
    stored = open_record(case, keys).documents
    is_same = all(
        _typed(stored.get(kind, {})) == document for kind, document in _to_keep(told).items()
    )
    return is_same and (not told.note or is_refused(told) or _is_noted(case, told.note, keys))


def new_document(case: Case, form: SectionForm) -> dict[str, Any]:
    return form.document() | words.hashes(case.pk, form.secrets())


def is_refused(told: ShortIntake) -> bool:
    return any(answer["state"] == "refused" for answer in told.consents)


def _to_keep(told: ShortIntake) -> dict[str, dict[str, Any]]:
    return {"gate": told.documents["gate"]} if is_refused(told) else told.documents


def _start(desk: Desk, *, pk: UUID, by: User, at: datetime, keys: Keyring) -> Case:
    """A fresh case; `files.start` waits for a twin of this form that is being saved just now."""
    case = files.start(desk, by=by, at=at, keys=keys, label=random_label(by.language), pk=pk)
    if Section.objects.filter(case=case).exists():
        load(keys, [case.pk], at=at)
        raise HasBegun(case)
    return case


def _save_sheet(case: Case, leaf: Leaf, *, by: User, at: datetime, keys: Keyring) -> None:
    text, read_at = {"text": leaf.sheet}, leaf.sheet_read_at
    record.save_section(case, SHEET, text, revision=read_at, by=by, at=at, keys=keys)


def _is_noted(case: Case, text: str, keys: Keyring) -> bool:
    """Whether the newest note is what was left on the sheet."""
    newest = Note.objects.filter(case=case).order_by("-number").first()
    return newest is not None and keys.open(newest, "body") == text


def _follow(
    case: Case, answers: Answers, before: Answers, *, by: User, at: datetime, keys: Keyring
) -> None:
    """Danger sets the level when it is first told; a situation opens the first episode."""
    danger = (answers.get("immediate_danger"), before.get("immediate_danger"))
    if danger[0] == "yes" != danger[1] and case.risk != Risk.CRITICAL:
        assessment.set_risk(case, Risk.CRITICAL, by=by, at=at)
    situation = str(answers.get("situation", ""))
    if not case.situation and situation not in _NOT_TOLD:
        telling = _telling(answers)
        pathways.open_situation(case, situation, by=by, at=at, keys=keys, telling=telling)


def _telling(answers: Answers) -> Telling:
    """Since when she is there, and who told us, as far as the intake knows."""
    since = str(answers.get("since") or "")
    precision = str(answers.get("since" + ANSWER) or NOT_ASKED)
    if since:
        precision = DatePrecision.UNKNOWN_DAY if "-" in since else DatePrecision.UNKNOWN_MONTH
    source = str(answers.get("information_source") or NOT_ASKED)
    if source == NOT_ASKED and answers.get("speaking_herself") == "yes":
        source = Source.SURVIVOR
    reliability = str(answers.get("reliability") or NOT_ASKED)
    return Telling(happened=since, precision=precision, source=source, reliability=reliability)
