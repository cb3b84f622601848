"""Who may tell where she is. Seeing comes first and is `Case.objects.visible_to`."""

from __future__ import annotations

from casework.access.guards import rule
from casework.accounts.models import User
from casework.cases import policies
from casework.cases.models import Case


@rule
def can_move(user: User, case: Case) -> bool:
    """The owner tells where she is; a supervisor while the case waits for a new owner."""
    return policies.acts_as_owner(user, case)
