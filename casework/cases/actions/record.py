"""Writing the sealed record: sections, label, notes. Each act is one entry that names every row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from casework.access.errors import Stale, WrongState, require
from casework.access.guards import refuse
from casework.access.keys import renew
from casework.accounts.models import User
from casework.accounts.questions import Question
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import decisions, dues, policies, rescue_places, safe_times
from casework.cases.actions import emergency, rescue
from casework.cases.answers import settled, told_by_someone_else
from casework.cases.consent_guards import writing_is_allowed
from casework.cases.consent_rows import consent_documents
from casework.cases.consents import names_may_be_kept
from casework.cases.consequences import changed
from casework.cases.decisions import DecisionKind
from casework.cases.digests import fold_in
from casework.cases.emergency import SECTIONS
from casework.cases.identifying import said_no
from casework.cases.informants import contact_is_hers_to_allow
from casework.cases.models import Case, Digest, Label, Note, Section
from casework.cases.notes import NoteKind
from casework.cases.section_rows import section_of
from casework.cases.states import LIVING, Reachability
from casework.crypto.codes import new_survivor_code
from casework.vault.keyring import Keyring

Document = dict[str, Any]

SURVIVOR_CODE = "survivor_code"


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

    Raises Stale when somebody saved it meanwhile, WrongState after her no; nothing is written then.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    if kind == "safe_contact":
        refuse(contact_is_hers_to_allow(section_of(case, "gate", keys), document))
    said = consent_documents(case, keys) if kind == "identity" else []
    refuse(names_may_be_kept(said, document), writing_is_allowed(case))
    if kind == rescue_places.SECTION:
        document = rescue.stamped(case, document, at=at, keys=keys)
    else:
        rescue.let_go(case, by=by, at=at, keys=keys)
    section = write_section(case, kind, document, revision=revision, keys=keys)
    digest = write_digest(case, keys, {kind: document})
    rows: list[LoggedRow] = [section, digest]
    if kind in SECTIONS:
        emergency.renew(case, at=at, keys=keys)
    followed = _says_about_contact(kind, document) and follow_safe_contact(case, document)
    rows += [case] if followed else []
    record("record.written", case, by=by, at=at, rows=rows, reason=kind)
    if followed:
        _look_at_stop(case, by=by, at=at)
    if said_no(said):  # whoever left the names out did what was asked for
        dues.settle(case, "consent_review", by=by, at=at, reference=case.pk)
    if kind == "safe_contact":
        dues.keep_safe_times(case, safe_times.of(document, at), by=by, at=at)
    changed(case, by=by, at=at)
    return section


@transaction.atomic
def change_label(
    case: Case, text: str, *, revision: int, by: User, at: datetime, keys: Keyring
) -> Label:
    """Rename the case for those who read it. Raises Stale when somebody renamed it meanwhile."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    label = Label.objects.select_for_update().get(case=case)
    _refuse_stale(label.revision, revision)
    keys.reseal(label, text=text)
    label.save(update_fields=["text", "revision"])
    digest = write_digest(case, keys, {"label": {"text": text}})
    emergency.renew(case, at=at, keys=keys)
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
    once: UUID | None = None,
    told: Document | None = None,
) -> Note:
    """Append a note; `once` comes from the form, so that a doubled submit is kept once.

    `corrects` is the number of an older note of this case; `told` are further sealed facts
    (`cases.notes` names them).
    """
    lock_case(case, keys, at=at)
    require(policies.can_add_note(by, case), "can_add_note")
    pk = uuid5(case.pk, str(once)) if once else uuid4()
    before = Note.objects.filter(case=case).aggregate(
        last=Max("number", default=0), twice=Count("pk", filter=Q(pk=pk))
    )
    if before["twice"]:
        already = Note.objects.get(pk=pk)
        if keys.open(already, "body") == text:
            return already
        pk = uuid4()  # a form that came back with another text is another note
    if corrects is not None and not 0 < corrects <= before["last"]:
        raise WrongState(_("The note that this one corrects is not in this case."))
    corrected = {} if corrects is None else {"corrects": corrects}
    note = Note(case=case, pk=pk, number=before["last"] + 1)
    _seal_note(note, text, corrected | (told or {}), by=by, at=at, keys=keys, kind=kind)
    verb = "note.added" if corrects is None else "note.corrected"
    record(verb, case, by=by, at=at, rows=[note])  # its kind is sealed: when she was heard is hers
    changed(case, by=by, at=at)
    return note


def _says_about_contact(kind: str, document: Document) -> bool:
    """Her plan does, and so does a gate at which somebody else speaks for her: stop at once."""
    return kind == "safe_contact" or (kind == "gate" and told_by_someone_else(document))


def write_section(
    case: Case, kind: str, document: Document, *, revision: int, keys: Keyring
) -> Section:
    section = Section.objects.select_for_update().filter(case=case, kind=kind).first()
    if kind == "reference":
        document = document | _survivor_code(section, keys)
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


def _survivor_code(section: Section | None, keys: Keyring) -> Document:
    """Made when the section is first kept, and the same for ever."""
    kept = keys.open_document(section).get(SURVIVOR_CODE) if section else None
    return {SURVIVOR_CODE: kept or new_survivor_code()}


def write_note(
    case: Case,
    text: str,
    told: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    kind: str,
    pk: UUID | None = None,
) -> Note:
    """Seal and save a note in a case that the caller has locked; she names it in her entry."""
    last = Note.objects.filter(case=case).aggregate(last=Max("number", default=0))["last"]
    note = Note(pk=pk or uuid4(), case=case, number=last + 1)
    _seal_note(note, text, told, by=by, at=at, keys=keys, kind=kind)
    return note


def write_reason(
    case: Case,
    told: Document,
    words: str,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> Note:
    """Why it was decided is a fact about her: sealed in a note, and the log names the note."""
    kind = NoteKind.DECISION
    rescue.let_go(case, by=by, at=at, keys=keys)
    return write_note(case, words, told, by=by, at=at, keys=keys, kind=kind, pk=pk)


def _seal_note(
    note: Note, text: str, told: Document, *, by: User, at: datetime, keys: Keyring, kind: str
) -> None:
    keys.seal(note, "body", text)
    beside = {"author": str(by.pk), "name": by.name, "at": at.isoformat(), "kind": kind}
    keys.seal_document(note, beside | told)
    note.save(force_insert=True)


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


def follow_safe_contact(case: Case, document: Document) -> bool:
    """Keep her answer to "may we contact her" in clear, for no reminder can read the sealed one.

    True when the row of the case was saved; the caller names it in her entry. What pathways knows
    (in custody, returned, lost) stands above her answer.
    """
    blocked = says_no_contact(document)
    before = Reachability(case.reachability)
    if blocked and before == Reachability.REACHABLE:
        case.reachability = Reachability.NO_SAFE_CONTACT
    elif not blocked and before == Reachability.NO_SAFE_CONTACT:
        case.reachability = Reachability.REACHABLE
    if case.reachability == before:
        return False
    save_case(case, "reachability")
    return True


def says_no_contact(document: Document) -> bool:
    """Her safe-contact plan, or the gate at which somebody else speaks for her."""
    said = document | settled(document)
    return said.get("may_contact") == "no" or said.get("method") == "none"


def _look_at_stop(case: Case, *, by: User, at: datetime) -> None:
    """A stop is confirmed after, by another person; what she allowed again herself is not."""
    if case.reachability == Reachability.REACHABLE:
        decisions.withdraw(case, DecisionKind.CONTACT_STOPPED, by=by, at=at)
    elif case.state in LIVING:
        decisions.ask(case, DecisionKind.CONTACT_STOPPED, by=by, at=at)


_HELD = Question(
    lambda case: (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk", "owner")
        .filter(pk=case)
    )
)


def lock_case(case: Case, keys: Keyring | None = None, *, at: datetime | None = None) -> None:
    """Hold the row until COMMIT, and see what others changed since it was loaded.

    Two who write to the same case take turns, so policies are asked after this. Who seals gives
    her keyring: where the case was given another key meanwhile, it is loaded anew.
    """
    if found := _HELD(case=case.pk):
        vars(case).update(vars(found[0]))  # its columns, its desk and its owner; no other is kept
    else:
        # Whoever held it gave it another desk or owner: the join looked for the one before.
        Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        case.refresh_from_db(from_queryset=Case.objects.select_related("desk", "owner"))
    if keys is not None and at is not None:
        renew(keys, case.pk, at=at)


def save_case(case: Case, *fields: str) -> None:
    case.raise_revision().save(update_fields=[*fields, "revision"])


def _refuse_stale(current: int, read_at: int) -> None:
    if current != read_at:
        raise Stale
