"""Writing the sealed record: sections, label, notes. Each act is one entry that names every row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from casework.access.errors import Stale, require
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import policies
from casework.cases.consequences import changed
from casework.cases.digests import fold_in
from casework.cases.models import Case, Digest, Label, Note, Section
from casework.vault.keyring import Keyring

Document = dict[str, Any]


@transaction.atomic
def save_section(
    case: Case,
    kind: str,
    document: Document,
    *,
    revision: int,
    by: User,
    at: datetime,
    keys: Keyring,
) -> Section:
    """Save one section of the intake form against the revision it was read at (0: none yet).

    Raises Stale when somebody saved it meanwhile; nothing is written then.
    """
    require(policies.can_edit(by, case), "can_edit")
    section = write_section(case, kind, document, revision=revision, keys=keys)
    digest = write_digest(case, keys, {kind: document})
    record("record.written", case, by=by, at=at, rows=[section, digest], reason=kind)
    changed(case, by=by, at=at)
    return section


@transaction.atomic
def change_label(case: Case, text: str, *, by: User, at: datetime, keys: Keyring) -> Label:
    require(policies.can_edit(by, case), "can_edit")
    label = Label.objects.select_for_update().get(case=case)
    keys.reseal(label, text=text)
    label.save(update_fields=["text", "revision"])
    digest = write_digest(case, keys, {"label": {"text": text}})
    record("label.changed", case, by=by, at=at, rows=[label, digest])
    return label


@transaction.atomic
def add_note(
    case: Case,
    text: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    kind: str = "note",
    corrects: int | None = None,
    pk: Any = None,
) -> Note:
    """Append a note. `pk` comes from the form, so that a doubled submit is kept once."""
    require(policies.can_add_note(by, case), "can_add_note")
    already = Note.objects.filter(pk=pk, case=case).first() if pk else None
    if already is not None:
        return already
    note = write_note(case, text, by=by, at=at, keys=keys, kind=kind, corrects=corrects, pk=pk)
    record("note.added", case, by=by, at=at, rows=[note], reason=kind)
    changed(case, by=by, at=at)
    return note


def write_section(
    case: Case, kind: str, document: Document, *, revision: int, keys: Keyring
) -> Section:
    section = Section.objects.select_for_update().filter(case=case, kind=kind).first()
    if section is None:
        _refuse_stale(0, revision)
        section = Section(case=case, kind=kind)
        keys.seal_document(section, document)
        section.save(force_insert=True)
        return section
    _refuse_stale(section.revision, revision)
    keys.reseal(section, document=document)
    section.save(update_fields=["document", "revision"])
    return section


def write_note(
    case: Case,
    text: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    kind: str = "note",
    corrects: int | None = None,
    pk: Any = None,
) -> Note:
    lock_case(case)
    last = Note.objects.filter(case=case).order_by("-number").first()
    note = Note(case=case, number=last.number + 1 if last else 1, **({"pk": pk} if pk else {}))
    keys.seal(note, "body", text)
    told = {"author": str(by.pk), "name": by.name, "at": at.isoformat(), "kind": kind}
    keys.seal_document(note, told | ({"corrects": corrects} if corrects else {}))
    note.save(force_insert=True)
    return note


def write_digest(case: Case, keys: Keyring, changes: dict[str, Document]) -> LoggedRow:
    """Fold changed sections into the case's digest. Every write to the record ends here."""
    digest = Digest.objects.select_for_update().filter(case=case).first()
    if digest is None:
        digest = Digest(case=case)
        keys.seal_document(digest, fold_in({}, changes))
        digest.save(force_insert=True)
        return digest
    keys.reseal(digest, document=fold_in(keys.open_document(digest), changes))
    digest.save(update_fields=["document", "revision"])
    return digest


def lock_case(case: Case) -> None:
    """Two who append to the same case take turns, so that numbers stay without a gap."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)


def _refuse_stale(current: int, read_at: int) -> None:
    if current != read_at:
        raise Stale
