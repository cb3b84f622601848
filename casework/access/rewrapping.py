"""A grant is born as a public-key wrap; its holder wraps it anew to herself when she unlocks.

Afterwards opening many cases costs two small boxes each and no public-key work.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from casework.access.models import GroupGrant, UserGrant
from casework.accounts.models import Role, User
from casework.accounts.questions import Question
from casework.accounts.rows import Forged, ProtectedRow
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import wraps
from casework.vault.keyring import Keyring
from casework.vault.models import Membership
from casework.vault.principals import group_seeds, rewrap_seed

Held = TypeVar("Held", bound=ProtectedRow)

BATCH = 500
# How long an unlock may take on top; what is left waits for the next one.
SECONDS = 2.0

_COLUMNS = ["wrapped_key", "own_wrap", "entry", "mac", "revision"]


def _waiting(model: type[UserGrant | GroupGrant]) -> Question[UUID]:
    due = model.objects.filter(own_wrap=False).values_list("pk", flat=True)
    return Question(lambda principal: due.filter(principal=principal)[:1])


# Asked before anything is held: at most unlocks nothing waits.
_WAITING = {model: _waiting(model) for model in (UserGrant, GroupGrant)}
_SEEDS = Question(
    lambda person, principal: Membership.objects.filter(
        user=person, wrapped_to=principal
    ).values_list("wrapped_seed", flat=True)
)


def rewrap_due(keys: Keyring, *, by: User, at: datetime) -> int:
    """Re-wrap her own grants and, for a supervisor, her groups', in batches. Returns how many."""
    ends, done = monotonic() + SECONDS, 0
    held: list[tuple[type[UserGrant | GroupGrant], UUID, bytes]] = [
        (UserGrant, keys.principal_id, keys.seed)
    ]
    if by.desks_as(Role.SUPERVISOR):
        held += [(GroupGrant, principal, seed) for principal, seed in group_seeds(keys).items()]
    for model, principal_id, seed in held:
        if not _WAITING[model](principal=principal_id):
            continue
        while (written := _rewrap_batch(model, principal_id, seed, by=by, at=at)) == BATCH:
            done += written
            if monotonic() > ends:
                return done
        done += written
    return done


def rewrap_places(keys: Keyring, *, by: User, at: datetime) -> int:
    """The same of her places in groups, which every page of a supervisor opens."""
    if all(wraps.is_own(seed) for seed in _SEEDS(person=by.pk, principal=keys.principal_id)):
        return 0
    return _rewrap_places(keys, by=by, at=at)


@transaction.atomic
def _rewrap_places(keys: Keyring, *, by: User, at: datetime) -> int:
    hers = Membership.objects.filter(user=keys.person_id, wrapped_to=keys.principal_id)
    held = hers.select_related("holds", "wrapped_to").order_by("pk")
    found = held.select_for_update(of=("self",), skip_locked=True)
    rows = _trusted([row for row in found if not wraps.is_own(row.wrapped_seed)])
    if not rows:
        return 0
    private, entry = wraps.PrivateKey(keys.seed), new_entry()
    for row in rows:
        rewrap_seed(row, private)
        row.protect(entry).save(update_fields=["wrapped_seed", "entry", "mac", "revision"])
    record("access.rewrapped", by, by=by, at=at, entry=entry, rows=rows, count=len(rows))
    return len(rows)


@transaction.atomic
def _rewrap_batch(
    model: type[UserGrant | GroupGrant],
    principal_id: UUID,
    seed: bytes,
    *,
    by: User,
    at: datetime,
) -> int:
    found = model.objects.filter(principal=principal_id, own_wrap=False).order_by("pk")
    rows = _trusted(list(found.select_for_update(skip_locked=True)[:BATCH]))
    if not rows:
        return 0
    private, entry = wraps.PrivateKey(seed), new_entry()
    for row in rows:
        key = private.unwrap(row.wrapped_key, *row.binding())
        row.wrapped_key = private.rewrap(key, *row.binding())
        row.own_wrap = True
        row.protect(entry)
    model.objects.bulk_update(rows, _COLUMNS)
    record("access.rewrapped", by, by=by, at=at, entry=entry, rows=rows, count=len(rows))
    return len(rows)


def _trusted(rows: Sequence[Held]) -> list[Held]:
    """Those that the log knows as they are: wrapped anew, a revoked grant would be good again."""
    try:
        fresh.require_fresh(*rows)
    except (Forged, fresh.Stale):
        return [row for row in rows if _is_fresh(row)]
    return list(rows)


def _is_fresh(row: ProtectedRow) -> bool:
    try:
        fresh.require_fresh(row)
    except (Forged, fresh.Stale):
        return False
    return True
