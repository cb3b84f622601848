"""Who waits for a supervisor to admit her, and whose request has ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from casework.access.admission import TRIES
from casework.accounts.models import Desk, Invitation, Post, Role, Status, User
from casework.vault.models import Membership, Principal


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a supervisor, and for which of her desks' keys."""

    person: User
    desks: tuple[Desk, ...]


def waiting_for(supervisor: User) -> list[Waiting]:
    """Whom she can admit now: to her desks, or administrators. Two queries for any number."""
    desks = supervisor.desks_as(Role.SUPERVISOR)
    if not desks:
        return []
    posts = Post.objects.current().filter(Q(desk__in=desks) | Q(role=Role.ADMINISTRATOR))
    posts = posts.exclude(person=supervisor).filter(
        person__is_active=True, person__status__in=(Status.WAITING, Status.ADMITTED)
    )
    found: dict[User, list[Post]] = {}
    for post in posts.select_related("person", "desk", "desk__duty", "desk__supervisors"):
        found.setdefault(post.person, []).append(post)
    held = _held_groups(found)
    waiting = []
    for person, hers in found.items():
        missing = [post.desk for post in hers if post.desk and _missing(post, held[person.pk])]
        if missing or person.status == Status.WAITING:
            waiting.append(Waiting(person, tuple(dict.fromkeys(missing))))
    return sorted(waiting, key=lambda one: one.person.username)


def ended_requests(supervisor: User, *, since: datetime) -> list[User]:
    """People of her desks whose words were typed wrongly three times: somebody may be posing."""
    desks = supervisor.desks_as(Role.SUPERVISOR)
    posts = Post.objects.current().filter(Q(desk__in=desks) | Q(role=Role.ADMINISTRATOR))
    ended = Invitation.objects.filter(wrong_words__gte=TRIES, used_at__gte=since)
    people = User.objects.filter(pk__in=ended.values("person"), posts__in=posts).distinct()
    return list(people.order_by("username")) if desks else []


def _held_groups(people: Iterable[User]) -> dict[UUID, set[int]]:
    """Per person the groups whose seed is wrapped to the newest of her key pairs."""
    people = list(people)
    held: dict[UUID, set[int]] = {person.pk: set() for person in people}
    newest: dict[UUID, int] = {}
    for person_id, epoch in Principal.objects.filter(person__in=people).values_list(
        "person", "epoch"
    ):
        newest[person_id] = max(epoch, newest.get(person_id, 0))
    for place in Membership.objects.filter(user__in=people).select_related("wrapped_to"):
        if place.wrapped_to.epoch == newest.get(place.user_id):
            held[place.user_id].add(place.group_id)
    return held


def _missing(post: Post, held: set[int]) -> bool:
    assert post.desk is not None
    wanted = {post.desk.duty_id}
    if post.role == Role.SUPERVISOR:
        wanted.add(post.desk.supervisors_id)
    return not wanted <= held
