"""Somebody is locked out at once, and let in again: nothing of hers is lost meanwhile.

For the hour in which nobody knows yet whose hand it is: her sessions end, no passphrase lets
anybody in as her, and what waits for her goes on to others as if she were not there. Her posts,
keys and cases stay. Who leaves for good is let leave instead.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import policies
from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import Status, User
from casework.audit.log import new_entry, record


@transaction.atomic
def lock_out(person: User, *, by: User, at: datetime) -> User:
    """At her next step she is out, wherever she is signed in. Raises WrongState."""
    require(policies.can_lock_out(by, person), "can_lock_out")
    person = User.objects.select_for_update().get(pk=person.pk)
    refuse(she_could_come_in(person))
    person.locked_out = True
    person.session_epoch += 1
    return _write(person, "person.locked_out", by=by, at=at)


@transaction.atomic
def let_in_again(person: User, *, by: User, at: datetime) -> User:
    """She signs in anew; her old sessions stay dead. Raises WrongState."""
    require(policies.can_let_in_again(by, person), "can_let_in_again")
    person = User.objects.select_for_update().get(pk=person.pk)
    refuse(she_is_locked_out(person))
    person.locked_out = False
    return _write(person, "person.let_in_again", by=by, at=at)


@guard
def she_could_come_in(person: User) -> str:
    """Only who could come in is locked out."""
    if person.status == Status.LEFT or person.locked_out:
        return _("She has left, or is locked out already.")
    return ""


@guard
def she_is_locked_out(person: User) -> str:
    """Only who is locked out is let in again."""
    return "" if person.locked_out else _("She is not locked out.")


def _write(person: User, verb: str, *, by: User, at: datetime) -> User:
    entry = new_entry()
    columns = ["locked_out", "session_epoch", "entry", "mac", "revision"]
    person.protect(entry).save(update_fields=columns)
    record(verb, person, by=by, at=at, entry=entry, rows=[person])
    return person
