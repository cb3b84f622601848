"""An appointment for her: what and where lie sealed in a note, and only when it is reminded of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues, policies
from casework.cases.actions.record import lock_case, write_note
from casework.cases.consent_guards import writing_is_allowed
from casework.cases.consequences import changed
from casework.cases.models import Case, Note
from casework.cases.notes import NoteKind
from casework.vault.keyring import Keyring

APPOINTMENT: Final = "appointment"
REMINDED_BEFORE: Final = timedelta(days=1)
FARTHEST: Final = timedelta(days=366)


@transaction.atomic
def make(
    case: Case, *, when: datetime, words: str, once: UUID, by: User, at: datetime, keys: Keyring
) -> Note:
    """Her caseworker is reminded a day before, or at once. `once` comes from the form."""
    lock_case(case, keys, at=at)
    require(policies.can_edit(by, case), "can_edit")
    pk = uuid5(case.pk, f"appointment {once}")
    if (already := Note.objects.filter(pk=pk).first()) is not None:
        return already
    refuse(writing_is_allowed(case), appointment_lies_ahead(when, at))
    there = date_format(when.astimezone(ZoneInfo(by.time_zone)), "DATETIME_FORMAT")
    text = _("Appointment, %(when)s: %(words)s") % {"when": there, "words": words}
    note = write_note(case, text, {}, by=by, at=at, keys=keys, kind=NoteKind.NOTE, pk=pk)
    record("note.added", case, by=by, at=at, rows=[note])
    remind(case, when, note.pk, by=by, at=at)
    changed(case, by=by, at=at)
    return note


def remind(case: Case, when: datetime, about: UUID, *, by: User, at: datetime) -> None:
    """A day before, or at once; one that is moved takes its reminder along."""
    due_at = max(at, when - REMINDED_BEFORE)
    dues.set_due(case, APPOINTMENT, due_at=due_at, by=by, at=at, reference=about)


@guard
def appointment_lies_ahead(when: datetime, at: datetime) -> str:
    """An appointment is still to come, within a year."""
    if at < when <= at + FARTHEST:
        return ""
    return _("Pick a time that is still to come, within a year.")
