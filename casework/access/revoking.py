"""The end of a grant: its row goes, and with it the permission and the key. No key is needed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import transaction

from casework.access.models import GroupGrant, UserGrant
from casework.accounts.models import User
from casework.audit.log import record

if TYPE_CHECKING:
    from casework.cases.models import Case

Holder = User | Group


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


def _rows_of(case: Case, whom: Holder) -> list[UserGrant | GroupGrant]:
    if isinstance(whom, User):
        return list(UserGrant.objects.select_for_update().filter(content_object=case, user=whom))
    return list(GroupGrant.objects.select_for_update().filter(content_object=case, group=whom))
