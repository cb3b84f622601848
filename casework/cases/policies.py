"""Who may do what with a case. One row a deed; `manage.py rules` will print it (reference 3.6).

Seeing comes first and is a queryset (`Case.objects.visible_to`); a policy is asked about a person
who sees the case already.
"""

from __future__ import annotations

from casework.accounts.models import Desk, User
from casework.cases.models import Case
from casework.cases.states import CaseState


def owns(user: User, case: Case) -> bool:
    return user.is_admitted and case.owner_id == user.pk and user.is_caseworker_on(case.desk)


def supervises(user: User, case: Case) -> bool:
    return user.is_admitted and user.is_supervisor_on(case.desk)


def decides(user: User, case: Case) -> bool:
    """A second pair of eyes: a supervisor of the desk who does not own the case."""
    return supervises(user, case) and case.owner_id != user.pk


def acts_as_owner(user: User, case: Case) -> bool:
    """While a case waits for a new owner, its supervisors write in her place."""
    return owns(user, case) or (supervises(user, case) and is_without_owner(case))


def is_without_owner(case: Case) -> bool:
    """Its owner left the house or the desk; the supervisors' queue shows it."""
    return not case.owner.is_caseworker_on(case.desk)


def can_list(user: User) -> bool:
    """Lists and search are for those with a post on a desk; an administrator has none."""
    return user.is_admitted and (user.is_caseworker or user.is_supervisor)


def can_start(user: User, desk: Desk) -> bool:
    return user.is_admitted and user.is_caseworker_on(desk)


def can_edit(user: User, case: Case) -> bool:
    return acts_as_owner(user, case) and case.state != CaseState.CLOSED


def can_add_note(user: User, case: Case) -> bool:
    return (owns(user, case) or supervises(user, case)) and case.state != CaseState.CLOSED


def can_reveal(user: User, case: Case) -> bool:
    return owns(user, case) or supervises(user, case)


def can_submit(user: User, case: Case) -> bool:
    return acts_as_owner(user, case)


def can_decide_opening(user: User, case: Case) -> bool:
    return decides(user, case)


def can_raise_risk(user: User, case: Case) -> bool:
    return can_edit(user, case) or supervises(user, case)


def can_lower_risk(user: User, case: Case) -> bool:
    return decides(user, case)


def can_close(user: User, case: Case) -> bool:
    return decides(user, case)


def can_reopen(user: User, case: Case) -> bool:
    return owns(user, case) or supervises(user, case)


def can_share(user: User, case: Case) -> bool:
    return acts_as_owner(user, case) or supervises(user, case)


def can_see_readers(user: User, case: Case) -> bool:
    return owns(user, case) or supervises(user, case)
