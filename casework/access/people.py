"""A person's posts and settings, and what ends when she leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.access import admission, changes, conduct, invitations, policies
from casework.access.change_rows import Change, Widening
from casework.access.errors import WrongState, require
from casework.access.factors import forget_factors
from casework.access.guards import guard, refuse
from casework.access.invitations import Place
from casework.access.models import UserGrant
from casework.accounts.models import Desk, Post, Role, Status, User
from casework.accounts.rows import LoggedRow
from casework.audit.log import new_entry, record
from casework.vault.keyring import Keyring
from casework.vault.models import EpochDue, Letter, Lock, Membership

_BATCH = 500


@transaction.atomic
def leave(person: User, *, by: User, at: datetime) -> None:
    """End her posts, memberships, locks, sessions and grants at once; no key is needed.

    Her cases wait for a new owner. The next supervisor to unlock raises the epoch of her groups.
    """
    require(policies.can_let_leave(by, person), "can_let_leave")
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.status == Status.LEFT:
        raise WrongState(_("She has left already."))
    _revoke(person, UserGrant.objects.filter(user=person), by=by, at=at, reason="left")
    entry = new_entry()
    posts = list(person.posts.current())
    rows: list[LoggedRow] = [*_end(posts, at, entry)]
    rows += invitations.close_invitations(person, at=at, entry=entry)
    places = list(Membership.objects.select_for_update().filter(user=person))
    locks = list(Lock.objects.select_for_update().filter(person=person))
    asked = list(changes.of_person(person).select_for_update(of=("self",)))
    rows += _mark_left(person, entry)
    gone: list[LoggedRow] = [*places, *locks, *asked]
    record("person.left", person, by=by, at=at, entry=entry, rows=rows, gone=gone)
    Change.objects.filter(pk__in=[change.pk for change in asked]).delete()
    Lock.objects.filter(person=person).delete()
    Letter.objects.filter(to__person=person).delete()  # nobody can open them any more
    _drop(places, by=by, at=at)


@transaction.atomic
def give_post(
    person: User,
    role: Role,
    desk: Desk | None,
    *,
    by: User,
    at: datetime,
    agreed_by: User | None = None,
) -> Post:
    """A further post. Its keys come when a supervisor of that desk admits her to it.

    A supervisor's or an administrator's is asked for (`ask_post`), and given once another
    administrator agreed. Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by) and by.pk != person.pk, "can_manage_people")
    person = _refuse_post(person, role, desk)
    refuse(raised_post_takes_two(person, role, by, agreed_by))
    entry = new_entry()
    post = Post(person=person, role=role, desk=desk)
    post.protect(entry).save(force_insert=True)
    record("post.given", person, by=by, at=at, entry=entry, rows=[post], reason=role)
    return post


@transaction.atomic
def ask_post(person: User, role: Role, desk: Desk | None, *, by: User, at: datetime) -> Change:
    """A post that another administrator has to agree to. Raises NotAllowed, WrongState."""
    require(policies.can_manage_people(by), "can_manage_people")
    person = _refuse_post(person, role, desk)
    return changes.ask(Widening.POST, role, person=person, desk=desk, by=by, at=at)


def _give_agreed(asked: Change, agreed_by: User, at: datetime) -> None:
    role, by = Role(asked.value), asked.asked_by
    assert asked.person is not None  # a post is somebody's
    give_post(asked.person, role, asked.desk, by=by, at=at, agreed_by=agreed_by)


changes.ACTS[Widening.POST] = _give_agreed


@guard
def raised_post_takes_two(person: User, role: Role, by: User, agreed_by: User | None) -> str:
    """A supervisor's or an administrator's post takes another administrator's yes."""
    if not changes.takes_two(role, by, person):
        return ""
    if agreed_by and policies.can_agree_to_change(agreed_by, by.pk, person.pk):
        return ""
    return _("Another administrator has to agree to this post first.")


@transaction.atomic
def end_post(post: Post, *, by: User, at: datetime) -> None:
    """End one post, her place in the key groups that came with it, and her grants on the desk.

    Her own cases there wait for a new owner. Raises WrongState.
    """
    require(policies.can_manage_people(by) and by.pk != post.person_id, "can_manage_people")
    person = User.objects.select_for_update().get(pk=post.person_id)
    if person.posts.current().count() == 1:
        raise WrongState(_("This is her only post. If she goes, let her leave."))
    _end_post(person, post, by=by, at=at)


@transaction.atomic
def move(post: Post, desk: Desk, *, by: User, at: datetime) -> Post | Change:
    """She changes desk: the post, its keys, her grants there and her sessions end at once, and she
    gets the same post on `desk`; a supervisor's once another administrator agrees.

    Raises NotAllowed, WrongState.
    """
    require(policies.can_manage_people(by) and by.pk != post.person_id, "can_manage_people")
    person = User.objects.select_for_update().get(pk=post.person_id)
    role = Role(post.role)
    refuse(goes_from_desk_to_desk(post, desk))
    _refuse_post(person, role, desk)
    _end_post(person, post, by=by, at=at)
    person = end_sessions(person, by=by, at=at)
    if changes.takes_two(role, by, person):
        return ask_post(person, role, desk, by=by, at=at)
    return give_post(person, role, desk, by=by, at=at)


@guard
def goes_from_desk_to_desk(post: Post, desk: Desk) -> str:
    """Who changes desk has a post on one, and goes to another."""
    if post.desk_id not in (None, desk.pk):
        return ""
    return _("Choose a post on a desk, and another desk.")


def _refuse_post(person: User, role: Role, desk: Desk | None) -> User:
    """Her row, held, if she may get this post. Raises WrongState."""
    person = User.objects.select_for_update().get(pk=person.pk)
    held = [(Role(post.role), post.desk) for post in person.posts.current()]
    if not person.is_active or (role, desk) in held:
        raise WrongState(_("She holds this post already, or has left."))
    invitations.require_posts([*held, (role, desk)])
    return person


def _end_post(person: User, post: Post, *, by: User, at: datetime) -> None:
    posts = list(person.posts.current().select_related("desk"))
    ending = [one for one in posts if one.pk == post.pk]
    if not ending:
        raise WrongState(_("This post has ended already."))
    staying = [one for one in posts if one.pk != post.pk]
    kept = {group.pk for one in staying for group in groups_of(one)}
    lost = [group for group in groups_of(ending[0]) if group.pk not in kept]
    places = list(Membership.objects.select_for_update().filter(user=person, group__in=lost))
    _revoke_grants_of_desk(person, ending[0], staying, by=by, at=at)
    entry = new_entry()
    rows = _end(ending, at, entry)
    record("post.ended", person, by=by, at=at, entry=entry, rows=rows, gone=places)
    _drop(places, by=by, at=at)


@transaction.atomic
def change_settings(person: User, *, at: datetime, **chosen: str | bool) -> User:
    """Her language, time zone and keys of the keyboard; she alone sets them.

    Nothing is written where nothing is new.
    """
    assert chosen.keys() <= {"language", "time_zone", "leave_by_key", "single_keys"}
    person = User.objects.select_for_update().get(pk=person.pk)
    if all(getattr(person, name) == value for name, value in chosen.items()):
        return person
    for name, value in chosen.items():
        setattr(person, name, value)
    entry = new_entry()
    person.protect(entry).save(update_fields=[*chosen, "entry", "mac", "revision"])
    record("person.changed", person, by=person, at=at, entry=entry, rows=[person])
    return person


@transaction.atomic
def end_sessions(person: User, *, by: User, at: datetime) -> User:
    """End every session of hers, here and elsewhere, at its next request."""
    require(by.pk == person.pk or policies.can_manage_people(by), "can_end_sessions")
    person = User.objects.select_for_update().get(pk=person.pk)
    person.session_epoch += 1
    entry = new_entry()
    person.protect(entry).save(update_fields=["session_epoch", "entry", "mac", "revision"])
    record("sessions.ended", person, by=by, at=at, entry=entry, rows=[person])
    return person


def make_admitted(
    username: str,
    *,
    name: str,
    places: Sequence[Place],
    passphrase: str,
    invited_by: User,
    admitted_by: User,
    keys: Keyring,
    at: datetime,
    language: str = "en",
    email: str = "",
) -> tuple[User, Keyring]:
    """Invite, accept, admit and agree to the code of conduct in one go, by the same acts: for the
    demo, where nobody speaks."""
    invited, token = invitations.invite(
        username,
        name=name,
        places=places,
        by=invited_by,
        at=at,
        email=email,
        language=language,
    )
    for asked in changes.of_person(invited):
        changes.agree(asked, by=_second(invited_by, admitted_by), at=at)
    accepted = invitations.accept(token, passphrase=passphrase, at=at)
    words = " ".join(admission.words_of(accepted.person))
    admission.admit(accepted.person, words=words, by=admitted_by, at=at, keys=keys)
    conduct.accept(conduct.in_force(), by=invited, at=at)
    return User.objects.get(pk=invited.pk), accepted.keys


def _second(first: User, supervisor: User) -> User:
    """Who agrees to what `first` asked for: another administrator, if there is one already."""
    others = User.objects.admitted().in_post(Role.ADMINISTRATOR).exclude(pk=first.pk)
    return others.order_by("username").first() or supervisor


def groups_of(post: Post) -> list[Group]:
    """The key groups that come with a post."""
    if post.desk is None:
        return []
    both = [post.desk.duty, post.desk.supervisors]
    return both if post.role == Role.SUPERVISOR else both[:1]


def _revoke_grants_of_desk(
    person: User, ending: Post, staying: Iterable[Post], *, by: User, at: datetime
) -> None:
    """All that she holds herself on the desk's cases, unless she goes on as its caseworker."""
    goes_on = any(one.desk_id == ending.desk_id and one.role == Role.CASEWORKER for one in staying)
    if ending.desk_id is not None and not goes_on:
        held = UserGrant.objects.filter(user=person, content_object__desk=ending.desk_id)
        _revoke(person, held, by=by, at=at, reason="post_ended")


def _revoke(
    person: User, held: QuerySet[UserGrant], *, by: User, at: datetime, reason: str
) -> None:
    grants = list(held.select_for_update(of=("self",)).order_by("pk"))
    for start in range(0, len(grants), _BATCH):
        batch = grants[start : start + _BATCH]
        record("access.revoked", person, by=by, at=at, gone=batch, count=len(batch), reason=reason)
        UserGrant.objects.filter(pk__in=[grant.pk for grant in batch]).delete()


def _end(posts: Iterable[Post], at: datetime, entry: UUID) -> list[Post]:
    ended = []
    for post in posts:
        post.ended_at = at
        post.protect(entry).save(update_fields=["ended_at", "entry", "mac", "revision"])
        ended.append(post)
    return ended


def _mark_left(person: User, entry: UUID) -> list[User]:
    forget_factors(person)
    person.status, person.is_active = Status.LEFT, False
    person.session_epoch += 1
    person.protect(entry).save()
    return [person]


def _drop(places: Sequence[Membership], *, by: User, at: datetime) -> None:
    """Delete memberships whose end is on record, and ask for their groups' next epoch."""
    Membership.objects.filter(pk__in=[place.pk for place in places]).delete()
    for group_id in sorted(place.group_id for place in places):
        waiting = EpochDue.objects.select_for_update().filter(group=group_id)
        if waiting.filter(raised_at__isnull=True).exists():
            continue
        due = EpochDue(group_id=group_id, since=at)
        due.save(force_insert=True)
        record("epoch.due", due, by=by, at=at, rows=[due])
