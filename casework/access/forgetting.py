"""The account of somebody who left: what tells who she was goes, the record of others stays.

Her row stays with its id, for the log and the cases name her by it; so do her posts. Her name, her
user name, her address, her settings and whatever would let her in are gone. The log keeps the user
name that it was written with until it is itself at its end: user names should be no names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.errors import require
from casework.access.factors import forget_factors
from casework.access.guards import guard, refuse
from casework.access.models import Forgetting
from casework.accounts.models import Invitation, Status, User
from casework.accounts.sealed import Sealed
from casework.audit.log import new_entry, record
from casework.vault.models import Letter, Lock

_NAME: Final = "–"
_WIPED: Final = (
    "username", "name", "email", "language", "time_zone", "last_login", "second_factors",
    "leave_by_key", "single_keys",
)  # fmt: skip


# What else is known of a person: an app above forgets it too (`AppConfig.ready`).
forgotten: list[Callable[[User, User, datetime], None]] = []


@transaction.atomic
def ask(
    person: User, *, by: User, at: datetime, kept_until: datetime | None, at_her_wish: bool
) -> Forgetting:
    """Another administrator agrees. `kept_until`: when her account's time is over."""
    require(policies.can_forget(by, person), "can_forget")
    person = User.objects.select_for_update().get(pk=person.pk)
    waits = Forgetting.objects.filter(person=person).exists()
    refuse(
        only_who_left_is_forgotten(person),
        forgotten_once(waits),
        account_is_over(at, kept_until, at_her_wish),
    )
    row = Forgetting(person=person, asked_by=by, asked_at=at)
    row.save(force_insert=True)
    reason = "her_wish" if at_her_wish else "time"
    record("person.forgetting_asked", person, by=by, at=at, rows=[row], reason=reason)
    return row


@transaction.atomic
def agree(person: User, *, by: User, at: datetime) -> None:
    """The second one. It cannot be taken back."""
    row = _waiting(person)
    require(policies.can_agree_to_forget(by, row), "can_agree_to_forget")
    person = User.objects.select_for_update().get(pk=person.pk)
    row.agreed_by, row.agreed_at = by, at
    row.raise_revision().save(update_fields=["agreed_by", "agreed_at", "revision"])
    invitations = list(Invitation.objects.filter(person=person))
    locks = list(Lock.objects.filter(person=person))
    entry = new_entry()
    _wipe(person)
    person.protect(entry).save(update_fields=[*_WIPED, "entry", "mac", "revision"])
    gone = [*invitations, *locks]
    record("person.forgotten", person, by=by, at=at, entry=entry, rows=[person, row], gone=gone)
    Invitation.objects.filter(person=person).delete()
    Lock.objects.filter(person=person).delete()
    Letter.objects.filter(to__person=person).delete()
    for follow in forgotten:
        follow(person, by, at)


@transaction.atomic
def keep(person: User, *, by: User, at: datetime) -> None:
    """The second one says no; it may be asked for again."""
    row = _waiting(person)
    require(policies.can_agree_to_forget(by, row), "can_agree_to_forget")
    record("person.forgetting_declined", person, by=by, at=at, gone=[row])
    row.delete()


def waiting(person: User) -> Forgetting | None:
    return Forgetting.objects.filter(person=person, agreed_at__isnull=True).first()


def is_forgotten(person: User) -> bool:
    return Forgetting.objects.filter(person=person, agreed_at__isnull=False).exists()


@guard
def only_who_left_is_forgotten(person: User) -> str:
    """As long as she works here her account is needed."""
    return "" if person.status == Status.LEFT else _("She has not left yet.")


@guard
def forgotten_once(waits: bool) -> str:
    """It is asked for once."""
    return _("This was asked for already.") if waits else ""


@guard
def account_is_over(at: datetime, kept_until: datetime | None, at_her_wish: bool) -> str:
    """An account is kept for its time, unless she who had it asks for its end."""
    if at_her_wish or (kept_until is not None and kept_until <= at):
        return ""
    return _("The time for which it is kept is not over, and she has not asked for it.")


@guard
def forgetting_waits(row: Forgetting | None) -> str:
    """A second administrator agrees to what a first one asked for, once."""
    return "" if row is not None else _("This was decided already, or nobody has asked for it.")


def _waiting(person: User) -> Forgetting:
    found = Forgetting.objects.select_for_update(of=("self",)).select_related("person")
    row = found.filter(person=person, agreed_at__isnull=True).first()
    refuse(forgetting_waits(row))
    assert row is not None
    return row


def _wipe(person: User) -> None:
    forget_factors(person)
    person.username, person.name = f"left-{uuid4().hex[:12]}", _NAME
    person.email, person.last_login = Sealed(b""), None
    fresh = User()
    for name in ("language", "time_zone", "leave_by_key", "single_keys"):
        setattr(person, name, getattr(fresh, name))
