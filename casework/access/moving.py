"""A case goes to another desk: whoever held its key gives it up, and the other desk gets one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.db import transaction

from casework.access import grants, revoking
from casework.access.models import HolderRole
from casework.access.rekey import make_next_key
from casework.accounts.models import Desk, User

if TYPE_CHECKING:
    from casework.cases.models import Case
    from casework.vault.keyring import Keyring

_REASON: Final = "other_desk"


@transaction.atomic
def move_keys(
    case: Case, desk: Desk, *, owner: User | None, by: User, at: datetime, keys: Keyring
) -> None:
    """End every grant, give the case a new key, and wrap it to `desk` and `owner` alone.

    A whole desk gives the case up, so its key counts as known to others: who kept the old one
    reads nothing that is in the database from here on. The caller holds the case and has asked who
    may; `case.desk` is `desk` afterwards, so that each desk finds in its own log what it gave up
    or got, and is still to be saved.
    """
    revoking.revoke_all(case, by=by, at=at, reason=_REASON)
    make_next_key(case, uuid4(), by=by, at=at, keys=keys)
    case.desk = desk
    held = grants.groups_of(desk.pk)
    if owner is not None:
        held.insert(0, (owner, HolderRole.OWNER))
    for to, role in held:
        grants.grant(case, to=to, role=role, by=by, at=at, keys=keys, reason=_REASON)
