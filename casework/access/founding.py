"""The founding of a house: its recovery key, its first desk, administrator and supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import admission, conduct, invitations
from casework.access.desks import write_desk
from casework.access.errors import WrongState
from casework.accounts.models import Desk, Role, User
from casework.accounts.rows import Subject
from casework.audit.log import new_entry, record
from casework.audit.models import AuditEntry
from casework.crypto import wraps
from casework.vault import recovery_sheet
from casework.vault.keyring import Keyring
from casework.vault.models import Principal
from casework.vault.principals import new_principal

VERB = "organisation.founded"
Purpose = Literal["demo", "real"]


@dataclass(frozen=True)
class Newcomer:
    """Who is to be invited at the founding."""

    username: str
    name: str
    language: str = "en"
    email: str = ""


@dataclass(frozen=True, repr=False)
class Founded:
    """What is shown once: the words of the recovery key and two links' tokens."""

    desk: Desk
    recovery_words: str
    administrator: User
    administrator_token: str
    supervisor: User
    supervisor_token: str


@transaction.atomic
def found(
    *,
    desk: str,
    desk_name: str,
    administrator: Newcomer,
    supervisor: Newcomer,
    purpose: Purpose,
    at: datetime,
) -> Founded:
    """Make the first desk and invite the first two people. Raises WrongState if there is one.

    Its mark is the first entry of the log, so it is recorded before anything else.
    """
    if is_founded() or User.objects.exists():
        raise WrongState(_("This house is founded already."))
    entry, seed = new_entry(), wraps.new_seed()
    sheet = new_principal(Principal.Kind.RECOVERY, seed=seed, entry=entry)
    house = Subject("house", "house")
    record(VERB, house, by=None, at=at, entry=entry, rows=[sheet], reason=purpose)
    first = write_desk(desk, name=desk_name, deputy=None, first=None, by=None, at=at)
    admin, admin_token = _invite(administrator, Role.ADMINISTRATOR, None, at)
    head, head_token = _invite(supervisor, Role.SUPERVISOR, first, at)
    words = recovery_sheet.written(seed)
    return Founded(first, words, admin, admin_token, head, head_token)


def settle(
    founded: Founded, *, supervisor_passphrase: str, administrator_passphrase: str, at: datetime
) -> tuple[tuple[User, Keyring], tuple[User, Keyring]]:
    """Accept both invitations and the code of conduct, and admit both, by the acts of their pages:
    for the demo and tests.

    Returns the supervisor and the administrator, each with her keys.
    """
    head = invitations.accept(founded.supervisor_token, passphrase=supervisor_passphrase, at=at)
    sheet = recovery_sheet.parse(founded.recovery_words)
    admission.admit_by_sheet(head.person, sheet=sheet, at=at)
    supervisor = User.objects.get(pk=head.person.pk)
    other = invitations.accept(
        founded.administrator_token, passphrase=administrator_passphrase, at=at
    )
    words = " ".join(admission.words_of(other.person))
    admission.admit(other.person, words=words, by=supervisor, at=at, keys=head.keys)
    administrator = User.objects.get(pk=other.person.pk)
    for person in (supervisor, administrator):
        conduct.accept(conduct.in_force(), by=person, at=at)
    return (supervisor, head.keys), (administrator, other.keys)


def is_founded() -> bool:
    return AuditEntry.objects.filter(verb=VERB).exists()


def is_demo() -> bool:
    """Whether the mark of this house's founding says that everybody in it is invented."""
    marks = AuditEntry.objects.filter(verb=VERB).order_by("number")
    mark = marks.values_list("reason", flat=True).first()
    return mark == "demo"


def _invite(newcomer: Newcomer, role: Role, desk: Desk | None, at: datetime) -> tuple[User, str]:
    return invitations.write_invitation(
        newcomer.username,
        name=newcomer.name,
        language=newcomer.language,
        email=newcomer.email,
        places=[(role, desk)],
        by=None,
        at=at,
    )
