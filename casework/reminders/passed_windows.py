"""A window of hers that nobody used: the reminder goes on to her next one by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from casework.audit import sweeps
from casework.reminders.kinds import Kind
from casework.reminders.models import Due
from casework.reminders.upkeep import anew

# Only the opening is known in clear; so long after it the window is over.
STANDS: Final = timedelta(hours=12)
AT_MOST: Final = 100


def sweep(at: datetime) -> int:
    """Returns how many cases were computed anew. Safe to run twice, also at once."""
    passed = Due.objects.pending().filter(kind=Kind.CONTACT_WINDOW, due_at__lte=at - STANDS)
    cases = list(passed.order_by("due_at", "id").values_list("case", flat=True)[:AT_MOST])
    return sweeps.each(cases, lambda case: anew(case, at))
