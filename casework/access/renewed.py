"""What follows when a case has a new key, in the same transaction.

An app above adds its function in `AppConfig.ready()`. It stands apart from `rekey`, which holds
keys, so that a worker can be started without them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.accounts.models import User
    from casework.cases.models import Case

renewed: list[Callable[[Case, User, datetime], None]] = []
