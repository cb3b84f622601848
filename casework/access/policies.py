"""Who may do what to people and desks. None of it opens a record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from casework.access.guards import rule
from casework.accounts.models import Desk, Post, Role, User

if TYPE_CHECKING:
    from casework.access.change_rows import Change
    from casework.access.models import Conduct, Forgetting, LogExport, ProposedDesk, StandIn
    from casework.cases.models import Case


@rule
def can_manage_people(by: User) -> bool:
    """An administrator, who holds no key, invites people, names posts and makes desks."""
    return by.is_administrator


@rule
def can_agree_to_change(by: User, asked_by: UUID, person: UUID | None) -> bool:
    """Another administrator than who asked and whom it is about; with none there, a supervisor."""
    but = [one for one in (asked_by, person) if one]
    if not by.is_admitted or by.pk in but:
        return False
    if by.is_administrator:
        return True
    others = User.objects.admitted().in_post(Role.ADMINISTRATOR).exclude(pk__in=but)
    return by.is_supervisor and not others.exists()


@rule
def can_take_change_back(by: User, asked: Change) -> bool:
    """The administrator who asked takes it back, as long as nobody has answered."""
    return by.is_administrator and by.pk == asked.asked_by_id


@rule
def can_announce(by: User) -> bool:
    """An administrator tells everybody, or one desk, what is new in the house."""
    return by.is_administrator


@rule
def can_answer_deputy(by: User, desk: Desk) -> bool:
    """A supervisor who holds the desk's key says whether another desk may stand by for it."""
    return by.is_supervisor_on(desk)


@rule
def can_answer_desk(by: User, asked: ProposedDesk) -> bool:
    """Another supervisor, of any desk, says whether somebody may become a new desk's first one."""
    return by.is_supervisor and by.pk != asked.supervisor_id


@rule
def can_admit(by: User, person: User) -> bool:
    """A supervisor of one of her desks admits a person; any supervisor an administrator."""
    if by.pk == person.pk or not by.is_supervisor:
        return False
    posts = list(Post.objects.current().filter(person=person).select_related("desk"))
    if any(post.role == Role.ADMINISTRATOR for post in posts):
        return True
    return any(post.desk is not None and by.is_supervisor_on(post.desk) for post in posts)


@rule
def can_let_leave(by: User, person: User) -> bool:
    """Any supervisor or administrator lets somebody else leave; no key is needed."""
    return by.pk != person.pk and (by.is_supervisor or by.is_administrator)


@rule
def can_forget(by: User, person: User) -> bool:
    """An administrator asks that what tells who somebody was who left goes."""
    return by.is_admitted and by.is_administrator and by.pk != person.pk


@rule
def can_agree_to_forget(by: User, asked: Forgetting) -> bool:
    """Another administrator than the one who asked agrees that an account is erased."""
    return by.is_admitted and by.is_administrator and by.pk != asked.asked_by_id


@rule
def can_lock_out(by: User, person: User) -> bool:
    """Any supervisor or administrator locks somebody else out, at once."""
    return by.is_admitted and by.pk != person.pk and (by.is_supervisor or by.is_administrator)


@rule
def can_let_in_again(by: User, person: User) -> bool:
    """An administrator lets somebody else in again who was locked out."""
    return by.is_admitted and by.is_administrator and by.pk != person.pk


@rule
def can_read_log(by: User) -> bool:
    """An administrator, who holds no key, reads the log and keeps views of it."""
    return by.is_admitted and by.is_administrator


@rule
def can_agree_to_export(by: User, row: LogExport) -> bool:
    """Another administrator than the one who asked agrees that entries are carried away."""
    return by.is_admitted and by.is_administrator and by.pk != row.asked_by_id


@rule
def can_propose_conduct(by: User) -> bool:
    """An administrator writes a new version of the code of conduct, or takes it back."""
    return by.is_administrator


@rule
def can_agree_to_conduct(by: User, asked: Conduct) -> bool:
    """Another administrator than the one who wrote it agrees to a new code of conduct."""
    return by.is_administrator and by.pk != asked.proposed_by_id


@rule
def can_rekey(by: User, case: Case) -> bool:
    """A supervisor of the desk gives a case a new key."""
    return by.is_supervisor_on(case.desk)


@rule
def can_name_deputy(by: User, person: User) -> bool:
    """Whoever works on a desk names her own deputy, or a supervisor of that desk does."""
    if by.pk == person.pk:
        return bool(by.desks_as(Role.CASEWORKER, Role.SUPERVISOR))
    return _works_under(person, by)


@rule
def can_end_stand_in(by: User, row: StandIn) -> bool:
    """She who was away takes her tasks back, or a supervisor of one of her desks ends it."""
    return by.pk == row.person_id or _works_under(row.person, by)


def _works_under(person: User, by: User) -> bool:
    held = Post.objects.current().filter(person=person, desk__in=by.desks_as(Role.SUPERVISOR))
    return person.is_admitted and held.exists()
