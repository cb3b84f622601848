"""Who may do what to the notices of what is due."""

from __future__ import annotations

from casework.access.guards import rule
from casework.accounts.models import User


@rule
def can_try_mails_again(by: User) -> bool:
    """An administrator, once the mail server is mended."""
    return by.is_administrator
