"""A supervisor gives the desk that stands by the keys to the cases that are older than that.

Long work in her own requests: each does a share, and what is done is done. It goes on where it was
left, by whom and when ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import transaction

from casework.access import grants
from casework.access import keys as case_keys
from casework.access.errors import require
from casework.access.guards import refuse
from casework.access.models import HolderRole
from casework.accounts.models import Desk, User
from casework.cases import policies
from casework.cases.models import Case
from casework.cases.standby import another_desk_stands_by, without_standby
from casework.vault.keyring import Keyring

BATCH: Final = 100
# How long one request may take over it.
SECONDS: Final = 2.0


def give_standby_keys(desk: Desk, *, by: User, at: datetime, keys: Keyring) -> int:
    """A share of them; returns how many; none: nothing is left that she can open.

    Each is an entry of its own case. Raises NotAllowed, WrongState, Forged, Stale.
    """
    require(policies.can_give_standby(by, desk), "can_give_standby")
    refuse(another_desk_stands_by(desk))
    ends, given = monotonic() + SECONDS, 0
    for case_id in _to_be_given(desk, at=at, keys=keys):
        given += _give(case_id, desk, by=by, at=at, keys=keys)
        if monotonic() > ends:
            break
    return given


def _to_be_given(desk: Desk, *, at: datetime, keys: Keyring) -> Iterator[UUID]:
    """Those that she holds herself, their keys loaded batch by batch."""
    ids = list(without_standby(desk).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        case_keys.load(keys, batch, at=at, groups_first=True)
        yield from (case_id for case_id in batch if keys.holds(case_id))


@transaction.atomic
def _give(case_id: UUID, desk: Desk, *, by: User, at: datetime, keys: Keyring) -> bool:
    """False where a colleague was faster, or where the case has gone to another desk."""
    held = Case.objects.select_for_update(of=("self",), no_key=True)
    case = held.select_related("desk__deputy").get(pk=case_id)
    if case.desk != desk or not without_standby(case.desk).filter(pk=case_id).exists():
        return False
    for group, role in grants.groups_of(case.desk_id):
        if role == HolderRole.STANDBY:
            grants.grant(case, to=group, role=role, by=by, at=at, keys=keys, reason="stands_by")
    return True
