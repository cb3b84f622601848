"""Who may do what to people and desks. None of it opens a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.accounts.models import Post, Role, User

if TYPE_CHECKING:
    from casework.cases.models import Case


def can_manage_people(by: User) -> bool:
    """Invite, name posts, make desks: an administrator, who holds no key."""
    return by.is_administrator


def can_admit(by: User, person: User) -> bool:
    """A supervisor of one of her desks; any supervisor for an administrator. Nobody herself."""
    if by.pk == person.pk or not by.is_supervisor:
        return False
    posts = list(Post.objects.current().filter(person=person).select_related("desk"))
    if any(post.role == Role.ADMINISTRATOR for post in posts):
        return True
    return any(post.desk is not None and by.is_supervisor_on(post.desk) for post in posts)


def can_let_leave(by: User, person: User) -> bool:
    """Any supervisor or administrator, no key needed; but nobody herself."""
    return by.pk != person.pk and (by.is_supervisor or by.is_administrator)


def can_rekey(by: User, case: Case) -> bool:
    """A supervisor of the case's desk."""
    return by.is_supervisor_on(case.desk)
