"""A new desk whose first supervisor is none elsewhere takes two: an administrator and a supervisor.

Any supervisor admits administrators, so an administrator who made one alone would admit whom she
likes. She proposes the desk, and may take that back; a supervisor in post, who holds her desk's
key, says yes or no.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import admission, policies
from casework.access.desks import code_is_free, require_may_head, write_desk
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.access.models import ProposedDesk
from casework.accounts.models import Desk, Post, User
from casework.audit import fresh
from casework.audit.log import new_entry, record
from casework.vault.keyring import Keyring


@transaction.atomic
def propose_desk(
    code: str, *, name: str, deputy: Desk | None, supervisor: User, by: User, at: datetime
) -> ProposedDesk:
    """Ask the house's supervisors for a desk with this first supervisor. No key is made yet.

    Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by), "can_manage_people")
    require_may_head(supervisor)
    refuse(code_is_free(code), house_has_a_supervisor(supervisor))
    entry = new_entry()
    asked = ProposedDesk(code=code, name=name, deputy=deputy, supervisor=supervisor)
    asked.protect(entry).save(force_insert=True)
    record("desk.proposed", asked, by=by, at=at, entry=entry, rows=[asked])
    return asked


@transaction.atomic
def accept_desk(asked: ProposedDesk, *, by: User, at: datetime, keys: Keyring) -> Desk:
    """A supervisor lets it be made: its keys are wrapped to recovery and to its first supervisor.

    Raises NotAllowed, WrongState, Forged, Stale.
    """
    asked = _to_answer(asked, by)
    fresh.require_fresh(asked)
    admission.require_fresh_admitter(by)
    require(bool(admission.held_desks(by, keys)), "holds_a_desk")
    first = require_may_head(asked.supervisor)
    record("desk.accepted", asked, by=by, at=at, gone=[asked])
    asked.delete()
    deputy = asked.deputy
    return write_desk(asked.code, name=asked.name, deputy=deputy, first=first, by=by, at=at)


@transaction.atomic
def decline_desk(asked: ProposedDesk, *, by: User, at: datetime) -> None:
    """The desk is not made. Raises NotAllowed, WrongState."""
    asked = _to_answer(asked, by)
    record("desk.declined", asked, by=by, at=at, gone=[asked])
    asked.delete()


@transaction.atomic
def take_back(asked: ProposedDesk, *, by: User, at: datetime) -> None:
    """It was proposed in error: nobody is asked any more. Raises NotAllowed, WrongState."""
    require(policies.can_manage_people(by), "can_manage_people")
    asked = _held(asked)
    record("desk.taken_back", asked, by=by, at=at, gone=[asked])
    asked.delete()


@guard
def desk_is_proposed(asked: ProposedDesk | None) -> str:
    """A new desk that is proposed is answered once."""
    return "" if asked else _("This is not proposed any more. Load the page again to see what is.")


@guard
def house_has_a_supervisor(but: User) -> str:
    """Another supervisor in post can answer; else the recovery key names the first one."""
    if Post.objects.keyed().filter(person__in=User.objects.admitted()).exclude(person=but).exists():
        return ""
    return _("No supervisor is in post who could agree. Give her a supervisor's post on a desk that"
             " has none; there she comes in with the recovery key.")  # fmt: skip


def _to_answer(asked: ProposedDesk, by: User) -> ProposedDesk:
    held = _held(asked)
    require(policies.can_answer_desk(by, held), "can_answer_desk")
    return held


def _held(asked: ProposedDesk) -> ProposedDesk:
    """The proposal as it stands, held until it is settled."""
    held = ProposedDesk.objects.select_for_update().filter(pk=asked.pk).first()
    refuse(desk_is_proposed(held))
    assert held is not None
    return held
