"""She asks what is held about her: a copy, handed over where nobody else finds it, on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from casework.access.errors import require
from casework.access.guards import refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import dues, erasure_guards, policies
from casework.cases.actions.record import lock_case
from casework.cases.erasure_codes import COPY_TASK, COPY_WITHIN
from casework.cases.models import Case, CopyRequest
from casework.vault.keyring import Keyring


@transaction.atomic
def ask(case: Case, *, words: str, by: User, at: datetime, keys: Keyring) -> CopyRequest:
    """Within 30 days it is to be with her. `words`: how she wants it."""
    lock_case(case, keys, at=at)
    require(policies.can_ask_copy(by, case), "can_ask_copy")
    refuse(erasure_guards.no_copy_waits(waiting(case) is not None))
    copy = CopyRequest(case=case, asked_by=by, asked_at=at, due_at=at + COPY_WITHIN)
    keys.seal_document(copy, {"words": words})
    copy.save(force_insert=True)
    record("copy.asked", case, by=by, at=at, rows=[copy])
    dues.set_due(case, COPY_TASK, due_at=copy.due_at, by=by, at=at, reference=copy.pk)
    return copy


@transaction.atomic
def made(case: Case, *, language: str, by: User, at: datetime, keys: Keyring) -> None:
    """The page to read or print was shown: an act of looking, with its language."""
    require(policies.can_give_copy(by, case), "can_give_copy")
    refuse(erasure_guards.copy_still_waits(waiting(case) is not None))
    record("copy.made", case, by=by, at=at, reason=language)


@transaction.atomic
def given(case: Case, told: Mapping[str, str], *, by: User, at: datetime, keys: Keyring) -> None:
    """She has it. `told`: in which `way`, and whether that was `safe`."""
    lock_case(case, keys, at=at)
    require(policies.can_give_copy(by, case), "can_give_copy")
    copy = waiting(case)
    refuse(
        erasure_guards.copy_still_waits(copy is not None),
        erasure_guards.reaches_her_safely(told),
    )
    assert copy is not None
    keys.reseal(copy, document=keys.open_document(copy) | {"given": dict(told)})
    copy.given_by, copy.given_at = by, at
    copy.save(update_fields=["given_by", "given_at", "document", "revision"])
    record("copy.given", case, by=by, at=at, rows=[copy])
    dues.settle(case, COPY_TASK, by=by, at=at, reference=copy.pk)


def waiting(case: Case) -> CopyRequest | None:
    copy = CopyRequest.objects.filter(case=case, given_at__isnull=True).first()
    if copy is not None:
        copy.case = case
    return copy
