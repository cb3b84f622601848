"""What she allows: an answer kept, a yes taken back, help without her consent renewed.

Nothing is edited or deleted: each act adds a record, and what a record has become follows from
those after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import consent_terms, policies
from casework.cases.actions import identifying
from casework.cases.actions.record import lock_case, save_case, write_digest
from casework.cases.consent_guards import Asked, refusals
from casework.cases.consent_rows import consent_documents as consent_documents
from casework.cases.consent_states import ConsentStage, answering
from casework.cases.consents import Document
from casework.cases.consequences import changed, consent_ended
from casework.cases.models import Case, ConsentRecord, Section
from casework.cases.purposes import Purpose
from casework.cases.states import ConsentState, Risk
from casework.cases.transfer_ends import stop_without_consent
from casework.vault.keyring import Keyring

# What a withdrawal says again of the yes that it ends.
_OF_SCOPE = ("purpose", "service", "partner", "shared_as", "basis", "language", "limits")


@transaction.atomic
def record_consent(
    case: Case,
    document: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    pk: UUID | None = None,
) -> ConsentRecord:
    """Add her answer to one purpose. A no, or a yes taken back, takes effect at once.

    `pk` comes from the form, so that a doubled submit is kept once. Raises WrongState with the
    sentences of the guards that `consent_states.TRANSITIONS` names.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    already = ConsentRecord.objects.filter(pk=pk).first() if pk else None
    if already is not None:
        require(already.case_id == case.pk, "consent_of_this_case")
        return already
    return keep(case, document, by=by, at=at, keys=keys, pk=pk, verb="consent.recorded")


@transaction.atomic
def withdraw(
    case: Case,
    pk: UUID,
    *,
    how: str,
    on: date,
    by: User,
    at: datetime,
    keys: Keyring,
    words: str = "",
    form_id: UUID | None = None,
) -> ConsentRecord:
    """She takes the yes of record `pk` back; it ends now, and the record of it stays.

    Raises WrongState, ConsentRecord.DoesNotExist.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    already = ConsentRecord.objects.filter(pk=form_id, case=case).first() if form_id else None
    if already is not None:
        return already
    yes = keys.open_document(ConsentRecord.objects.get(case=case, pk=pk))
    kept = {name: yes[name] for name in _OF_SCOPE if name in yes}
    back = {
        "state": ConsentStage.WITHDRAWN.value,
        "withdraws": str(pk),
        "withdrawn_on": on.isoformat(),
        "withdrawn_how": how,
        "withdrawn_words": words,
        "given_on": on.isoformat(),
    }
    return keep(case, kept | back, by=by, at=at, keys=keys, verb="consent.withdrawn", pk=form_id)


def keep(
    case: Case,
    document: Document,
    *,
    by: User,
    at: datetime,
    keys: Keyring,
    verb: str,
    pk: UUID | None = None,
) -> ConsentRecord:
    """Guard and add one record in a case that the caller has locked."""
    standing = consent_documents(case, keys)
    asked = ask(case, document, standing, keys, by=by, at=at)
    document = consent_terms.completed(document, case, on=asked.on, of_child=asked.is_under_18)
    asked = replace(asked, document=document)
    refuse(*(sentence for _name, sentence in refusals(answering(document["state"]), asked)))
    row = ConsentRecord(case=case, number=len(standing) + 1, pk=pk or uuid4())
    keys.seal_document(row, document | {"recorded_by": str(by.pk), "recorded_at": at.isoformat()})
    row.save(force_insert=True)
    rows: list[LoggedRow] = [row, *_in_clear(case, document), *_for_counts(case, document, keys)]
    record(verb, case, by=by, at=at, rows=rows)
    _what_follows(case, document | {"id": str(row.pk)}, standing, by=by, at=at, keys=keys)
    changed(case, by=by, at=at)
    return row


def ask(
    case: Case,
    document: Document,
    standing: Sequence[Document],
    keys: Keyring,
    *,
    by: User,
    at: datetime,
) -> Asked:
    """What the guards look at: what she told is read afresh, at every act."""
    answers = told_of_her(case, keys)
    in_danger = case.risk == Risk.CRITICAL or answers.get("immediate_danger") == "yes"
    return Asked(
        document=document,
        standing=standing,
        on=day_of(at, by),
        answers=answers,
        is_in_danger=in_danger or bool(document.get("in_danger")),
    )


def told_of_her(case: Case, keys: Keyring) -> Document:
    """The two sections that say whether she is a child; the first is the gate."""
    told: Document = {}
    for section in Section.objects.filter(case=case, kind__in=("gate", "identity")):
        told |= keys.open_document(section)
    return told


def day_of(at: datetime, by: User) -> date:
    """The day where she works."""
    return at.astimezone(ZoneInfo(by.time_zone)).date()


def _in_clear(case: Case, document: Document) -> list[LoggedRow]:
    """Her answer to our help stands on the case, for no sweep can open a record."""
    if document["purpose"] != Purpose.CASE_SERVICES:
        return []
    states = {state.value: state for state in ConsentState}
    case.consent = states.get(document["state"], ConsentState.NOT_ASKED)
    save_case(case, "consent")
    return [case]


def _for_counts(case: Case, document: Document, keys: Keyring) -> list[LoggedRow]:
    """Whether she may be counted lies in the digest, which counts open, with its last day."""
    if document["purpose"] != Purpose.RESEARCH:
        return []
    given = document["state"] == ConsentStage.GIVEN
    until = document["expires_on"] if given else ""
    return [write_digest(case, keys, {"allows": {Purpose.RESEARCH.value: until}})]


def _what_follows(
    case: Case,
    document: Document,
    standing: Sequence[Document],
    *,
    by: User,
    at: datetime,
    keys: Keyring,
) -> None:
    """The tasks that stand on her records, and what her no stops."""
    now = [*standing, document]
    consent_terms.set_tasks(case, document, now, by=by, at=at, on=day_of(at, by))
    if document["state"] in (ConsentStage.REFUSED, ConsentStage.WITHDRAWN):
        # Whether or not a yes stood: something may have been sent in danger, without one.
        consent_ended(case, document, by=by, at=at, keys=keys)
    if document["purpose"] == Purpose.STORE_IDENTIFYING:
        identifying.follow(case, now, by=by, at=at, keys=keys)
    stop_without_consent(case, now, on=day_of(at, by), by=by, at=at, keys=keys)
