"""Who asks about what is unusual, who answers, and who confirms who holds which case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.access.guards import rule
from casework.accounts.models import User
from casework.cases import policies as of_cases
from casework.cases.models import Case

if TYPE_CHECKING:
    from casework.reports.alert_rows import Alert, Expected


@rule
def can_see_alerts(user: User) -> bool:
    """An administrator sees what was unusual: people, rules and numbers of entries, no record."""
    return user.is_administrator


@rule
def can_handle_alert(user: User, about: Alert | Expected) -> bool:
    """An administrator asks about an alert and ends it, never one about herself."""
    return user.is_administrator and user.pk != about.person_id


@rule
def can_answer_alert(user: User, alert: Alert) -> bool:
    """She who was asked answers, and it is never the person whom the alert is about."""
    return user.is_admitted and user.pk == alert.asked_of_id and user.pk != alert.person_id


@rule
def can_set_thresholds(user: User) -> bool:
    """An administrator sets from how many on a rule of what is unusual fires."""
    return user.is_administrator


@rule
def can_review_access(user: User, case: Case) -> bool:
    """A supervisor of its desk who is not its owner, else of the deputy, reviews its grants."""
    return of_cases.is_second(user, case)


@rule
def can_read_access_report(user: User) -> bool:
    """An administrator reads the monthly report of access: counts and codes."""
    return user.is_administrator
