"""Making a desk makes its two key groups: supervisors and duty.

Who stands by for a desk gets a key to its cases. An administrator only proposes it: a supervisor of
the desk that is stood in for, who holds its key, says yes.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.errors import WrongState, require
from casework.access.guards import guard, refuse
from casework.access.invitations import desk_is_in_use
from casework.access.models import Change, GroupGrant, ProposedDesk, UserGrant
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
    """A new desk with its first supervisor, who is one of another desk already.

    For anybody else it is proposed first (`access.new_desks`). `deputy` is the desk whose
    supervisors shall stand by, when she accepts it. Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by), "can_manage_people")
    first = require_may_head(supervisor)
    refuse(code_is_free(code), _supervises_already(first[0]))
    return write_desk(code, name=name, deputy=deputy, first=first, by=by, at=at)


def require_may_head(supervisor: User) -> tuple[User, Principal]:
    """Who is to be a desk's first supervisor, held, with her key pair. Raises WrongState, Stale."""
    supervisor = User.objects.select_for_update().get(pk=supervisor.pk)
    if not supervisor.is_admitted or supervisor.is_administrator:
        raise WrongState(_("The first supervisor must be admitted already, and no administrator."))
    principal = current(person=supervisor)
    fresh.require_fresh(supervisor, principal)
    return supervisor, principal


@guard
def code_is_free(code: str) -> str:
    """No desk has this code, and none is proposed under it."""
    is_taken = any(model.objects.filter(code=code).exists() for model in (Desk, ProposedDesk))
    return _("There is a desk of this code already.") if is_taken else ""


@guard
def _supervises_already(supervisor: User) -> str:
    """An administrator alone makes nobody a supervisor."""
    if supervisor.is_supervisor:
        return ""
    return _("She supervises no desk yet: a supervisor in post has to agree first.")


@transaction.atomic
def propose_deputy(desk: Desk, deputy: Desk, *, by: User, at: datetime) -> Desk:
    """Ask the supervisors of `desk` whether those of `deputy` may stand by. Nothing changes yet."""
    require(policies.can_manage_people(by), "can_manage_people")
    desk = _held(desk)
    refuse(desk_is_in_use(desk), desk_is_in_use(deputy))
    if desk.pk == deputy.pk:
        raise WrongState(_("A desk cannot stand by for itself."))
    if desk.deputy_proposed_id == deputy.pk:
        return desk  # it is asked already
    desk.deputy_proposed = deputy
    return _write_deputy(desk, "desk.deputy_proposed", by=by, at=at)


@transaction.atomic
def accept_deputy(desk: Desk, deputy: Desk, *, by: User, at: datetime) -> Desk:
    """A supervisor of `desk` lets `deputy` stand by: cases made from now on are wrapped to it too.

    Raises NotAllowed, WrongState, Forged, Stale.
    """
    desk = _held(desk)
    require(policies.can_answer_deputy(by, desk), "can_answer_deputy")
    fresh.require_fresh(desk, Desk.objects.get(pk=deputy.pk))
    refuse(_deputy_is_proposed(desk, deputy))
    desk.deputy, desk.deputy_proposed = deputy, None
    return _write_deputy(desk, "desk.deputy_named", by=by, at=at)


@transaction.atomic
def decline_deputy(desk: Desk, deputy: Desk, *, by: User, at: datetime) -> Desk:
    """The desk that stands by stays as it was. Raises NotAllowed, WrongState."""
    desk = _held(desk)
    require(policies.can_answer_deputy(by, desk), "can_answer_deputy")
    refuse(_deputy_is_proposed(desk, deputy))
    desk.deputy_proposed = None
    return _write_deputy(desk, "desk.deputy_declined", by=by, at=at)


@guard
def _deputy_is_proposed(desk: Desk, deputy: Desk) -> str:
    """A supervisor answers about the desk that is proposed to stand by now."""
    if desk.deputy_proposed_id == deputy.pk:
        return ""
    return _("This is not proposed any more. Load the page again to see what is.")


@transaction.atomic
def rename_desk(desk: Desk, name: str, *, by: User, at: datetime) -> Desk:
    """Its code stays: the log and the cases name it by that. Raises NotAllowed, WrongState."""
    require(policies.can_manage_people(by), "can_manage_people")
    desk = _held(desk)
    refuse(desk_is_in_use(desk))
    if desk.name == name:
        return desk
    desk.name = name
    return _write(desk, "desk.renamed", ["name"], by=by, at=at)


@transaction.atomic
def retire_desk(desk: Desk, *, by: User, at: datetime) -> Desk:
    """Nobody works there any more, and no desk is named after it again. It cannot be taken back.

    Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by), "can_manage_people")
    desk = _held(desk)
    refuse(desk_is_in_use(desk), *not_yet_retired(desk))
    desk.retired_at, desk.deputy, desk.deputy_proposed = at, None, None
    columns = ["retired_at", "deputy", "deputy_proposed"]
    return _write(desk, "desk.retired", columns, by=by, at=at)


def not_yet_retired(desk: Desk) -> list[str]:
    """Each sentence that stands in the way now."""
    asked = (nobody_works_there, nobody_holds_its_cases, stands_by_for_nobody)
    return [said for one in asked if (said := one(desk))]


@guard
def nobody_works_there(desk: Desk) -> str:
    """A desk is retired when its posts have ended, and nobody is asked about another one."""
    posts = Post.objects.current().filter(desk=desk).exists()
    if not posts and not Change.objects.filter(desk=desk).exists():
        return ""
    return _("Somebody has a post there, or is to get one. End the posts first.")


@guard
def nobody_holds_its_cases(desk: Desk) -> str:
    """A desk is retired when no key to a case of it is left: each went to another desk, or
    ended.
    """
    tables = (UserGrant, GroupGrant)
    if not any(table.objects.filter(content_object__desk=desk).exists() for table in tables):
        return ""
    return _("It has cases. Let each go to another desk, or end, before the desk is retired.")


@guard
def stands_by_for_nobody(desk: Desk) -> str:
    """A desk that stands by for another one is not retired."""
    others = Desk.objects.filter(Q(deputy=desk) | Q(deputy_proposed=desk)).order_by("code")
    asked = ProposedDesk.objects.filter(deputy=desk).order_by("code")
    found = [*others.values_list("name", flat=True), *asked.values_list("name", flat=True)]
    if not found:
        return ""
    return _("It stands by for %(desks)s. Name another deputy there first.") % {
        "desks": ", ".join(found)
    }


def _held(desk: Desk) -> Desk:
    return Desk.objects.select_for_update().get(pk=desk.pk)


def _write_deputy(desk: Desk, verb: str, *, by: User, at: datetime) -> Desk:
    return _write(desk, verb, ["deputy", "deputy_proposed"], by=by, at=at)


def _write(desk: Desk, verb: str, columns: list[str], *, by: User, at: datetime) -> Desk:
    entry = new_entry()
    desk.protect(entry).save(update_fields=[*columns, "entry", "mac", "revision"])
    record(verb, desk, by=by, at=at, entry=entry, rows=[desk])
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
    entry = new_entry()
    groups = {role: Group.objects.create(name=f"{code}/{role}") for role in ("supervisors", "duty")}
    desk = Desk(code=code, name=name, deputy_proposed=deputy, **groups)
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
