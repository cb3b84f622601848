"""A link that lets one person set her passphrase once. What is kept of it is a hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import changes, policies
from casework.access.change_rows import Widening
from casework.access.errors import WrongState, require
from casework.access.factors import forget_factors
from casework.access.guards import guard, refuse
from casework.access.locks import write_passphrase_lock, write_recovery_lock
from casework.access.passphrases import require_strong
from casework.accounts.models import Desk, Invitation, Post, Role, Status, User
from casework.accounts.rows import LoggedRow
from casework.accounts.sealed import seal_for_house
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import wraps
from casework.crypto.encoding import encode
from casework.crypto.hashing import sha256
from casework.vault.keyring import Keyring
from casework.vault.models import Lock, Principal
from casework.vault.principals import new_principal

GOOD_FOR = timedelta(hours=72)
Place = tuple[Role, Desk | None]


class NoInvitation(Exception):
    """No such link, or it was used, or its 72 hours are over: all three look alike."""


@dataclass(frozen=True, repr=False)
class Accepted:
    """What she has after setting her passphrase. The code is shown once and kept nowhere."""

    person: User
    keys: Keyring
    recovery_code: str


@transaction.atomic
def invite(
    username: str,
    *,
    name: str,
    places: Sequence[Place],
    by: User,
    at: datetime,
    email: str = "",
    language: str = "en",
) -> tuple[User, str]:
    """A new person with her posts, and the token of her link. Raises NotAllowed, WrongState.

    A supervisor's or an administrator's post waits for another administrator: she may set her
    passphrase meanwhile, and nobody can admit her.
    """
    require(policies.can_manage_people(by), "can_manage_people")
    require_posts(places)
    to_ask = [place for place in places if changes.takes_two(place[0], by)]
    plain = [place for place in places if place not in to_ask]
    person, token = write_invitation(
        username, name=name, places=plain, by=by, at=at, email=email, language=language
    )
    for role, desk in to_ask:
        changes.ask(Widening.POST, role, person=person, desk=desk, by=by, at=at)
    return person, token


@transaction.atomic
def write_invitation(
    username: str,
    *,
    name: str,
    places: Sequence[Place],
    by: User | None,
    at: datetime,
    email: str = "",
    language: str = "en",
) -> tuple[User, str]:
    """As `invite`, for the founding of the house, which nobody may be asked about."""
    if User.objects.filter(username__iexact=username).exists():
        raise WrongState(_("This user name is taken."))
    entry = new_entry()
    person = User(username=username, name=name, language=language)
    seal_for_house(person, "email", email)
    person.protect(entry).save(force_insert=True)
    posts = [_post(person, role, desk, entry) for role, desk in places]
    invitation, token = _link(person, Invitation.Kind.FIRST, at, entry)
    rows = [person, *posts, invitation]
    record("person.invited", person, by=by, at=at, entry=entry, rows=rows)
    return person, token


@transaction.atomic
def invite_again(person: User, *, by: User, at: datetime) -> str:
    """For a forgotten passphrase, or words typed wrongly: the token of a new link.

    Her present keys stay good until she uses it. Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by) and by.pk != person.pk, "can_manage_people")
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.status == Status.LEFT:
        raise WrongState(_("She has left. Who comes back is a new person here."))
    entry = new_entry()
    older = close_invitations(person, at=at, entry=entry)
    has_keys = Principal.objects.filter(person=person).exists()
    kind = Invitation.Kind.AGAIN if has_keys else Invitation.Kind.FIRST
    invitation, token = _link(person, kind, at, entry)
    record(
        "person.invited", person, by=by, at=at, entry=entry, rows=[invitation, *older], reason=kind
    )
    return token


def find(token: str, *, at: datetime) -> Invitation:
    """The open invitation behind a link. Raises NoInvitation."""
    rows = Invitation.objects.select_related("person").filter(token_hash=_hash(token))
    invitation = rows.first()
    if invitation is None or not invitation.is_open(at) or not invitation.person.is_active:
        raise NoInvitation
    return invitation.check_mac()


@transaction.atomic
def accept(token: str, *, passphrase: str, at: datetime) -> Accepted:
    """Her passphrase, her key pair and her recovery code. From here she waits to be admitted.

    Raises NoInvitation, Weak, and Stale for a used invitation that was put back.
    """
    invitation = _take(token, at)
    person = User.objects.select_for_update().get(pk=invitation.person_id)
    fresh.require_fresh(invitation, person, *person.posts.current())
    require_strong(passphrase, (person.username, person.name))
    _drop_locks(person, at=at)
    entry, seed = new_entry(), wraps.new_seed()
    principal = _next_principal(person, seed, entry)
    lock = write_passphrase_lock(person, principal, seed, passphrase, entry=entry)
    recovery_lock, code = write_recovery_lock(person, principal, seed, entry=entry)
    forget_factors(person)
    person.status = Status.WAITING
    person.session_epoch += 1
    person.protect(entry).save()
    invitation.used_at = at
    invitation.protect(entry).save()
    rows = [person, invitation, principal, lock, recovery_lock]
    kind = Invitation.Kind(invitation.kind)
    record("person.accepted", person, by=person, at=at, entry=entry, rows=rows, reason=kind)
    keys = Keyring(person_id=person.pk, principal_id=principal.pk, seed=seed)
    return Accepted(person, keys, code)


def require_posts(places: Sequence[Place]) -> None:
    """An administrator holds no case role; everybody else works on a desk that is in use.

    Raises WrongState.
    """
    refuse(*(desk_is_in_use(desk) for _role, desk in places))
    roles = {role for role, _desk in places}
    if not places:
        raise WrongState(_("Choose at least one post."))
    if Role.ADMINISTRATOR in roles and roles != {Role.ADMINISTRATOR}:
        raise WrongState(_("An administrator holds no other post: she must not open cases."))


@guard
def desk_is_in_use(desk: Desk | None) -> str:
    """Nobody works on a desk that was retired."""
    if desk is None or desk.retired_at is None:
        return ""
    return _("The desk %(name)s was retired.") % {"name": desk.name}


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Her link opens nothing from here on. Raises NotAllowed, WrongState."""
    require(policies.can_manage_people(by), "can_manage_people")
    held = Invitation.objects.select_for_update().select_related("person").get(pk=invitation.pk)
    refuse(link_is_unused(held))
    entry = new_entry()
    held.used_at = at
    held.protect(entry).save(update_fields=["used_at", "entry", "mac", "revision"])
    record("invitation.revoked", held, by=by, at=at, entry=entry, rows=[held])


@guard
def link_is_unused(invitation: Invitation) -> str:
    """Only a link that nobody has used is revoked."""
    if invitation.used_at is None:
        return ""
    return _("This link was used, or has ended already.")


def close_invitations(person: User, *, at: datetime, entry: UUID) -> list[LoggedRow]:
    """End her open links; the caller records the rows."""
    closed: list[LoggedRow] = []
    for invitation in person.invitations.select_for_update().filter(used_at__isnull=True):
        invitation.used_at = at
        invitation.protect(entry).save()
        closed.append(invitation)
    return closed


def _drop_locks(person: User, *, at: datetime) -> None:
    """What opened the key pair that she has lost opens nothing from here on."""
    gone = list(Lock.objects.select_for_update().filter(person=person))
    if gone:
        record("locks.dropped", person, by=person, at=at, gone=gone)
        Lock.objects.filter(pk__in=[lock.pk for lock in gone]).delete()


def _next_principal(person: User, seed: bytes, entry: UUID) -> Principal:
    before = Principal.objects.select_for_update().filter(person=person).order_by("-epoch").first()
    epoch = before.epoch + 1 if before else 1
    return new_principal(Principal.Kind.PERSON, seed=seed, entry=entry, person=person, epoch=epoch)


def _post(person: User, role: Role, desk: Desk | None, entry: UUID) -> Post:
    post = Post(person=person, role=role, desk=desk)
    post.protect(entry).save(force_insert=True)
    return post


def _link(person: User, kind: Invitation.Kind, at: datetime, entry: UUID) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        person=person, kind=kind, token_hash=_hash(token), expires_at=at + GOOD_FOR
    )
    invitation.protect(entry).save(force_insert=True)
    return invitation, token


def _take(token: str, at: datetime) -> Invitation:
    """The invitation, held until the transaction ends, so that two clicks cannot both use it."""
    found = Invitation.objects.select_for_update().filter(token_hash=_hash(token)).first()
    if found is None or not found.is_open(at) or found.person.status == Status.LEFT:
        raise NoInvitation
    return found


def _hash(token: str) -> bytes:
    return sha256(encode("invitation", token))
