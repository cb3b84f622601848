"""Her names are erased from the record after her no to our keeping them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.rows import LoggedRow
from casework.audit.log import record
from casework.cases import dues, policies
from casework.cases.actions import emergency
from casework.cases.actions.record import lock_case, write_digest
from casework.cases.consent_rows import consent_documents
from casework.cases.consent_terms import REVIEW
from casework.cases.consents import IDENTIFYING, Document
from casework.cases.consequences import changed
from casework.cases.identifying import (
    CONTACT,
    CONTACT_SECTION,
    SECTION,
    lying,
    names_are_to_go,
    said_no,
    without,
)
from casework.cases.models import Case, Section
from casework.cases.section_rows import section_of
from casework.vault.keyring import Keyring

ERASED_WITHIN: Final = timedelta(hours=1)


def follow(case: Case, documents: list[Document], *, by: User, at: datetime, keys: Keyring) -> None:
    """Her no asks for it within the hour, as long as something lies there; a yes asks no more."""
    if said_no(documents) and lying(section_of(case, SECTION, keys)):
        within = at + ERASED_WITHIN
        dues.set_due(case, REVIEW, due_at=within, by=by, at=at, reference=case.pk)
    else:
        dues.drop(case, REVIEW, by=by, at=at, reference=case.pk)


@transaction.atomic
def erase_names(case: Case, *, with_contact: bool, by: User, at: datetime, keys: Keyring) -> None:
    """Overwrite what names her, and where she wants that her number and messenger name as well.

    The digest, by which she is found, forgets them in the same act.
    """
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    identity = section_of(case, SECTION, keys)
    refuse(names_are_to_go(consent_documents(case, keys), identity))
    rows: list[LoggedRow] = [_emptied(case, SECTION, IDENTIFYING, keys)]
    if with_contact and lying(section_of(case, CONTACT_SECTION, keys), CONTACT):
        rows.append(_emptied(case, CONTACT_SECTION, CONTACT, keys))
    rows.append(write_digest(case, keys, {SECTION: without(identity)}))
    emergency.renew(case, at=at, keys=keys)
    record("consent.names_erased", case, by=by, at=at, rows=rows)
    dues.settle(case, REVIEW, by=by, at=at, reference=case.pk)
    changed(case, by=by, at=at)


def _emptied(case: Case, kind: str, names: tuple[str, ...], keys: Keyring) -> Section:
    row = Section.objects.select_for_update().get(case=case, kind=kind)
    keys.reseal(row, document=without(keys.open_document(row), names))
    row.save(update_fields=["document", "revision"])
    return row
