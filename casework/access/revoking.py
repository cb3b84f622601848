"""The end of a grant: its row goes, and with it the permission and the key. No key is needed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction

from casework.access.models import GroupGrant, UserGrant
from casework.accounts.models import User
from casework.audit import sweeps
from casework.audit.log import record

if TYPE_CHECKING:
    from casework.cases.models import Case

Holder = User | Group
_AT_MOST: Final = 200


@transaction.atomic
def revoke(case: Case, *, whom: Holder, by: User | None, at: datetime, reason: str = "") -> None:
    """End every grant of `whom` on `case`. What she has read, she has read."""
    rows = _rows_of(case, whom)
    record("access.revoked", case, by=by, at=at, gone=rows, reason=reason)
    for row in rows:
        row.delete()


@transaction.atomic
def revoke_all(case: Case, *, by: User, at: datetime, reason: str = "") -> None:
    """End every grant on `case`; whoever goes on with it is given one anew."""
    grants = (model.objects.filter(content_object=case) for model in (UserGrant, GroupGrant))
    rows = [row for found in grants for row in found.select_for_update().order_by("pk")]
    record("access.revoked", case, by=by, at=at, gone=rows, count=len(rows), reason=reason)
    for row in rows:
        row.delete()


def end_over(at: datetime) -> int:
    """End grants whose time is over, so that their keys go with it; returns how many.

    Run by a worker. Safe to run twice, also at once.
    """
    over = UserGrant.objects.filter(until__lte=at).order_by("until").values_list("pk", flat=True)
    return sweeps.each(list(over[:_AT_MOST]), lambda pk: _end_over(pk, at))


@transaction.atomic
def _end_over(pk: UUID, at: datetime) -> int:
    """Whoever is at work on it, such as who opens the case to her anew, is not waited for."""
    held = UserGrant.objects.select_for_update(of=("self",), skip_locked=True)
    row = held.select_related("content_object__desk").filter(pk=pk, until__lte=at).first()
    if row is None:
        return 0
    record("access.revoked", row.content_object, by=None, at=at, gone=[row], reason="over")
    row.delete()
    return 1


def _rows_of(case: Case, whom: Holder) -> list[UserGrant | GroupGrant]:
    if isinstance(whom, User):
        return list(UserGrant.objects.select_for_update().filter(content_object=case, user=whom))
    return list(GroupGrant.objects.select_for_update().filter(content_object=case, group=whom))
