"""Who may do what with a referral: `WHO`, read by name from `TRANSITIONS`.

A person who may not act is `NotAllowed`; what must hold besides stands in `guards`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from casework.access.guards import guard, rule
from casework.accounts.models import User
from casework.cases import policies, quorum
from casework.cases.models import Case
from casework.referrals import appeals
from casework.referrals.deletion_rows import OpenDeletion
from casework.referrals.partners import OpenPartner
from casework.referrals.states import Who

Document = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """All that a guard may look at. `told` is what the act itself brings: a reason, a channel.

    `consents` come oldest first, each with the `id` of its row; `on` is the day where she works;
    `due_at` is when an answer is due; `names` are all that she goes by. A worker process, which
    holds no key, knows no document.
    """

    case: Case
    document: Document
    partner: OpenPartner | None
    consents: Sequence[Document]
    at: datetime
    on: date
    told: Document = field(default_factory=dict)
    wish: appeals.Wish | None = None
    names: Sequence[str] = ()
    due_at: datetime | None = None


@rule
def can_keep_partners(user: User) -> bool:
    """A supervisor keeps the directory of partners."""
    return user.is_admitted and user.is_supervisor


@rule
def can_write(user: User, case: Case) -> bool:
    """The owner writes a referral; a supervisor while the case waits for a new owner."""
    return policies.acts_as_owner(user, case)


@rule
def can_answer_deletion(user: User, row: OpenDeletion) -> bool:
    """A supervisor of the desk asks a partner whether it deleted what it had of an erased one."""
    return user.is_admitted and user.is_supervisor_on(row.desk)


@rule
def can_file_answers(user: User, case: Case) -> bool:
    """What a partner answered is filed by whoever writes the case, or a supervisor of its desk."""
    return can_write(user, case) or policies.supervises(user, case)


@guard
def is_worker(user: User, question: Question) -> str:
    """Whoever writes the case does this step of its referral."""
    if can_write(user, question.case):
        return ""
    return _("The case's worker does this.")


@guard
def is_reviewer(user: User, question: Question) -> str:
    """A second person who wrote none of it: two people see what leaves the house."""
    authors = {UUID(author) for author in question.document["authors"]}
    if user.pk in authors:
        return _("You wrote it; somebody else reviews it.")
    desk, act = question.case.desk, quorum.Act.REVIEW
    for but in (authors, authors | policies.may_have_written(question.case)):
        if quorum.may_be_second(user, desk, act, but):
            return ""
    return _("A supervisor of the desk reviews it.")


@guard
def is_second(user: User, question: Question) -> str:
    """Of what was done at once, a second person who neither wrote nor stopped it decides."""
    if str(user.pk) == question.document.get("suspended_by"):
        return _("You suspended it; somebody else decides about that.")
    return is_reviewer(user, question)


@guard
def is_either(user: User, question: Question) -> str:
    """What protects her is done by her worker or by a supervisor of the desk."""
    if can_write(user, question.case) or policies.supervises(user, question.case):
        return ""
    return _("The case's worker, or a supervisor of the desk, does this.")


@guard
def is_nobody(user: User, question: Question) -> str:
    """What the clock, or her own word, brings about is done by no person."""
    return _("This happens by itself.")


WHO: dict[str, Callable[[User, Question], str]] = {
    Who.WORKER: is_worker,
    Who.REVIEWER: is_reviewer,
    Who.SECOND: is_second,
    Who.EITHER: is_either,
    Who.SYSTEM: is_nobody,
}
