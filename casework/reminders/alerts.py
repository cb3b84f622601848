"""An alert of an arrest, a forced return or a word under duress, where no supervisor is there.

Administrators learn of it at once, by a row of their own that is about the same (`UNATTENDED` with
its `reference`), for no hours of a level may pass over it. It stays until somebody is there again;
then the alert is her task, and late is what it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from casework.cases.models import Case
from casework.cases.states import LIVING
from casework.reminders.asked import asked
from casework.reminders.kinds import Kind
from casework.reminders.models import Due

Alerts = tuple[tuple[UUID, datetime], ...]
_OF_AN_ALERT = (Kind.SUPERVISOR_ALERT, Kind.UNATTENDED)


def waiting(case: Case, rows: Iterable[Due]) -> Alerts:
    """What each is about, and since when it waits, whoever has it."""
    found = {row.reference: row.due_at for row in rows if row.kind in _OF_AN_ALERT}
    if case.state not in LIVING:
        return ()
    return tuple((about, due_at) for about, due_at in found.items() if about)


def take_up(case: Case, alerts: Alerts, standing: Iterable[Due]) -> list[Due]:
    """Those that no supervisor has yet wait for whoever has come."""
    kind = Kind.SUPERVISOR_ALERT
    taken_up = {row.reference for row in standing if row.kind == kind}
    rows = [
        Due(case=case, kind=kind, reference=about, owner_id=one, due_at=due_at)
        for about, due_at in alerts
        if about not in taken_up
        for one in asked(case, kind)
    ]
    for row in rows:
        row.save(force_insert=True)
    return rows
