"""Who may do what to the notices of what is due."""

from __future__ import annotations

from django.conf import settings

from casework.access.guards import rule
from casework.accounts.models import User


@rule
def can_read_demo_mails(by: User) -> bool:
    """The demonstration's administrator reads the mails that nobody was sent."""
    return settings.DEMO and by.is_administrator


@rule
def can_try_mails_again(by: User) -> bool:
    """An administrator, once the mail server is mended."""
    return by.is_administrator
