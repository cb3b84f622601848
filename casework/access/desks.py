"""Making a desk makes its two key groups: supervisors and duty."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.errors import WrongState, require
from casework.accounts.models import Desk, Post, Role, User
from casework.accounts.rows import LoggedRow
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.crypto import wraps
from casework.vault.models import Principal
from casework.vault.principals import current, hold_for_recovery, join, new_principal


@transaction.atomic
def make_desk(
    code: str, *, name: str, deputy: Desk | None, supervisor: User, by: User, at: datetime
) -> Desk:
    """A new desk with its first supervisor, whom another supervisor or the recovery key admitted.

    `deputy` is the desk whose supervisors stand by. Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by), "can_manage_people")
    supervisor = User.objects.select_for_update().get(pk=supervisor.pk)
    if not supervisor.is_admitted or supervisor.is_administrator:
        raise WrongState(_("The first supervisor must be admitted already, and no administrator."))
    principal = current(person=supervisor)
    fresh.require_fresh(supervisor, principal)
    return write_desk(code, name=name, deputy=deputy, first=(supervisor, principal), by=by, at=at)


@transaction.atomic
def set_deputy(desk: Desk, deputy: Desk, *, by: User, at: datetime) -> Desk:
    """Name the desk that stands by. Cases made from now on are wrapped to it too."""
    require(policies.can_manage_people(by), "can_manage_people")
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    if desk.pk == deputy.pk:
        raise WrongState(_("A desk cannot stand by for itself."))
    entry = new_entry()
    desk.deputy = deputy
    desk.protect(entry).save(update_fields=["deputy", "entry", "mac", "revision"])
    record("desk.deputy_named", desk, by=by, at=at, entry=entry, rows=[desk])
    return desk


def write_desk(
    code: str,
    *,
    name: str,
    deputy: Desk | None,
    first: tuple[User, Principal] | None,
    by: User | None,
    at: datetime,
) -> Desk:
    """As `make_desk`, for the founding of the house, when nobody is admitted yet."""
    if Desk.objects.filter(code=code).exists():
        raise WrongState(_("There is a desk of this code already."))
    entry = new_entry()
    groups = {role: Group.objects.create(name=f"{code}/{role}") for role in ("supervisors", "duty")}
    desk = Desk(code=code, name=name, deputy=deputy, **groups)
    desk.protect(entry).save(force_insert=True)
    rows: list[LoggedRow] = [desk]
    for group in groups.values():
        rows += _key_pair(group, first, entry)
    if first is not None:
        post = Post(person=first[0], desk=desk, role=Role.SUPERVISOR)
        post.protect(entry).save(force_insert=True)
        rows.append(post)
    record("desk.made", desk, by=by, at=at, entry=entry, rows=rows)
    return desk


def _key_pair(group: Group, first: tuple[User, Principal] | None, entry: UUID) -> list[LoggedRow]:
    """The group's first key pair, wrapped to the recovery sheet and to its first member."""
    seed = wraps.new_seed()
    holds = new_principal(Principal.Kind.GROUP, seed=seed, entry=entry, group=group)
    rows: list[LoggedRow] = [holds, hold_for_recovery(holds, seed, entry=entry)]
    if first is not None:
        rows.append(join(first[0], holds, seed, to=first[1], entry=entry))
    return rows
