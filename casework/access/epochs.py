"""A group's next key pair, made when somebody has left it.

Old wraps stay; new cases use the new epoch. The cost is rows of people, never of cases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from casework.accounts.models import Role, User
from casework.accounts.questions import Question
from casework.accounts.rows import LoggedRow
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import wraps
from casework.vault.keyring import Keyring
from casework.vault.models import EpochDue, Membership, Principal
from casework.vault.principals import group_seed, hold_for_recovery, join, new_principal


def _due(person: Any, principal: Any) -> QuerySet[EpochDue]:
    hers = Membership.objects.filter(user=person, wrapped_to=principal).values("group")
    due = EpochDue.objects.filter(raised_at__isnull=True, group__in=hers)
    return due.select_related("group").order_by("since")


_DUE = Question(_due)


def raise_due(keys: Keyring, *, by: User, at: datetime) -> int:
    """Raise the epoch of every group that she holds as a supervisor and that somebody left.

    Runs at a supervisor's unlock, each group in its own transaction. Returns how many.
    """
    raised = 0
    for due in _DUE(person=by.pk, principal=keys.principal_id):
        if _supervises(by, due.group):
            raise_epoch(due.group, keys=keys, by=by, at=at)
            raised += 1
    return raised


@transaction.atomic
def raise_epoch(group: Group, *, keys: Keyring, by: User, at: datetime) -> Principal:
    """The new key pair, wrapped to those who stay and to recovery; it seals the old private key.

    Raises Unopened when she does not hold the group, Forged or Stale for a row that was put back.
    """
    old = _last_epoch(group)
    old_seed = group_seed(keys, old)
    fresh.require_fresh(old)
    entry, seed = new_entry(), wraps.new_seed()
    new = new_principal(
        Principal.Kind.GROUP,
        seed=seed,
        entry=entry,
        group=group,
        epoch=old.epoch + 1,
        older_seed=old_seed,
    )
    rows: list[LoggedRow] = [new, hold_for_recovery(new, seed, entry=entry)]
    rows += [
        join(place.user, new, seed, to=place.wrapped_to, entry=entry) for place in _places(group)
    ]
    for due in EpochDue.objects.select_for_update().filter(group=group, raised_at__isnull=True):
        due.raised_at = at
        due.raise_revision().save(update_fields=["raised_at", "revision"])
        rows.append(due)
    record("epoch.raised", new, by=by, at=at, entry=entry, rows=rows)
    keys.group_seeds = None
    return new


def _last_epoch(group: Group) -> Principal:
    """Held FOR UPDATE: whoever grants to this group meanwhile waits, and takes the new epoch."""
    held = Principal.objects.select_for_update().filter(group=group).order_by("-epoch")[0]
    later = Principal.objects.filter(group=group, epoch__gt=held.epoch)
    return _last_epoch(group) if later.exists() else held


def _places(group: Group) -> list[Membership]:
    """Those who stay. A place wrapped to a key pair she has replaced waits for her admission."""
    places = Membership.objects.select_for_update(of=("self",)).filter(group=group)
    staying = []
    for place in places.select_related("user", "wrapped_to", "holds").order_by("pk"):
        fresh.require_fresh(place, place.wrapped_to)
        replaced = Principal.objects.filter(
            person=place.user_id, epoch__gt=place.wrapped_to.epoch
        ).exists()
        if place.user.is_admitted and not replaced:
            staying.append(place)
    return staying


def _supervises(by: User, group: Group) -> bool:
    desks = by.desks_as(Role.SUPERVISOR)
    return any(group.pk in (desk.supervisors_id, desk.duty_id) for desk in desks)
