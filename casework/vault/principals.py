"""Making key pairs, and wrapping the seed of one to the holder of another."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from casework.accounts.models import User
from casework.accounts.values import CheckedQuestion
from casework.audit.fresh import FreshQuestion, require_fresh
from casework.crypto import wraps
from casework.crypto.boxes import Box
from casework.crypto.encoding import Part
from casework.vault.keyring import Keyring
from casework.vault.models import Membership, Principal, RecoveryHold

_NEWEST = """
SELECT * FROM vault_principal WHERE person_id = %s OR group_id = %s
ORDER BY epoch DESC LIMIT 1 FOR SHARE
"""


def _places(person: Any) -> QuerySet[Membership]:
    return Membership.objects.filter(user=person)


_EPOCHS = ("holds__epoch", "wrapped_to__epoch")
_PLACES = CheckedQuestion(Membership, _places, *_EPOCHS)
_FRESH_PLACES = FreshQuestion(Membership, _places, *_EPOCHS)


class Unopened(Exception):
    """The keyring does not reach this group: she is no member, or her membership is not hers."""


def new_principal(
    kind: Principal.Kind,
    *,
    seed: bytes,
    entry: UUID,
    person: User | None = None,
    group: Group | None = None,
    epoch: int = 1,
    older_seed: bytes = b"",
) -> Principal:
    """A saved key pair for `seed`. `older_seed` is the one of the epoch before, sealed under it."""
    principal = Principal(
        kind=kind, person=person, group=group, epoch=epoch, public_key=wraps.public_key(seed)
    )
    if older_seed:
        principal.older_seed = Box(seed).seal(older_seed, "older seed", principal.pk)
    principal.protect(entry).save(force_insert=True)
    return principal


def current(*, person: User | None = None, group: Group | None = None) -> Principal:
    """The newest epoch, held with FOR SHARE until the transaction ends. Raises Forged.

    A rotation takes FOR UPDATE, so a grant never wraps to an epoch that ends beside it.
    """
    holder = [person and person.pk, group and group.pk]
    newest = Principal.objects.raw(_NEWEST, holder)[0]
    later = Principal.objects.filter(person=person, group=group, epoch__gt=newest.epoch)
    return current(person=person, group=group) if later.exists() else newest.check_mac()


def recovery() -> Principal:
    """The key pair of the sheet on paper. Raises Forged."""
    sheets = Principal.objects.filter(kind=Principal.Kind.RECOVERY)
    newest = sheets.order_by("-epoch").first()
    if newest is None:
        raise Unopened("recovery")
    return newest.check_mac()


def wrap_seed(holds: Principal, seed: bytes, to: Principal) -> bytes:
    """`seed` of `holds`, wrapped so that only `to` can open it."""
    return wraps.wrap(bytes(to.public_key), seed, *_binding(holds, to))


def unwrap_seed(held: Membership | RecoveryHold, seed: bytes) -> bytes:
    private = wraps.PrivateKey(seed)
    return private.unwrap_any(held.wrapped_seed, *_binding(held.holds, held.wrapped_to))


def rewrap_seed(place: Membership, private: wraps.PrivateKey) -> None:
    """Wrap the group's seed anew, by its holder to herself: opening it costs no public-key work."""
    binding = _binding(place.holds, place.wrapped_to)
    place.wrapped_seed = private.rewrap(private.unwrap_any(place.wrapped_seed, *binding), *binding)


def _binding(holds: Principal, to: Principal) -> tuple[Part, ...]:
    return _between(holds.pk, holds.epoch, to.pk, to.epoch)


def _between(*ends: Part) -> tuple[Part, ...]:
    return "seed", *ends


def join(user: User, holds: Principal, seed: bytes, *, to: Principal, entry: UUID) -> Membership:
    """Her place in the group of `holds`, new or wrapped anew to the key pair she has now.

    Raises Forged or Stale for a place that was put back.
    """
    group = holds.group
    if group is None:
        raise Unopened("A person's key pair has no members.")
    place = Membership.objects.select_for_update().filter(group=group, user=user).first()
    if place is None:
        place = Membership(group=group, user=user)
    else:
        require_fresh(place)
    place.holds, place.wrapped_to = holds, to
    place.wrapped_seed = wrap_seed(holds, seed, to)
    place.protect(entry).save()
    return place


def hold_for_recovery(holds: Principal, seed: bytes, *, entry: UUID) -> RecoveryHold:
    """The group's seed for the sheet on paper."""
    sheet = recovery()
    held = RecoveryHold(holds=holds, wrapped_to=sheet, wrapped_seed=wrap_seed(holds, seed, sheet))
    held.protect(entry).save(force_insert=True)
    return held


def group_seeds(keys: Keyring) -> dict[UUID, bytes]:
    """The seeds of every group she is a member of, by principal id, older epochs included.

    Raises Forged.
    """
    if keys.group_seeds is None:
        keys.group_seeds = _seeds(keys, _PLACES(person=keys.person_id))
    return keys.group_seeds


def fresh_group_seeds(keys: Keyring) -> dict[UUID, bytes]:
    """The same, read anew, each of her places being the newest that the log knows.

    Raises Forged, Stale.
    """
    keys.group_seeds = _seeds(keys, _FRESH_PLACES(person=keys.person_id))
    return keys.group_seeds


def _seeds(keys: Keyring, places: list[Any]) -> dict[UUID, bytes]:
    private, seeds = wraps.PrivateKey(keys.seed), dict[UUID, bytes]()
    for place in places:
        if place.wrapped_to_id != keys.principal_id:
            continue  # wrapped to a key she has replaced; she waits for admission there
        binding = _between(
            place.holds_id, place.holds__epoch, place.wrapped_to_id, place.wrapped_to__epoch
        )
        seeds[place.holds_id] = private.unwrap_any(place.wrapped_seed, *binding)
        if place.holds__epoch > 1:
            _open_older(seeds, place)
    return seeds


def group_seed(keys: Keyring, principal: Principal) -> bytes:
    """The seed of one epoch of a group. Raises Unopened."""
    seeds = group_seeds(keys)
    if principal.pk not in seeds:  # an epoch may have been raised since she was asked
        keys.group_seeds = None
        seeds = group_seeds(keys)
    if principal.pk not in seeds:
        raise Unopened(str(principal.group_id))
    return seeds[principal.pk]


def _open_older(seeds: dict[UUID, bytes], place: Any) -> None:
    """Follow the chain: each epoch's seed lies sealed under the next one's."""
    epochs = Principal.objects.filter(group=place.group_id, epoch__lte=place.holds__epoch)
    for newer, older in pairwise(epochs.order_by("-epoch")):
        blob = newer.check_mac().older_seed
        seeds[older.pk] = Box(seeds[newer.pk]).open(blob, "older seed", newer.pk)
