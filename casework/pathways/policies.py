"""Who may tell where she is. Seeing comes first and is `Case.objects.visible_to`."""

from __future__ import annotations

from casework.access.guards import rule
from casework.accounts.models import User
from casework.cases import policies
from casework.cases.models import Case
from casework.cases.quorum import Act


@rule
def can_move(user: User, case: Case) -> bool:
    """The owner tells where she is; a supervisor while the case waits for a new owner."""
    return policies.acts_as_owner(user, case)


@rule
def can_say_lost(user: User, case: Case) -> bool:
    """A supervisor of the desk who does not own the case says that there is no news at all."""
    return policies.decides(user, case)


@rule
def can_confirm(user: User, case: Case) -> bool:
    """A second person, who does not own the case, confirms an arrest, return or death."""
    return policies.is_second(user, case, Act.CONFIRM)


@rule
def can_reverse(user: User, case: Case) -> bool:
    """The owner, and a second person, take an arrest, a return or a death back."""
    return policies.acts_as_owner(user, case) or policies.is_second(user, case, Act.CONFIRM)


@rule
def can_ask_to_undo(user: User, case: Case) -> bool:
    """The owner and the supervisors of the desk ask for a death to be undone."""
    return policies.acts_as_owner(user, case) or policies.supervises(user, case)
