"""Making key pairs, and wrapping the seed of one to the holder of another."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import Group

from casework.accounts.models import User
from casework.crypto import wraps
from casework.crypto.boxes import Box
from casework.vault.keyring import Keyring
from casework.vault.models import Membership, Principal, RecoveryHold


class Unopened(Exception):
    """The keyring does not reach this group: she is no member, or her membership is not hers."""


def new_principal(
    kind: Principal.Kind,
    *,
    seed: bytes,
    entry: UUID,
    person: User | None = None,
    group: Group | None = None,
    before: tuple[Principal, bytes] | None = None,
) -> Principal:
    """A saved key pair for `seed`. `before` is the epoch it follows, with that epoch's seed."""
    principal = Principal(kind=kind, person=person, group=group, public_key=wraps.public_key(seed))
    if before is not None:
        principal.epoch = before[0].epoch + 1
        principal.older_seed = Box(seed).seal(before[1], "older seed", principal.pk)
    principal.protect(entry).save(force_insert=True)
    return principal


def current(*, person: User | None = None, group: Group | None = None) -> Principal:
    """The newest epoch, held with FOR SHARE until the transaction ends. Raises Forged.

    A rotation takes FOR UPDATE, so a grant never wraps to an epoch that ends beside it.
    """
    column, holder = ("person_id", person) if person is not None else ("group_id", group)
    assert holder is not None
    query = f"SELECT * FROM vault_principal WHERE {column} = %s ORDER BY epoch DESC LIMIT 1 FOR SHARE"
    newest = Principal.objects.raw(query, [holder.pk])[0]
    later = Principal.objects.filter(person=person, group=group, epoch__gt=newest.epoch)
    return current(person=person, group=group) if later.exists() else newest.check_mac()


def wrap_seed(holds: Principal, seed: bytes, to: Principal) -> bytes:
    """`seed` of `holds`, wrapped so that only `to` can open it."""
    return wraps.wrap(bytes(to.public_key), seed, "seed", holds.pk, holds.epoch, to.pk, to.epoch)


def unwrap_seed(held: Membership | RecoveryHold, seed: bytes) -> bytes:
    holds, to = held.holds, held.wrapped_to
    return wraps.unwrap(
        seed, held.wrapped_seed, "seed", holds.pk, holds.epoch, to.pk, to.epoch
    )


def group_seeds(keys: Keyring) -> dict[UUID, bytes]:
    """The seeds of every group she is a member of, by principal id, older epochs included."""
    if keys.group_seeds is None:
        keys.group_seeds = {}
        held = Membership.objects.filter(user=keys.person_id).select_related("holds", "wrapped_to")
        for membership in held:
            membership.check_mac()
            if membership.wrapped_to_id != keys.principal_id:
                continue  # wrapped to a key she has replaced; she waits for admission there
            keys.group_seeds[membership.holds_id] = unwrap_seed(membership, keys.seed)
            _open_older(keys.group_seeds, membership.holds)
    return keys.group_seeds


def group_seed(keys: Keyring, principal: Principal) -> bytes:
    try:
        return group_seeds(keys)[principal.pk]
    except KeyError:
        raise Unopened(str(principal.group_id)) from None


def _open_older(seeds: dict[UUID, bytes], newest: Principal) -> None:
    """Follow the chain: each epoch's seed lies sealed under the next one's."""
    newer = newest
    older = Principal.objects.filter(group=newest.group_id, epoch__lt=newest.epoch)
    for principal in older.order_by("-epoch") if newest.epoch > 1 else ():
        blob = newer.check_mac().older_seed
        seeds[principal.pk] = Box(seeds[newer.pk]).open(blob, "older seed", newer.pk)
        newer = principal
