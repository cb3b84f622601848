"""What an app above keeps of each partner follows the partner, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.accounts.models import User
from casework.referrals.models import Partner

Changed = Callable[[Partner, User | None, datetime], object]
# Registered in `AppConfig.ready()`.
changed: list[Changed] = []


def tell(partner: Partner, by: User, at: datetime) -> None:
    """Its facts or its state are others from now on; the caller holds it."""
    for one in changed:
        one(partner, by, at)
