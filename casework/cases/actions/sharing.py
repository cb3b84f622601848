"""Who else may open a case: shared with a colleague, handed over, taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.access import grants, revoking
from casework.access.errors import WrongState, require
from casework.access.models import HolderRole, UserGrant
from casework.accounts.models import User
from casework.audit.log import record
from casework.cases import policies
from casework.cases.actions.record import lock_case, save_case
from casework.cases.consequences import changed
from casework.cases.models import Case
from casework.vault.keyring import Keyring


@transaction.atomic
def share(case: Case, *, to: User, by: User, at: datetime, keys: Keyring) -> None:
    """Let a colleague read the case. Kept once when asked twice."""
    lock_case(case, keys, at=at)
    require(policies.can_share(by, case), "can_share")
    require(to.is_admitted and not to.is_administrator, "holders_are_admitted")
    held = UserGrant.objects.filter(content_object=case, user=to)
    if held.in_force(at).filter(until__isnull=True).exists():
        return
    if held.exists():
        revoking.revoke(case, whom=to, by=by, at=at, reason="ended")
    grants.grant(case, to=to, role=HolderRole.READER, by=by, at=at, keys=keys)


@transaction.atomic
def unshare(case: Case, *, whom: User, by: User, at: datetime) -> None:
    """Take back what was shared. What she has read, she has read. Kept once when asked twice."""
    lock_case(case)
    require(policies.can_share(by, case), "can_share")
    if whom.pk == case.owner_id:
        raise WrongState(_("She owns the case. Hand it over instead."))
    if UserGrant.objects.filter(content_object=case, user=whom).exists():
        revoking.revoke(case, whom=whom, by=by, at=at)


@transaction.atomic
def hand_over(case: Case, *, to: User, by: User, at: datetime, keys: Keyring) -> None:
    """Make a colleague of the desk the owner: she gets the key, the one before gives it up."""
    lock_case(case, keys, at=at)
    require(policies.can_share(by, case), "can_share")
    if to.pk == case.owner_id:
        raise WrongState(_("She owns this case already."))
    if not (to.is_admitted and to.is_caseworker_on(case.desk)):
        raise WrongState(_("Only a caseworker of this desk can own the case."))
    before = case.owner
    for person in (to, before):
        if UserGrant.objects.filter(content_object=case, user=person).exists():
            revoking.revoke(case, whom=person, by=by, at=at, reason="handed_over")
    grants.grant(case, to=to, role=HolderRole.OWNER, by=by, at=at, keys=keys, reason="handed_over")
    case.owner = to
    save_case(case, "owner")
    record("case.handed_over", case, by=by, at=at, rows=[case])
    changed(case, by=by, at=at)
