"""Refusals on record, at most one entry a minute for one person and one subject.

An action that refuses has rolled back; the refusal is written afterwards in a transaction of its
own. What comes within the minute is counted, and the next entry carries the count.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from casework.accounts.models import User
from casework.accounts.rows import Subject
from casework.audit.log import SYSTEM, record
from casework.audit.models import AuditRefusal

WINDOW = timedelta(minutes=1)

# Part of a refused address was typed by somebody: what is no code is not repeated in the log.
_CODE = re.compile(r"[A-Za-z0-9._:-]{0,64}")


@transaction.atomic(durable=True)
def refused(by: User | None, subject: Subject, verb: str, at: datetime) -> None:
    """Record that `by` was refused `verb` on `subject`, or count it for the next entry."""
    refusal, is_new = _kept(by, subject, verb, at)
    # Either way round, so that a clock put back does not silence the log.
    if not is_new and abs(at - refusal.written_at) < WINDOW:
        refusal.waiting += 1
        refusal.verb = verb
        refusal.save(update_fields=["waiting", "verb"])
        return
    refusal.verb = verb
    _write(refusal, by, at, refusal.waiting + 1)


@transaction.atomic
def write_waiting(at: datetime) -> int:
    """Write what was counted and not followed by another refusal; return how many entries."""
    due = AuditRefusal.objects.select_for_update(skip_locked=True).filter(
        written_at__lte=at - WINDOW
    )
    waiting = [refusal for refusal in due if refusal.waiting]
    AuditRefusal.objects.filter(
        pk__in=[refusal.pk for refusal in due if not refusal.waiting]
    ).delete()
    people = User.objects.in_bulk([UUID(refusal.by) for refusal in waiting if refusal.by != SYSTEM])
    for refusal in waiting:
        by = None if refusal.by == SYSTEM else people[UUID(refusal.by)]
        _write(refusal, by, at, refusal.waiting)
    return len(waiting)


def _kept(by: User | None, subject: Subject, verb: str, at: datetime) -> tuple[AuditRefusal, bool]:
    return AuditRefusal.objects.select_for_update().get_or_create(
        by=SYSTEM if by is None else str(by.pk),
        subject_type=_code(subject.type),
        # A page may know only the code of what another page knows by its id.
        subject_id=_code(subject.code or subject.id),
        defaults={
            "subject_code": _code(subject.code),
            "desk": _code(subject.desk),
            "verb": verb,
            "written_at": at,
        },
    )


def _write(refusal: AuditRefusal, by: User | None, at: datetime, count: int) -> None:
    subject = Subject(refusal.subject_type, refusal.subject_id, refusal.subject_code, refusal.desk)
    record(refusal.verb, subject, by=by, at=at, outcome="refused", count=count)
    refusal.waiting, refusal.written_at = 0, at
    refusal.save(update_fields=["waiting", "written_at", "verb"])


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else "unknown"
