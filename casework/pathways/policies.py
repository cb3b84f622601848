"""Who may tell where she is. Seeing comes first and is `Case.objects.visible_to`."""

from __future__ import annotations

from casework.accounts.models import User
from casework.cases import policies
from casework.cases.models import Case


def can_move(user: User, case: Case) -> bool:
    """Its caseworker, or a supervisor while the case waits for a new one."""
    return policies.acts_as_owner(user, case)
