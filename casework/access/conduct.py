"""The code of conduct: accepted before somebody opens her first case, and again when it changes.

One administrator writes a new version, a second one agrees. Version 0 comes with the product and
stands in a template, in three languages; the house's own versions are kept as they were written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.conduct_rows import Acceptance, Conduct
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.audit.log import record

LONGEST: Final = 20_000


class ConductFirst(Exception):
    """She is to read the code of conduct before she opens this."""


def newest() -> Conduct | None:
    """The version in force; None is the one that comes with the product."""
    return Conduct.objects.published().first()


def in_force() -> int:
    """Its number."""
    last = newest()
    return last.number if last else 0


def waiting() -> Conduct | None:
    """The version that waits for a second administrator."""
    found = Conduct.objects.filter(agreed_at__isnull=True)
    return found.select_related("proposed_by").first()


@transaction.atomic
def accept(number: int, *, by: User, at: datetime) -> None:
    """She accepts the version that she has read. Raises WrongState when there is a newer one."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    refuse(conduct_is_newest(number))
    if Acceptance.objects.filter(person=by, number=number).exists():
        return
    row = Acceptance(person=by, number=number, accepted_at=at)
    row.save(force_insert=True)
    record("conduct.accepted", row, by=by, at=at, rows=[row], reason=str(number))


@transaction.atomic
def propose(text: str, *, by: User, at: datetime) -> Conduct:
    """Write the next version; a second administrator agrees. Raises NotAllowed, WrongState."""
    require(policies.can_propose_conduct(by), "can_propose_conduct")
    _take_turns()
    refuse(conduct_says_something(text), one_conduct_at_a_time())
    row = Conduct(number=in_force() + 1, text=text.strip())
    row.proposed_by, row.proposed_at = by, at
    row.save(force_insert=True)
    record("conduct.proposed", row, by=by, at=at, rows=[row], reason=str(row.number))
    return row


@transaction.atomic
def agree(row: Conduct, *, by: User, at: datetime) -> None:
    """From now on everybody is asked to accept it. Raises NotAllowed."""
    require(policies.can_agree_to_conduct(by, row), "can_agree_to_conduct")
    _take_turns()
    held = Conduct.objects.filter(pk=row.pk, agreed_at__isnull=True).first()
    if held is None:
        return  # it was answered meanwhile
    held.agreed_by, held.agreed_at = by, at
    held.raise_revision().save(update_fields=["agreed_by", "agreed_at", "revision"])
    record("conduct.agreed", held, by=by, at=at, rows=[held], reason=str(held.number))


@transaction.atomic
def decline(row: Conduct, *, by: User, at: datetime) -> None:
    """It does not come into force; whoever wrote it may take it back so. Raises NotAllowed."""
    require(policies.can_propose_conduct(by), "can_propose_conduct")
    _take_turns()
    held = Conduct.objects.filter(pk=row.pk, agreed_at__isnull=True).first()
    if held is None:
        return
    record("conduct.declined", held, by=by, at=at, gone=[held], reason=str(held.number))
    held.delete()


@guard
def conduct_is_accepted(by: User) -> str:
    """Nobody opens a case before she accepted the code of conduct as it stands."""
    return _("Read the code of conduct first.") if by.has_conduct_to_accept else ""


@guard
def conduct_is_newest(number: int) -> str:
    """The version in force is accepted, and no older one."""
    if number == in_force():
        return ""
    return _("There is a newer version by now. It is shown here: please read that one.")


@guard
def conduct_says_something(text: str) -> str:
    """A code of conduct is written out, and can be read in one sitting."""
    if 0 < len(text.strip()) <= LONGEST:
        return ""
    return _("Write the code of conduct down, in 20,000 letters at most.")


@guard
def one_conduct_at_a_time() -> str:
    """One new version at a time waits for a second administrator."""
    if waiting() is None:
        return ""
    return _("A new version waits already. Answer that one first.")


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.conduct'))")
