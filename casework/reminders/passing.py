"""A person cannot do a task of hers: she says why, and the supervisors of the desk have it too.

The task itself stays with her and goes on climbing, so that passing it on is no way to lose it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.audit.log import record
from casework.reminders.actions import hold, is_asked, require_pending
from casework.reminders.asked import asked
from casework.reminders.kinds import NOT_THE_OWNERS, TOLD, Kind
from casework.reminders.models import Due


class CannotReason(TextChoices):
    """Codes only, for they lie in clear: none of them tells anything about her."""

    NO_TIME = "no_time", gettext_lazy("I have no time for it")
    NO_ACCESS = "no_access", gettext_lazy("I cannot reach what it needs")
    NEEDS_ANOTHER = "needs_another", gettext_lazy("somebody else should do it")
    NOT_SAFE = "not_safe", gettext_lazy("it is not safe to do now")
    NOT_NEEDED = "not_needed", gettext_lazy("it is not needed, or already done")
    UNCLEAR = "unclear", gettext_lazy("I do not know how")


@transaction.atomic
def cannot(due: Due, *, by: User, at: datetime, reason: CannotReason) -> None:
    """Every supervisor of the desk gets it, with the reason. Raises NotAllowed, WrongState."""
    require(is_asked(by, due, at), "is_asked")
    hold(due)
    require_pending(due)
    refuse(is_hers_to_pass_on(due))
    case, kind = due.case, Kind.CANNOT_DO
    heads = asked(case, kind, but=(by.pk,))
    refuse(somebody_takes_it(heads))
    waits = Due.objects.pending().filter(case=case, kind=kind, reference=due.pk)
    if waits.exists():
        return  # a doubled submit is kept once
    rows = [Due(case=case, kind=kind, reference=due.pk, due_at=at, owner_id=one) for one in heads]
    for row in rows:
        row.reason = reason
        row.save(force_insert=True)
    record("reminder.passed_on", case, by=by, at=at, rows=rows, reason=reason, count=len(rows))


@guard
def is_hers_to_pass_on(due: Due) -> str:
    """What waits for a supervisor is decided there; only a caseworker's task is passed on."""
    if due.kind in NOT_THE_OWNERS or due.kind in TOLD:
        return _(
            "This one waits for you as a supervisor. A deputy acts for you while you are away."
        )
    return ""


@guard
def somebody_takes_it(heads: tuple[object, ...]) -> str:
    """A task is passed on only where a supervisor is there to take it."""
    if heads:
        return ""
    return _("No supervisor of the desk is left to take it. Ask an administrator to name one.")
