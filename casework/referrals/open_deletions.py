"""Her request to erase waits for no partner: ours goes within 72 hours, and the question whether
the partner has deleted what it had stays open, without her case.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.accounts.sealed import open_for_house, seal_for_house
from casework.audit.log import record
from casework.cases.models import Case
from casework.referrals import guards_told, policies
from casework.referrals.models import OpenDeletion, Referral
from casework.referrals.reasons import Deletion
from casework.referrals.states import TO_DELETE

if TYPE_CHECKING:
    from casework.vault.keyring import Keyring


class Question(NamedTuple):
    """What is asked of the partner: by its id, and the code by which it knows her."""

    partner: UUID
    code: str


def note(case: Case, by: User, at: datetime, keys: Keyring) -> None:
    """While her key is at hand: whom to ask, should it be silent at the end. The caller holds the
    case; a decider who agrees may hold no key.
    """
    rows = []
    for referral in _unanswered(case):
        told = keys.open_document(referral)
        words = json.dumps({"partner": told["partner"], "code": told["partner_code"]})
        row = OpenDeletion(desk=case.desk, referral=referral.pk, due_at=referral.due_at or at)
        seal_for_house(row, "words", words)
        row.save(force_insert=True)
        rows.append(row)
    if rows:
        record("deletion.noted", case.desk, by=by, at=at, rows=rows, count=len(rows))


def leave_open(case: Case, by: User | None, at: datetime) -> None:
    """The record goes now: what no partner has answered stays, and names no referral any more."""
    silent = set(_unanswered(case).values_list("pk", flat=True))
    noted = list(_noted(case))
    stays = [row for row in noted if row.referral in silent]
    for row in stays:
        row.referral, row.erased_at = None, at
        row.raise_revision().save(update_fields=["referral", "erased_at", "revision"])
    if stays:
        record("deletion.left_open", case.desk, by=by, at=at, rows=stays, count=len(stays))
    _drop([row for row in noted if row not in stays], case, by, at)


def drop(case: Case, by: User | None, at: datetime) -> None:
    """It was not her wish: her referrals ask by themselves."""
    _drop(list(_noted(case)), case, by, at)


@transaction.atomic
def answer(row: OpenDeletion, said: str, *, by: User, at: datetime) -> None:
    """What the partner answers. Raises NotAllowed, WrongState."""
    rows = OpenDeletion.objects.select_for_update(of=("self",)).select_related("desk")
    held = rows.get(pk=row.pk)
    require(policies.can_answer_deletion(by, held), "can_answer_deletion")
    refuse(guards_told.deletion_still_open(held))
    words = json.dumps(json.loads(open_for_house(held, "words")) | {"said": Deletion(said)})
    seal_for_house(held, "words", words)
    held.answered_by, held.answered_at = by, at
    columns = ["words", "answered_by", "answered_at", "revision"]
    held.raise_revision().save(update_fields=columns)
    record("deletion.answered", held, by=by, at=at, rows=[held])


def question(row: OpenDeletion) -> Question:
    told = json.loads(open_for_house(row, "words"))
    return Question(UUID(told["partner"]), told["code"])


def _unanswered(case: Case) -> QuerySet[Referral]:
    return Referral.objects.filter(case=case, state__in=TO_DELETE, due_at__isnull=False)


def _noted(case: Case) -> list[OpenDeletion]:
    referrals = Referral.objects.filter(case=case).values("pk")
    return list(OpenDeletion.objects.select_for_update().filter(referral__in=referrals))


def _drop(rows: list[OpenDeletion], case: Case, by: User | None, at: datetime) -> None:
    if rows:
        record("deletion.dropped", case.desk, by=by, at=at, gone=rows, count=len(rows))
        OpenDeletion.objects.filter(pk__in=[row.pk for row in rows]).delete()
